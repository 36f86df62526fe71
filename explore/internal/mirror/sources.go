package mirror

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed */*_woven.go
var copies embed.FS

// A Source is a file that a copy was made from.
type Source struct {
	Path   string // in the repository
	SHA256 string // of what was read, in hexadecimal
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
		all = append(all, Source{from, sum[:64]})
	}
	return all
}
