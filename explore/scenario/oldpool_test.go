package scenario

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// The design before Go 1.13 keeps its laws in a small scenario, and what is no call of it is
// refused by name.
func TestOldPool(t *testing.T) {
	if r := OldPool(explore.Config{}, "p", "g", "R"); r.Verdict != explore.Exhausted || r.Executions < 100 {
		t.Error(r)
	}
	if r := OldPool(explore.Config{}, "p", "gx"); r.Verdict != explore.Violated || !strings.Contains(r.Failure, "letter 'x'; there are p, g and R") {
		t.Error(r)
	}
}
