package mirror

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

//go:embed */*_woven.go
var copies embed.FS

// A Source is a file that a copy was made from.
type Source struct {
	Path   string // in the repository
	SHA256 string // of what was read, in hexadecimal
	Copy   string // the same of the copy
}

// Sources are those of all copies, in the order of their paths. Each copy names its own.
func Sources() (all []Source) {
	paths, err := fs.Glob(copies, "*/*_woven.go")
	if err != nil {
		panic("internal error: mirror: " + err.Error())
	}
	for _, path := range paths {
		text, err := copies.ReadFile(path)
		if err != nil {
			panic("internal error: mirror: " + err.Error())
		}
		_, from, _ := strings.Cut(string(text), "by weave from ")
		from, _, ok := strings.Cut(from, ";")
		_, sum, _ := strings.Cut(string(text), "SHA-256 of the source: ")
		if len(sum) < 64 || !ok {
			panic("internal error: mirror: " + path + " does not say what it was made from")
		}
		all = append(all, Source{from, sum[:64], fmt.Sprintf("%x", sha256.Sum256(text))})
	}
	return all
}

// Stale returns the path of a source that is not what its copy was made from, or "". It
// asks only where the repository is there to be asked.
func Stale() string {
	_, here, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(here) {
		return ""
	}
	root := filepath.Join(filepath.Dir(here), "..", "..", "..")
	for _, s := range Sources() {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(s.Path)))
		if err == nil && fmt.Sprintf("%x", sha256.Sum256(text)) != s.SHA256 {
			return s.Path
		}
	}
	return ""
}
