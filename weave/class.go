package weave

import (
	"go/ast"
	"go/types"
)

// class is what an expression stands for (F3).
type class int

const (
	value   class = iota // no variable
	private              // part of a local variable that no other goroutine reaches
	public               // a variable that another goroutine may reach
	element              // of a map, which has no address
)

// classOf returns what e stands for.
func (w *weaver) classOf(e ast.Expr) class {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return w.classOf(e.X)
	case *ast.Ident:
		if v := w.variable(e); v != nil {
			if global(v) || w.shared[v] {
				return public
			}
			return private
		}
	case *ast.StarExpr:
		if w.info.Types[e].IsValue() {
			return public
		}
	case *ast.SelectorExpr:
		sel := w.info.Selections[e]
		switch {
		case sel == nil:
			if v := w.variable(e.Sel); v != nil {
				return public // another package's
			}
		case sel.Kind() == types.FieldVal:
			if isPointer(w.info.TypeOf(e.X)) {
				return public
			}
			for _, f := range implicit(sel) {
				if isPointer(f.Type()) {
					return public
				}
			}
			return w.classOf(e.X).part()
		}
	case *ast.IndexExpr:
		switch t := core(w.info.TypeOf(e.X)).(type) {
		case *types.Slice:
			return public
		case *types.Pointer:
			return public // to an array
		case *types.Array:
			return w.classOf(e.X).part()
		case *types.Map:
			_ = t
			return element
		}
	}
	return value
}

// part is the class of a field or an array element of c.
func (c class) part() class {
	if c == element {
		return value
	}
	return c
}

// variable returns the variable that an identifier uses or declares, if it is one.
func (w *weaver) variable(id *ast.Ident) *types.Var {
	v, _ := w.info.ObjectOf(id).(*types.Var)
	if v == nil || v.Name() == "_" {
		return nil
	}
	return v
}

// global reports whether v is a package's variable.
func global(v *types.Var) bool { return v.Pkg() != nil && v.Parent() == v.Pkg().Scope() }

// implicit returns the embedded fields through which a selection goes unseen.
func implicit(sel *types.Selection) (fields []*types.Var) {
	t := sel.Recv()
	path := sel.Index()
	for _, i := range path[:len(path)-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		f := core(t).(*types.Struct).Field(i)
		fields = append(fields, f)
		t = f.Type()
	}
	return fields
}

func isPointer(t types.Type) bool {
	_, ok := core(t).(*types.Pointer)
	return ok
}

// core returns the type that t's underlying type is, or that all types of a type
// parameter have in common, or nil.
func core(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	p, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	var common types.Type
	fits := true
	var visit func(t types.Type)
	visit = func(t types.Type) {
		switch u := types.Unalias(t).(type) {
		case *types.Union:
			for i := range u.Len() {
				visit(u.Term(i).Type())
			}
			return
		case *types.TypeParam:
			visit(u.Constraint())
			return
		}
		u := t.Underlying()
		if i, ok := u.(*types.Interface); ok {
			for j := range i.NumEmbeddeds() {
				visit(i.EmbeddedType(j))
			}
			return
		}
		if common == nil {
			common = u
		}
		fits = fits && types.Identical(common, u)
	}
	visit(p.Constraint())
	if !fits {
		return nil
	}
	return common
}

// empty reports whether values of the type have no bytes: nothing to be announced.
func empty(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok || t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return u.Len() == 0 || empty(u.Elem())
	case *types.Struct:
		for i := range u.NumFields() {
			if !empty(u.Field(i).Type()) {
				return false
			}
		}
		return true
	}
	return false
}
