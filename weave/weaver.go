package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"slices"
	"strconv"
	"strings"
)

const explorer = "github.com/poolproof/poolproof/explore"

// substitutes are the packages that stand for std's.
var substitutes = map[string]string{
	"sync":        explorer + "/sync",
	"sync/atomic": explorer + "/atomic",
	"weak":        explorer + "/weak",
}

// weaver rewrites one file.
type weaver struct {
	config Config
	pkg    *pkg
	info   *types.Info
	fset   *token.FileSet
	syntax *ast.File
	base   int // of the file's positions
	edits
	result *Result

	hook    string // the name under which package woven is imported
	hooked  bool   // it is used
	dynamic bool   // it has calls of which only their execution knows where they lead
	temps   int    // names given to temporary variables
	path    string

	shared map[*types.Var]bool // locals that another goroutine may reach
	calls  []token.Pos         // in the statement under way: where its calls begin
	marks  map[ast.Node]string // retries to mark (F5)
	old    bool                // it stays written for an older Go than woven code needs
	labels map[ast.Stmt]string // of labelled statements
	// landings are the places that are passed on the way to a label to which a goto jumps
	landings map[types.Object][]landing
	loops    map[*ast.ForStmt]*loop // those that tell (F8)
	copied   map[ast.Node]string    // what stands before a continue, see iteration
	keep     []string               // functions whose package would be unused otherwise

	use     map[*ast.SelectorExpr]int // of methods that are asked
	results []*types.Var              // named results of the function under way that others may reach

	once map[*types.Var]ast.Expr // the value that a local was declared with, if it is never assigned
	uses map[*types.Var]int      // how often it is named
}

func newWeaver(c Config, p *pkg, f *file, r *Result) *weaver {
	w := &weaver{
		config: c, pkg: p, info: p.info, fset: p.fset, syntax: f.syntax, path: f.path, result: r,
		base: p.fset.File(f.syntax.FileStart).Base(), edits: edits{source: f.source},
		shared: map[*types.Var]bool{}, use: map[*ast.SelectorExpr]int{},
	}
	// A name that is the beginning of none in the package: temporaries extend it.
	w.hook = "woven"
	for slices.ContainsFunc(sortedNames(p.names), func(n string) bool { return strings.HasPrefix(n, w.hook) }) {
		w.hook += "_"
	}
	return w
}

func sortedNames(m map[string]bool) (names []string) {
	for n := range m {
		names = append(names, n)
	}
	return names
}

func (w *weaver) at(p token.Pos) int { return int(p) - w.base }

func (w *weaver) replace(from, to token.Pos, text string) {
	w.edits.replace(w.at(from), w.at(to), text)
}

func (w *weaver) wrap(n ast.Node, before, after string) {
	w.edits.wrap(w.at(n.Pos()), w.at(n.End()), before, after)
}

func (w *weaver) text(n ast.Node) string { return w.render(w.at(n.Pos()), w.at(n.End())) }

// woven returns the name of a function of package woven.
func (w *weaver) woven(name string) string {
	w.hooked = true
	return w.hook + "." + name
}

// temp returns a name for a temporary variable.
func (w *weaver) temp() string {
	w.temps++
	return w.hook + strconv.Itoa(w.temps)
}

// refuse lists what cannot be explored, and returns its name for the refusal at run time.
func (w *weaver) refuse(at token.Pos, what string) string {
	w.result.Refusals = append(w.result.Refusals, Refusal{w.fset.Position(at), strings.TrimSuffix(what, ",")})
	return strconv.Quote(what)
}

// file returns the woven source.
func (w *weaver) file() []byte {
	for _, spec := range w.syntax.Imports {
		if spec.Path.Value == `"C"` {
			w.refuse(spec.Pos(), "a file that uses cgo is left as it is")
			return w.source
		}
	}
	w.raise()
	w.findShared()
	w.findRetries()
	w.findLoops()
	for _, decl := range w.syntax.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Body != nil {
				w.body(d.Type, d.Body)
			}
		case *ast.GenDecl:
			w.declaration(d)
		}
	}
	w.imports()
	return []byte(w.render(0, len(w.source)))
}

// raise lets a file be built for the language version that woven code needs: by its build
// constraint, if it has one.
func (w *weaver) raise() {
	file := w.info.FileVersions[w.syntax]
	if w.pkg.old == "" && (file == "" || version.Compare(file, oldest) >= 0) {
		return
	}
	for _, group := range w.syntax.Comments {
		for _, c := range group.List {
			if expr, ok := strings.CutPrefix(c.Text, "//go:build "); ok && c.Pos() < w.syntax.Package {
				w.replace(c.Pos(), c.End(), "//go:build ("+strings.TrimSpace(expr)+") && "+oldest)
				return
			}
		}
	}
	w.old = true
	w.refuse(w.syntax.Package, "written for "+w.pkg.old+", and woven code needs "+oldest)
}

// declaration weaves the values of variables.
func (w *weaver) declaration(d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return
	}
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		for _, x := range v.Values {
			w.unit(x)
			w.load(x)
		}
	}
}

// imports replaces import paths and adds the import of package woven on the line
// of the package clause (F1).
func (w *weaver) imports() {
	for _, spec := range w.syntax.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic("internal error: " + err.Error())
		}
		to, ok := w.config.Imports[path]
		if !ok {
			to, ok = substitutes[path]
		}
		if ok {
			w.replace(spec.Path.Pos(), spec.Path.End(), strconv.Quote(to))
		}
	}
	announcement := w.announcement() + w.receivers()
	add := ""
	if w.hooked {
		add += "; import " + w.hook + " " + strconv.Quote(explorer+"/woven")
	}
	end := w.syntax.Name.End() // of the last import
	for _, decl := range w.syntax.Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
			end = d.End()
		}
	}
	if end == token.NoPos {
		end = w.syntax.Name.End()
	}
	slices.Sort(w.keep)
	for _, name := range slices.Compact(w.keep) {
		announcement += "; var _ = " + name
	}
	if announcement != "" {
		w.edits.before(w.at(end), announcement)
	}
	w.edits.after(w.at(w.syntax.Name.End()), add)
}
