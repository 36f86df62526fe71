package policy

import (
	"fmt"
	"strings"
	"testing"
)

// comments complains of what nobody explained (H6).
func comments(t *tree) (complaints []string) {
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	for _, folder := range t.folders() {
		files := t.production(folder)
		if len(files) == 0 {
			continue
		}
		var with []string
		for _, f := range files {
			name := f.syntax.Name.Name
			if text := f.syntax.Doc.Text(); text != "" {
				with = append(with, f.path)
				if name != "main" && !strings.HasPrefix(text, "Package "+name+" ") {
					complain("%s: the package comment does not begin with %q; if it is no package comment, an empty line belongs after it",
						f.path, "Package "+name+" ")
				}
			}
			for _, e := range exported(t.fset, f.syntax) {
				if !e.commented && wantsComment(folder, e.line) {
					complain("%s: %s has no comment", t.at(e.pos), e.line)
				}
			}
		}
		if len(with) != 1 {
			complain("%s: %d package comments (%s), want one", folder, len(with), strings.Join(with, ", "))
		}
	}
	return complaints
}

// wantsComment says which exported names H6 is about. The fields of a type may leave it
// to their names and to the type's comment; inside the house, so may what belongs to a
// type or a list.
func wantsComment(folder, line string) bool {
	what, _, _ := strings.Cut(line, " ")
	switch {
	case what == "field" || what == "embedded":
		return false
	case strings.Contains("/"+folder, "/internal/"):
		return what == "type" || what == "func"
	}
	return true
}

func TestComments(t *testing.T) { obey(t, comments) }

func TestMissingCommentsAreRejected(t *testing.T) {
	files := map[string]string{
		"a/a.go": `// Package a is commented.
package a

// C is.
const C = 1

// The group is.
const (
	D = iota
	E // and this one
)

var (
	// V is.
	V int
	W string // is
)

// T is.
type T struct {
	F    int // is
	// G and Also are.
	G    int
	Also int
	h    int
	*E
}

// I is.
type I interface {
	// M is.
	M()
	n()
}

// F is.
func F() {}

// M is.
func (*T) M() {}

func (T) n() {}
func n() {}

type t struct{ X int }

func (t) X() {}
`,
		"a/b.go":      "//go:build race\n\npackage a\n\n// Not of the package.\n\nfunc b() {}\n",
		"a/a_test.go": "package a\n\nfunc X() {}\n",
		"b/b_test.go": "package b\n",
		"c/main.go":   "// Pool pools.\npackage main\n",
	}
	const a = "a/a.go"
	reject(t, files, comments, []mutant{
		{a, "// Package a is commented.\n", "", "a: 0 package comments (), want one"},
		{a, "// Package a is commented.\n", "// Package a is commented.\n\n", "a: 0 package comments"},
		{a, "Package a is", "Package b is", `a/a.go: the package comment does not begin with "Package a "`},
		{"a/b.go", "race\n\npackage a\n\n// Not", "race\n\n// Not this.\npackage a\n\n// Not", "a: 2 package comments (a/a.go, a/b.go)"},
		{"c/main.go", "// Pool pools.", "", "c: 0 package comments"},
		{a, "// C is.\n", "", "a/a.go:4: const C = 1 has no comment"},
		{a, "// The group is.\n", "", "const D = iota // 0 has no comment"},
		{a, "// V is.", "", "var V int has no comment"},
		{a, "W string // is", "W string", "var W string has no comment"},
		{a, "// T is.\n", "", "type T struct has no comment"},
		{a, "// is\n\t// G", "\n\t// G", ""}, // a field may go without
		{"b/internal/c/c.go", "", "// Package c is.\npackage c\n\nconst C = 1\n\nfunc F() {}\n", "func F() has no comment"},
		{a, "// I is.\n", "", "type I interface has no comment"},
		{a, "// M is.\n\tM()", "M()", "method I.M() has no comment"},
		{a, "// F is.\n", "", "func F() has no comment"},
		{a, "// F is.\n", "//go:norace\n", "func F() has no comment"},
		{a, "// M is.\nfunc", "func", "method (*T) M() has no comment"},
		{a, "// F is.\n", "// F is.\n\n", "func F() has no comment"},
		{"a/new.go", "", "package a\n\ntype N = int\n", "a/new.go:3: type N = int has no comment"},
	})
}
