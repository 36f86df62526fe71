package explore

import (
	"fmt"
	"os"
	"strings"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// An exploration of woven source that saw nothing of the scenario, or not all of it, is
// told to poolproof test, which fails then, whatever the test makes of the report (X6).
// The variable is read only here: a run without such an exploration does not depend on
// it, and go test may remember its result.

const (
	noAccess = "the scenario met no shared access"
	noEnd    = "no execution ran to its end: a failed assumption or an endless wait to retry cut each of them"
)

// seen returns r, and tells if it saw too little.
func (r Report) seen(n entry) Report {
	if !r.unseen || !engine.Woven("") {
		return r
	}
	path := os.Getenv("POOLPROOF_UNSEEN")
	if path == "" {
		return r
	}
	what, _, _ := strings.Cut(r.Failure, "\n")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		panic("explore: POOLPROOF_UNSEEN cannot be written: " + err.Error())
	}
	defer f.Close()
	fmt.Fprintf(f, "%s.%s: %s\n", n.pkg, n.test, what)
	return r
}
