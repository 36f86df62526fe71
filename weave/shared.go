package weave

import (
	"go/ast"
	"go/token"
	"go/types"
)

// findShared finds the local variables that another goroutine may reach: their
// address is taken, or a function literal uses them that does not declare them, and
// they are assigned somewhere after their declaration (F3).
func (w *weaver) findShared() {
	captured, assigned := map[*types.Var]bool{}, map[*types.Var]bool{}
	w.once, w.uses = map[*types.Var]ast.Expr{}, map[*types.Var]int{}
	mark := func(in map[*types.Var]bool, e ast.Expr) {
		if v := w.root(e); v != nil {
			in[v] = true
		}
	}
	results := func(t *ast.FuncType) {
		if t.Results != nil {
			for _, f := range t.Results.List {
				for _, name := range f.Names {
					mark(assigned, name) // by return
				}
			}
		}
	}
	var literals []*ast.FuncLit // that enclose the node
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		for _, x := range assignees(n) {
			if id, ok := x.(*ast.Ident); !ok || w.info.Defs[id] == nil { // and not declared there
				mark(assigned, x)
			}
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			results(n.Type)
			literals = append(literals, n)
			ast.Inspect(n.Body, visit)
			literals = literals[:len(literals)-1]
			return false
		case *ast.FuncDecl:
			results(n.Type)
		case *ast.Ident:
			if v, ok := w.info.Uses[n].(*types.Var); ok {
				w.uses[v]++
			}
			if v, ok := w.info.Uses[n].(*types.Var); ok && len(literals) > 0 {
				l := literals[len(literals)-1]
				if v.Pos() < l.Pos() || v.Pos() >= l.End() {
					captured[v] = true
				}
			}
		case *ast.AssignStmt:
			for i, x := range n.Lhs {
				if id, ok := x.(*ast.Ident); ok && n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
					if v, ok := w.info.Defs[id].(*types.Var); ok {
						w.once[v] = n.Rhs[i]
					}
				}
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				mark(w.shared, n.X)
			}
		case *ast.SliceExpr:
			if _, ok := core(w.info.TypeOf(n.X)).(*types.Array); ok {
				mark(w.shared, n.X)
			}
		case *ast.SelectorExpr:
			if w.takesAddress(n) {
				mark(w.shared, n.X)
			}
		}
		return true
	}
	ast.Inspect(w.syntax, visit)
	for v := range captured {
		if assigned[v] {
			w.shared[v] = true
		}
	}
}

// assignees returns the expressions that a statement itself assigns, those that it declares
// among them.
func assignees(n ast.Node) (list []ast.Expr) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		return n.Lhs
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		for _, x := range []ast.Expr{n.Key, n.Value} {
			if x != nil {
				list = append(list, x)
			}
		}
	}
	return list
}

// takesAddress reports whether the selector names a method with a pointer receiver
// on a variable that is no pointer.
func (w *weaver) takesAddress(e *ast.SelectorExpr) bool {
	sel := w.info.Selections[e]
	if sel == nil || sel.Kind() != types.MethodVal || isPointer(w.info.TypeOf(e.X)) {
		return false
	}
	for _, f := range implicit(sel) {
		if isPointer(f.Type()) {
			return false
		}
	}
	recv := sel.Obj().(*types.Func).Signature().Recv()
	return recv != nil && isPointer(recv.Type())
}

// root returns the local variable of which e is a part, or nil.
func (w *weaver) root(e ast.Expr) *types.Var {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return w.root(e.X)
	case *ast.Ident:
		if v := w.variable(e); v != nil && !global(v) {
			return v
		}
	case *ast.SelectorExpr:
		sel := w.info.Selections[e]
		if sel == nil || sel.Kind() != types.FieldVal || isPointer(w.info.TypeOf(e.X)) {
			return nil
		}
		for _, f := range implicit(sel) {
			if isPointer(f.Type()) {
				return nil
			}
		}
		return w.root(e.X)
	case *ast.IndexExpr:
		if _, ok := core(w.info.TypeOf(e.X)).(*types.Array); ok {
			return w.root(e.X)
		}
	}
	return nil
}
