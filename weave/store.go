package weave

import (
	"go/ast"
	"go/token"
	"strings"
)

// store weaves an expression that is assigned to, which announce announces; with read, also
// read before.
func (w *weaver) store(e ast.Expr, announce string, read bool) {
	switch w.classOf(e) {
	case public:
		if empty(w.info.TypeOf(e)) {
			w.address(e)
			return
		}
		before, after := "*"+w.woven(announce)+"(", ")"
		if read {
			before, after = before+w.woven("R")+"(", "))"
		}
		w.announce(ast.Unparen(e), before, after)
	case element:
		x := ast.Unparen(e).(*ast.IndexExpr)
		w.wrap(x.X, w.woven("WM")+"(", ")")
		w.load(x.X)
		w.load(x.Index)
	case private:
		w.address(e)
	default: // the blank identifier
	}
}

// announced reports whether a store to e is.
func (w *weaver) announced(e ast.Expr) bool {
	c := w.classOf(e)
	return c == element || c == public && !empty(w.info.TypeOf(e))
}

// assign weaves an assignment. Where a call stands in it, the write is announced
// after the call, since that may wait for what makes the write right (F3).
func (w *weaver) assign(s *ast.AssignStmt, listed bool) {
	w.unit(s)
	loads := func() {
		for _, x := range s.Rhs {
			w.load(x)
		}
	}
	if s.Tok == token.DEFINE {
		loads()
		w.redeclared(s)
		return
	}
	any, all, lcalls := false, true, false
	for _, x := range s.Lhs {
		any = any || w.announced(x)
		lcalls = lcalls || len(w.callsIn(x)) > 0
	}
	rcalls := false
	for _, x := range s.Rhs {
		all = all && (w.typed(x) || w.fixed(x))
		rcalls = rcalls || len(w.callsIn(x)) > 0
	}
	if len(s.Lhs) > len(s.Rhs) {
		all = true // the results of a call
	}
	lines := w.fset.Position(s.End()).Line - w.fset.Position(s.Pos()).Line
	movable := rcalls && !lcalls && all && listed && lines == 0 // or what is moved would be on another line (F1)
	simple := s.Tok == token.ASSIGN
	switch {
	case any && movable:
		loads()
		for _, x := range s.Lhs {
			w.store(x, "W", !simple)
		}
		w.calls = nil
		w.moved(s)
	case any && rcalls && simple && len(s.Lhs) == 1:
		w.set(s)
	default: // also, early, what is left: several values or an operation, with calls on both sides
		announce := "W"
		if rcalls || lcalls && len(s.Lhs) > 1 {
			announce = "Early"
		}
		for _, x := range s.Lhs {
			w.store(x, announce, !simple)
		}
		loads()
	}
}

// moved writes { v := f(); x = v } for x = f().
func (w *weaver) moved(s *ast.AssignStmt) {
	var temps, left, right, values []string
	for i, x := range s.Lhs {
		if len(s.Lhs) == len(s.Rhs) && w.fixed(s.Rhs[i]) {
			left, right = append(left, w.text(x)), append(right, w.text(s.Rhs[i]))
			continue
		}
		if i < len(s.Rhs) {
			values = append(values, w.text(s.Rhs[i]))
		}
		if id, ok := x.(*ast.Ident); ok && id.Name == "_" {
			temps = append(temps, "_")
			continue
		}
		t := w.temp()
		temps = append(temps, t)
		left = append(left, w.text(x))
		right = append(right, t)
	}
	join := func(list []string) string { return strings.Join(list, ", ") }
	from, to := w.at(s.Pos()), w.at(s.End())
	w.compose(from, to, "{ "+join(temps)+" := "+join(values)+"; "+join(left)+" "+s.Tok.String()+" "+join(right)+" }")
}

// fixed reports whether an expression is a constant or nil, which may be evaluated at
// any time.
func (w *weaver) fixed(e ast.Expr) bool {
	tv := w.info.Types[e]
	return tv.Value != nil || tv.IsNil()
}

// set writes At(&x).Set(f()) for x = f().
func (w *weaver) set(s *ast.AssignStmt) {
	x, v := ast.Unparen(s.Lhs[0]), s.Rhs[0]
	if w.classOf(x) == element {
		x := x.(*ast.IndexExpr)
		w.edits.before(w.at(s.Pos()), w.woven("Map")+"(")
		w.load(x.X)
		w.replace(x.Lbrack, x.Lbrack+1, ").Set(")
		w.load(x.Index)
		w.replace(x.Rbrack, x.Rbrack+1, "")
		w.token(w.at(s.TokPos), w.at(s.TokPos)+1, ", ")
	} else {
		w.announce(x, w.woven("At")+"(", ")")
		w.token(w.at(s.TokPos), w.at(s.TokPos)+1, ".Set(")
	}
	w.edits.after(w.at(s.End()), ")")
	w.load(v)
}

// redeclared weaves the variables of x, y := … that were declared before and are
// shared: they get their value from a temporary, in a statement of their own.
func (w *weaver) redeclared(s *ast.AssignStmt) {
	for i, x := range s.Lhs {
		id := x.(*ast.Ident)
		if w.info.Defs[id] != nil || !w.announced(id) {
			continue
		}
		if len(s.Rhs) == len(s.Lhs) && !w.typed(s.Rhs[i]) {
			w.refuse(id.Pos(), "the store to "+id.Name+" is not announced: := gives it a constant")
			continue
		}
		t := w.temp()
		w.replace(id.Pos(), id.End(), t)
		w.edits.before(w.at(s.End()), "; *"+w.woven("W")+"(&"+id.Name+") = "+t)
	}
}
