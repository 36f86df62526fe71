package policy

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/exported.txt from what is exported now")

// export is an exported name.
type export struct {
	pos       token.Pos
	line      string // as go doc tells it, in one line
	commented bool
}

// exported returns what a file exports (H2), in its order.
func exported(fset *token.FileSet, f *ast.File) (all []export) {
	add := func(name *ast.Ident, docs []*ast.CommentGroup, format string, args ...any) {
		if name.IsExported() {
			all = append(all, export{name.Pos(), strings.TrimSpace(fmt.Sprintf(format, args...)),
				slices.ContainsFunc(docs, func(g *ast.CommentGroup) bool { return g.Text() != "" })})
		}
	}
	type comments = []*ast.CommentGroup
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			signature := strings.TrimPrefix(types.ExprString(decl.Type), "func")
			if decl.Recv == nil {
				add(decl.Name, comments{decl.Doc}, "func %s%s%s", decl.Name.Name, parameters(decl.Type.TypeParams), signature)
			} else if on := decl.Recv.List[0].Type; ast.IsExported(strings.TrimLeft(types.ExprString(on), "(*")) {
				add(decl.Name, comments{decl.Doc}, "method (%s) %s%s", types.ExprString(on), decl.Name.Name, signature)
			}
		case *ast.GenDecl:
			var last *ast.ValueSpec // that a constant without a value repeats
			for i, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					if last == nil || spec.Values != nil {
						last = spec
					}
					for j, name := range spec.Names {
						docs := comments{decl.Doc, spec.Doc, spec.Comment}
						if decl.Tok == token.VAR {
							add(name, docs, "var %s %s", name.Name, expression(spec.Type))
							continue
						}
						value := types.ExprString(last.Values[j])
						if strings.Contains(value, "iota") {
							value += fmt.Sprintf(" // %d", i)
						}
						add(name, docs, "const %s = %s", strings.TrimSpace(name.Name+" "+expression(last.Type)), value)
					}
				case *ast.TypeSpec:
					name, kind := spec.Name.Name, ""
					switch x := spec.Type.(type) {
					case *ast.StructType:
						kind = "struct"
					case *ast.InterfaceType:
						kind = "interface"
					default:
						kind = types.ExprString(x)
					}
					if spec.Assign.IsValid() {
						kind = "= " + types.ExprString(spec.Type)
					}
					add(spec.Name, comments{decl.Doc, spec.Doc, spec.Comment}, "type %s%s %s", name, parameters(spec.TypeParams), kind)
					if spec.Name.IsExported() {
						members(fset, spec, add)
					}
				}
			}
		}
	}
	return all
}

// members adds the fields of a struct and the methods of an interface.
func members(fset *token.FileSet, spec *ast.TypeSpec, add func(*ast.Ident, []*ast.CommentGroup, string, ...any)) {
	var list []*ast.Field
	switch x := spec.Type.(type) {
	case *ast.StructType:
		list = x.Fields.List
	case *ast.InterfaceType:
		list = x.Methods.List
	}
	var above *ast.CommentGroup // speaks of those fields below it that it names
	next := 0                   // the line that is not parted from it
	for _, f := range list {
		if f.Doc != nil || fset.Position(f.Pos()).Line != next {
			above = f.Doc
		}
		next = fset.Position(f.End()).Line + 1
		of := types.ExprString(f.Type)
		for _, name := range f.Names {
			docs := []*ast.CommentGroup{f.Doc, f.Comment}
			if regexp.MustCompile(`\b` + name.Name + `\b`).MatchString(above.Text()) {
				docs = append(docs, above)
			}
			if signature, ok := strings.CutPrefix(of, "func"); ok && is[*ast.InterfaceType](spec.Type) {
				add(name, docs, "method %s.%s%s", spec.Name.Name, name.Name, signature)
			} else {
				add(name, docs, "field %s.%s %s", spec.Name.Name, name.Name, of)
			}
		}
		if len(f.Names) == 0 { // embedded, in a struct by its last name
			last := strings.TrimLeft(of, "*")
			last, _, _ = strings.Cut(last, "[")
			last = last[strings.LastIndex(last, ".")+1:]
			if is[*ast.InterfaceType](spec.Type) {
				last = "X" // part of the interface, whatever its name
			}
			commented := []*ast.CommentGroup{{List: []*ast.Comment{{Text: "// at its own type"}}}}
			add(&ast.Ident{NamePos: f.Pos(), Name: last}, commented, "embedded %s: %s", spec.Name.Name, of)
		}
	}
}

func is[T ast.Expr](x ast.Expr) bool { _, ok := x.(T); return ok }

func expression(x ast.Expr) string {
	if x == nil {
		return ""
	}
	return types.ExprString(x)
}

