package linearizability

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/poolproof/poolproof/internal/wholefile"
)

// String is the failure as text: which model rejects it, the line that repeats its
// scenario, and the table.
func (f *Failure) String() string {
	return fmt.Sprintf("no order explains this history by the %s\n%s\n\n%s", f.Spec.Name(), f.Replay(), f.History)
}

// Replay is the command that runs the failure's scenario again. The goroutines may
// interleave otherwise, so -count lets it try more than once.
func (f *Failure) Replay() string {
	return fmt.Sprintf("go test ./linearizability_test -run 'TestReal/%s' -seed %d -round %d -thieves %d -count 1000 -failfast",
		f.Subject, f.Seed, f.Round, f.Thieves)
}

// Save writes the failure into dir, as a table (.txt) and as porcupine's page (.html),
// each whole or not at all, and returns their names (L2).
func (f *Failure) Save(dir string) (names []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := f.Spec.WriteHTML(&page, f.History); err != nil {
		return nil, err
	}
	base := fmt.Sprintf("%s-seed-%d-round-%d", f.Subject, f.Seed, f.Round)
	for _, file := range []struct {
		suffix  string
		content []byte
	}{{".txt", []byte(f.String())}, {".html", page.Bytes()}} {
		name := filepath.Join(dir, base+file.suffix)
		if err := wholefile.Write(name, file.content); err != nil {
			return names, err
		}
		names = append(names, name)
	}
	return names, nil
}
