package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// announcement returns the declaration of a variable whose value tells package woven
// that this file is woven, and which package variables it declares. Go initialises it
// after those, since it refers to them. What nobody writes is left out, and what a test
// keeps, which may collect what its executions saw, unless it is a lock, an atomic or of a
// type that is tested (F7).
func (w *weaver) announcement() string {
	if !w.config.Announce {
		return ""
	}
	args := []string{strconv.Quote(w.pkg.path), ""}
	var names []string
	test := strings.HasSuffix(w.path, "_test.go")
	for _, decl := range w.syntax.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			continue
		}
		for _, spec := range d.Specs {
			for _, id := range spec.(*ast.ValueSpec).Names {
				if v := w.variable(id); v != nil && w.pkg.changes(v) && (!test || w.tested(v.Type())) {
					names = append(names, id.Name)
					args = append(args, "&"+id.Name)
				}
			}
		}
	}
	for _, name := range w.others() {
		names = append(names, name)
		args = append(args, "&"+name)
	}
	args[1] = strconv.Quote(strings.Join(names, " "))
	return "; var _ = " + w.woven("Package") + "(" + strings.Join(args, ", ") + ")" + w.foreigners()
}

// others returns the variables of packages that are not woven which the package writes, and
// which the file names: these are put back, too. Those of the standard library are left alone.
func (w *weaver) others() (names []string) {
	ast.Inspect(w.syntax, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		v, ok := w.info.Uses[s.Sel].(*types.Var)
		id, qualified := s.X.(*ast.Ident)
		if !ok || !qualified || !global(v) || w.pkg.local[v.Pkg().Path()] || !strings.Contains(v.Pkg().Path(), ".") {
			return true
		}
		if name := id.Name + "." + s.Sel.Name; w.pkg.writes(v) && !slices.Contains(names, name) {
			names = append(names, name)
		}
		return true
	})
	return names
}

// foreigners returns the declaration of a variable whose value tells package woven which
// packages are not, and synchronise, if the file's calls may lead there (F9).
func (w *weaver) foreigners() string {
	if !w.dynamic || len(w.config.Foreign) == 0 {
		return ""
	}
	var args []string
	for _, path := range slices.Sorted(maps.Keys(w.config.Foreign)) {
		args = append(args, strconv.Quote(path), strconv.Quote(w.config.Foreign[path]))
	}
	return "; var _ = " + w.woven("Foreign") + "(" + strings.Join(args, ", ") + ")"
}

// tested reports whether a type, or what it points to or consists of, is a lock, an atomic,
// or declared in a package that is woven, outside of its tests.
func (w *weaver) tested(t types.Type, above ...*types.Named) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		pkg := t.Obj().Pkg()
		if pkg == nil || types.IsInterface(t) || slices.Contains(above, t) {
			return false
		}
		if substitutes[pkg.Path()] != "" ||
			w.pkg.local[pkg.Path()] && !strings.HasSuffix(w.fset.Position(t.Obj().Pos()).Filename, "_test.go") {
			return true
		}
		if w.pkg.local[pkg.Path()] {
			if s, ok := t.Underlying().(*types.Struct); ok {
				return w.tested(s, append(above, t)...)
			}
		}
	case *types.Pointer:
		return w.tested(t.Elem(), above...)
	case *types.Slice:
		return w.tested(t.Elem(), above...)
	case *types.Array:
		return w.tested(t.Elem(), above...)
	case *types.Map:
		return w.tested(t.Elem(), above...)
	case *types.Struct:
		for i := range t.NumFields() {
			if w.tested(t.Field(i).Type(), above...) {
				return true
			}
		}
	}
	return false
}

// changes reports whether a package variable, or what it leads to, may be written. An
// exported one may be by others.
func (p *pkg) changes(v *types.Var) bool {
	return v.Exported() || leads(v.Type()) || p.writes(v)
}

// writes reports whether the package may write a variable itself.
func (p *pkg) writes(v *types.Var) bool {
	if p.written == nil {
		p.written = map[*types.Var]bool{}
		mark := func(e ast.Expr) {
			for {
				switch x := e.(type) {
				case *ast.ParenExpr:
					e = x.X
				case *ast.SelectorExpr:
					if v, ok := p.info.Uses[x.Sel].(*types.Var); ok && global(v) { // another package's
						p.written[v] = true
						return
					}
					e = x.X
				case *ast.IndexExpr:
					e = x.X
				case *ast.Ident:
					if v, ok := p.info.ObjectOf(x).(*types.Var); ok {
						p.written[v] = true
					}
					return
				default:
					return
				}
			}
		}
		for _, f := range p.syntax {
			ast.Inspect(f, func(n ast.Node) bool {
				for _, x := range assignees(n) {
					mark(x)
				}
				switch n := n.(type) {
				case *ast.UnaryExpr:
					if n.Op == token.AND {
						mark(n.X)
					}
				case *ast.SliceExpr:
					mark(n.X)
				case *ast.SelectorExpr:
					if p.info.Selections[n] != nil && p.info.Selections[n].Kind() == types.MethodVal {
						mark(n.X)
					}
				}
				return true
			})
		}
	}
	return p.written[v]
}

// leads reports whether a value of type t may lead to memory beyond its own.
func leads(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Array:
		return leads(u.Elem())
	case *types.Struct:
		for i := range u.NumFields() {
			if leads(u.Field(i).Type()) {
				return true
			}
		}
		return false
	}
	return true
}