// parameters returns type parameters as they are written, "" if there are none.
func parameters(list *ast.FieldList) string {
	if list == nil {
		return ""
	}
	var all []string
	for _, f := range list.List {
		var names []string
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
		all = append(all, strings.Join(names, ", ")+" "+types.ExprString(f.Type))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// names returns the exported names of the packages that others can import, in order.
func names(t *tree) (lines []string) {
	for _, folder := range t.folders() {
		if slices.Contains(strings.Split(folder, "/"), "internal") {
			continue
		}
		for _, f := range t.production(folder) {
			if f.syntax.Name.Name == "main" {
				continue
			}
			for _, e := range exported(t.fset, f.syntax) {
				lines = append(lines, folder+": "+e.line)
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines) // what several builds declare
}

// difference returns what is only in the one list and only in the other.
func difference(old, now []string) (diff []string) {
	for _, line := range old {
		if !slices.Contains(now, line) {
			diff = append(diff, "- "+line)
		}
	}
	for _, line := range now {
		if !slices.Contains(old, line) {
			diff = append(diff, "+ "+line)
		}
	}
	slices.SortStableFunc(diff, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
	return diff
}

func TestExportedNames(t *testing.T) {
	obey(t, func(r *tree) (complaints []string) {
		file := filepath.Join("testdata", "exported.txt")
		now := names(r)
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				return []string{err.Error()}
			}
			if err := os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o644); err != nil {
				return []string{err.Error()}
			}
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return []string{err.Error()}
		}
		if string(text) == strings.Join(now, "\n")+"\n" {
			return nil
		}
		return []string{fmt.Sprintf("H2: the exported names are not those of %s:\n%s\nIf users are to have this, "+
			"go test ./internal/policy -update, and commit the list with the change.",
			file, strings.Join(difference(strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), now), "\n"))}
	})
}

func TestExportedNamesAreTold(t *testing.T) {
	const source = `package a

import "fmt"

const (
	A, b Kind = iota, -iota
	_, _
	C, D
)

const E, F = 1 << 30, "x"

var V, W = f()
var X map[string]func(a, b int) error

type Kind uint8

type G[K comparable, V, U any] struct {
	Key, other K
	Call       func(v V) (n int, err error)
	Sub        struct{ X int }
	*fmt.State
	hidden
	Embedded[V]
}

type N = G[int, int, int]

type I[T any] interface {
	fmt.Stringer
	Do(x ...T) <-chan T
	~int | string
	private()
}

type hidden struct{ Y int }

func (hidden) Z() {}
func (h *hidden) Z2() {}
func (g *G[K, _, U]) Method(
	a K, // first
	b U,
) (ok bool) {
	return false
}
func (Kind) String() string { return "" }
func (k Kind) private()     {}
func Func[T ~int | ~string, E []T](list E, f func(T) bool) {}
func f() (int, int)
`
	const want = `a: const A Kind = iota // 0
a: const C Kind = iota // 2
a: const D Kind = -iota // 2
a: const E = 1 << 30
a: const F = "x"
a: embedded G: *fmt.State
a: embedded G: Embedded[V]
a: embedded I: fmt.Stringer
a: embedded I: ~int | string
a: field G.Call func(v V) (n int, err error)
a: field G.Key K
a: field G.Sub struct{X int}
a: func Func[T ~int | ~string, E []T](list E, f func(T) bool)
a: method (*G[K, _, U]) Method(a K, b U) (ok bool)
a: method (Kind) String() string
a: method I.Do(x ...T) <-chan T
a: type G[K comparable, V, U any] struct
a: type I[T any] interface
a: type Kind uint8
a: type N = G[int, int, int]
a: var V
a: var W
a: var X map[string]func(a, b int) error`
	files := map[string]string{
		"a/a.go":          source,
		"a/b.go":          "//go:build never\n\npackage a\n\ntype Kind uint8\n",
		"a/a_test.go":     "package a\n\nfunc Test() {}\n",
		"internal/x/x.go": "package x\n\nfunc X() {}\n",
		"x/internal/x.go": "package x\n\nfunc X() {}\n",
		"cmd/c/main.go":   "package main\n\nfunc X() {}\n",
	}
	changed := func(r *tree) []string { return difference(strings.Split(want, "\n"), names(r)) }
	reject(t, files, changed, []mutant{
		{"a/a.go", "A, b Kind", "A, B Kind", "+ a: const B Kind = -iota // 0"},
		{"a/a.go", "\t_, _\n", "", "+ a: const C Kind = iota // 1\n- a: const C Kind = iota // 2"},
		{"a/a.go", "1 << 30", "1 << 31", "- a: const E = 1 << 30\n+ a: const E = 1 << 31"},
		{"a/a.go", "Key, other", "Key, Other", "+ a: field G.Other K"},
		{"a/a.go", "type N = G", "type N G", "- a: type N = G[int, int, int]\n+ a: type N G[int, int, int]"},
		{"a/a.go", "(g *G[", "(g G[", "+ a: method (G[K, _, U]) Method"},
		{"a/a.go", "V, U any", "V comparable, U any", "+ a: type G[K comparable, V comparable, U any] struct"},
		{"a/a.go", "(ok bool)", "(ok int)", "+ a: method (*G[K, _, U]) Method(a K, b U) (ok int)"},
		{"a/new_plan9.go", "", "package a\n\nvar New int\n", "+ a: var New int"},
		{"deep/b/b.go", "", "package b\n\nfunc New() {}\n", "+ deep/b: func New()"},
		{"a/a.go", "", "", "- a: func Func["},
	})
}
