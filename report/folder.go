package report

// A folder for reports: made when it is missing, unmade when nothing came of it.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Writable proves that a report can be written into dir: asked before hours of
// work, not after. It leaves the disk as it found it.
func Writable(dir string) error {
	unmake, err := makeFolder(dir)
	if err != nil {
		return refused(dir, err)
	}
	defer unmake()
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return refused(dir, err)
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return refused(dir, err)
	}
	return nil
}

// refused is the one error of a folder that cannot be written: which, why, and
// what to do.
func refused(dir string, err error) error {
	return fmt.Errorf("report: cannot write into folder %q: %w; choose another with -o", dir, err)
}

// makeFolder creates dir and its missing parents. The returned unmake removes
// those that it created and that are still empty; after an error nothing is left.
func makeFolder(dir string) (unmake func(), err error) {
	var missing []string // deepest first
	if dir != "" {
		for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
			if _, err := os.Stat(d); !errors.Is(err, fs.ErrNotExist) {
				break
			}
			missing = append(missing, d)
		}
	}
	unmake = func() {
		for _, d := range missing {
			os.Remove(d) // refuses a folder that is not empty: somebody's files are in it
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		unmake()
		return nil, err
	}
	return unmake, nil
}
