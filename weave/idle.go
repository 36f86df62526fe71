package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A variable that only counts how long a loop waits, for nothing but to let others run
// now and then, is not kept (F8): a thread that waits with another count is where it was.

// idleCounters returns the variables of a function that decide nothing but how often and
// for how long it lets others run.
//
// All other variables and all that is seen then are the same whatever those hold. So it
// is enough to show that each use of them is in an assignment to one of them, in what is
// given to a function that only waits, or in a condition under which nothing else
// happens.
func (w *weaver) idleCounters(f ast.Node) map[*types.Var]bool {
	body := functionBody(f)
	// Who might be one: a variable with a number, declared in the function.
	list := map[*types.Var]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := w.info.Defs[id].(*types.Var); ok && !w.shared[v] && !global(v) {
				if b, ok := v.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsNumeric != 0 {
					list[v] = true
				}
			}
		}
		return true
	})
	for { // without those that are used for something else, until nothing changes
		used := map[*types.Var]bool{}
		u := uses{w, list, used}
		u.statement(body)
		n := len(list)
		for v := range used {
			delete(list, v)
		}
		if len(list) == n {
			return list
		}
	}
}

// uses collects the counters that are used for more than to wait.
type uses struct {
	*weaver
	list, used map[*types.Var]bool
}

// all says that whatever a node uses is used.
func (u uses) all(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := u.info.Uses[id].(*types.Var); ok && u.list[v] {
				u.used[v] = true
			}
		}
		return true
	})
}

// statement goes through a statement.
func (u uses) statement(s ast.Node) {
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			u.all(n)
			return false
		case *ast.IfStmt:
			if u.idle(n) {
				return false
			}
		case *ast.ForStmt:
			if u.idle(n) {
				return false
			}
		case *ast.AssignStmt, *ast.IncDecStmt, *ast.ExprStmt, *ast.DeclStmt:
			if u.idle(n) {
				return false
			}
		case *ast.Ident:
			if v, ok := u.info.Uses[n].(*types.Var); ok && u.list[v] {
				u.used[v] = true
			}
		}
		return true
	})
}

// idle reports whether a statement does nothing but count and wait.
func (u uses) idle(s ast.Node) bool {
	switch s := s.(type) {
	case nil:
		return true
	case *ast.EmptyStmt:
		return true
	case *ast.BlockStmt:
		for _, x := range s.List {
			if !u.idle(x) {
				return false
			}
		}
		return true
	case *ast.IfStmt:
		return (s.Init == nil || u.idle(s.Init)) && u.plain(s.Cond) && u.idle(s.Body) && (s.Else == nil || u.idle(s.Else))
	case *ast.ForStmt:
		return (s.Init == nil || u.idle(s.Init)) && s.Cond != nil && u.plain(s.Cond) && (s.Post == nil || u.idle(s.Post)) && u.idle(s.Body)
	case *ast.IncDecStmt:
		return u.counter(s.X)
	case *ast.AssignStmt:
		for _, x := range s.Lhs {
			if !u.counter(x) {
				return false
			}
		}
		for _, x := range s.Rhs {
			if !u.plain(x) {
				return false
			}
		}
		return true
	case *ast.DeclStmt:
		d, ok := s.Decl.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			return false
		}
		for _, spec := range d.Specs {
			v := spec.(*ast.ValueSpec)
			for _, id := range v.Names {
				if !u.counter(id) {
					return false
				}
			}
			for _, x := range v.Values {
				if !u.plain(x) {
					return false
				}
			}
		}
		return true
	case *ast.ExprStmt:
		c, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		f := u.function(c.Fun)
		if f == nil || f.Pkg() == nil || !slices.Contains(waiting, f.Pkg().Path()+"."+f.Name()) {
			return false
		}
		for _, x := range c.Args {
			if !u.plain(x) {
				return false
			}
		}
		return true
	}
	return false
}

// waiting are the functions that only wait.
var waiting = []string{"runtime.Gosched", "time.Sleep"}

// counter reports whether an expression is one of the variables.
func (u uses) counter(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, _ := u.info.ObjectOf(id).(*types.Var)
	return v != nil && u.list[v]
}

// plain reports whether an expression is computed of constants and local variables,
// without a call, and cannot panic.
func (u uses) plain(e ast.Expr) bool {
	good := true
	ast.Inspect(e, func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok {
			return good
		}
		if tv := u.info.Types[x]; tv.Value != nil || tv.IsType() {
			return false // a constant
		}
		switch x := x.(type) {
		case *ast.ParenExpr:
		case *ast.Ident:
			if v, ok := u.info.Uses[x].(*types.Var); ok && (global(v) || u.shared[v]) {
				good = false
			}
		case *ast.BinaryExpr:
			if op := x.Op; (op == token.QUO || op == token.REM || op == token.SHL || op == token.SHR) && u.info.Types[x.Y].Value == nil {
				good = false
			}
		case *ast.UnaryExpr:
			good = good && x.Op != token.ARROW && x.Op != token.AND
		case *ast.CallExpr:
			f := u.info.Types[x.Fun]
			good = good && (f.IsType() || f.IsBuiltin() && slices.Contains([]string{"min", "max"}, builtinName(x.Fun)))
		default:
			good = false
		}
		return good
	})
	return good
}
