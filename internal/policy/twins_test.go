package policy

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"testing"
)

const norace = "//go:norace"

// twin is a file of the two, and the only build line it may have.
var twin = [2]struct{ base, build string }{
	{"watched.go", "//go:build !race || poolrace"},
	{"unwatched.go", "//go:build race && !poolrace"},
}

// twins complains of files that should be the same and are not (H3).
func twins(t *tree, folders []string) (complaints []string) {
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	for _, folder := range folders {
		var declared [2][]declaration
		missing := false
		for i, w := range twin {
			at := slices.IndexFunc(t.packages[folder], func(f *file) bool { return f.base() == w.base })
			if at < 0 {
				complain("%s/%s is missing", folder, w.base)
				missing = true
				continue
			}
			f := t.packages[folder][at]
			if got := buildLines(f); !slices.Equal(got, []string{w.build}) {
				complain("%s: build lines %q, want only %q", f.path, got, w.build)
			}
			declared[i] = declarations(f)
			for _, d := range declared[i] {
				if i == 0 && slices.Contains(d.directives, norace) {
					complain("%s: %s has %s, which would hide it from the race detector", t.at(d.pos), d.name, norace)
				}
				if i == 1 && d.function && !slices.Contains(d.directives, norace) {
					complain("%s: %s lacks %s, so the race detector would watch it", t.at(d.pos), d.name, norace)
				}
			}
		}
		if missing {
			continue
		}
		for i, d := range declared[0] {
			if i == len(declared[1]) || declared[1][i].name != d.name {
				complain("%s: %s is not at the same place in unwatched.go; the twins declare the same in the same order", t.at(d.pos), d.name)
				break
			}
			twin := declared[1][i]
			if twin.code != d.code {
				complain("%s: %s differs from its twin:\n\twatched:   %s\n\tunwatched: %s", t.at(twin.pos), d.name, d.code, twin.code)
			}
			if a, b := without(d.directives, norace), without(twin.directives, norace); !slices.Equal(a, b) {
				complain("%s: %s has the directives %q, its twin %q", t.at(twin.pos), d.name, b, a)
			}
		}
		if n := len(declared[0]); len(declared[1]) > n {
			d := declared[1][n]
			complain("%s: %s is not in watched.go", t.at(d.pos), d.name)
		}
	}
	return complaints
}

// declaration is one of a file, without its comments.
type declaration struct {
	pos        token.Pos
	name       string
	function   bool
	directives []string // go:… lines above it
	code       string   // its tokens, with a space between them
}

func declarations(f *file) (all []declaration) {
	for _, decl := range f.syntax.Decls {
		d := declaration{pos: decl.Pos(), code: tokens(f.source[decl.Pos()-f.syntax.FileStart : decl.End()-f.syntax.FileStart])}
		var doc *ast.CommentGroup
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			d.name, d.function, doc = decl.Name.Name, true, decl.Doc
		case *ast.GenDecl:
			d.name, doc = strings.Join(strings.Fields(d.code)[:2], " "), decl.Doc
		}
		if doc != nil {
			for _, c := range doc.List {
				if strings.HasPrefix(c.Text, "//go:") {
					d.directives = append(d.directives, c.Text)
				}
			}
		}
		all = append(all, d)
	}
	return all
}

// tokens returns the tokens of a declaration with a space between them.
func tokens(source []byte) string {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(source)), source, nil, 0)
	var words []string
	for {
		switch _, tok, text := s.Scan(); {
		case tok == token.EOF:
			return strings.TrimSuffix(strings.Join(words, " "), " ;")
		case tok == token.SEMICOLON: // also at the end of a line
			words = append(words, ";")
		case text != "":
			words = append(words, text)
		default:
			words = append(words, tok.String())
		}
	}
}

func without(list []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == word })
}

func TestTwins(t *testing.T) {
	obey(t, func(r *tree) []string { return twins(r, subject) })
}

func TestTwinsAreRejected(t *testing.T) {
	files := map[string]string{
		"a/watched.go": `//go:build !race || poolrace

package a

import "fmt"

// Here the detector looks.

func make(n int) *box { return &box{n} }

// get gets.
//
//go:noinline
func (b *box) get() string {
	return fmt.Sprint("a  b", b.n)
}
func (b *box) one() int { return 1 }
func (b *box) other()   { b.n = 2 }
`,
		"a/unwatched.go": `//go:build race && !poolrace

package a

import "fmt"

//go:norace
func make(n int) *box { return &box{n} }

// get gets.
//
//go:noinline
//go:norace
func (b *box) get() string {
	// It need not be told twice.

	return fmt.Sprint("a  b", b.n) // but may
}

//go:norace
func (b *box) one() int { return 1 }

//go:norace
func (b *box) other() { b.n = 2 }
`,
	}
	const w, u = "a/watched.go", "a/unwatched.go"
	reject(t, files, func(r *tree) []string { return twins(r, []string{"a"}) }, []mutant{
		{w, "!race || poolrace", "!race", `a/watched.go: build lines ["//go:build !race"], want only "//go:build !race || poolrace"`},
		{w, "!race || poolrace", "poolrace || !race", "a/watched.go: build lines"},
		{u, "//go:build race && !poolrace", "", "a/unwatched.go: build lines []"},
		{u, "package a", "// +build race\n\npackage a", "a/unwatched.go: build lines"},
		{u, "&box{n}", "&box{n + 1}", "a/unwatched.go:8: make differs from its twin:\n\twatched:   func make ( n int ) * box { return & box { n } }\n\tunwatched: "},
		{u, `"a  b"`, `"a b"`, "get differs"},
		{u, `"a  b", b.n`, `b.n, "a  b"`, "get differs"},
		{u, "(b *box) other", "(b box) other", "other differs"},
		{u, "\n//go:norace\nfunc make", "\nfunc make", "a/unwatched.go:7: make lacks //go:norace"},
		{u, "//go:norace\nfunc (b *box) one", "// go:norace\nfunc (b *box) one", "one lacks //go:norace"},
		{u, "//go:noinline\n", "", `get has the directives [], its twin ["//go:noinline"]`},
		{w, "func make", "//go:norace\nfunc make", "a/watched.go:10: make has //go:norace, which would hide it"},
		{w, "func (b *box) other()   { b.n = 2 }\n", "", "a/unwatched.go:24: other is not in watched.go"},
		{u, "//go:norace\nfunc (b *box) other() { b.n = 2 }\n", "", "a/watched.go:18: other is not at the same place"},
		{u, "other()", "another()", "a/watched.go:18: other is not at the same place"},
		{u, "import \"fmt\"\n", "import \"fmt\"\n\nvar x int\n", "make is not at the same place"},
		{u, `"fmt"`, `fmt "log"`, `import "fmt" is not at the same place`},
		{u, "", "", "a/unwatched.go is missing"},
		{w, "", "", "a/watched.go is missing"},
	})
}
