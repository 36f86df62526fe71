package weave

import (
	"go/ast"
	"go/token"
)

func (w *weaver) block(b *ast.BlockStmt) {
	if b != nil {
		w.statements(b.List)
	}
}

func (w *weaver) statements(list []ast.Stmt) {
	for _, s := range list {
		w.statement(s, true)
	}
}

// expressions weaves what is evaluated as one.
func (w *weaver) expressions(list ...ast.Expr) {
	w.calls = nil
	for _, x := range list {
		if x != nil {
			w.calls = append(w.calls, w.callsIn(x)...)
		}
	}
	for _, x := range list {
		w.load(x)
	}
}

// statement weaves a statement. One that stands in a list may become several.
func (w *weaver) statement(s ast.Stmt, listed bool) {
	switch s := s.(type) {
	case *ast.ExprStmt:
		w.expressions(s.X)
	case *ast.SendStmt:
		w.unit(s)
		w.channel(s.Chan, "a send")
		w.load(s.Value)
	case *ast.IncDecStmt:
		w.unit(s)
		w.store(s.X, true)
	case *ast.AssignStmt:
		w.assign(s, listed)
	case *ast.GoStmt:
		w.goStatement(s)
	case *ast.DeferStmt:
		w.expressions(s.Call)
	case *ast.ReturnStmt:
		w.expressions(s.Results...)
	case *ast.BranchStmt:
		if kind := w.marks[s]; kind != "" {
			w.edits.before(w.at(s.Pos()), w.woven("Retry")+"(); ")
			w.result.Marks = append(w.result.Marks, Mark{w.fset.Position(s.Pos()), kind})
		}
	case *ast.BlockStmt:
		w.block(s)
	case *ast.LabeledStmt:
		w.statement(s.Stmt, listed)
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok {
			w.declaration(d)
		}
	case *ast.IfStmt:
		w.statement(s.Init, false)
		w.expressions(s.Cond)
		w.block(s.Body)
		w.statement(s.Else, false)
	case *ast.SwitchStmt:
		w.statement(s.Init, false)
		w.expressions(s.Tag)
		w.block(s.Body)
	case *ast.TypeSwitchStmt:
		w.statement(s.Init, false)
		switch a := s.Assign.(type) {
		case *ast.ExprStmt:
			w.expressions(a.X.(*ast.TypeAssertExpr).X)
		case *ast.AssignStmt:
			w.expressions(a.Rhs[0].(*ast.TypeAssertExpr).X)
		}
		for _, c := range s.Body.List {
			w.statements(c.(*ast.CaseClause).Body) // the cases are types
		}
	case *ast.CaseClause:
		w.expressions(s.List...)
		w.statements(s.Body)
	case *ast.SelectStmt:
		if len(s.Body.List) == 0 {
			w.edits.before(w.at(s.Pos()), w.woven("Refuse")+"("+w.refuse(s.Pos(), "a select without cases")+"); ")
		}
		w.block(s.Body)
	case *ast.CommClause:
		w.communication(s.Comm)
		w.statements(s.Body)
	case *ast.ForStmt:
		w.statement(s.Init, false)
		if s.Cond != nil {
			w.expressions(s.Cond)
		}
		w.statement(s.Post, false)
		w.block(s.Body)
		if kind := w.marks[s]; kind != "" {
			w.endOfLoop(s, kind)
		}
	case *ast.RangeStmt:
		w.rangeStatement(s)
	}
}

// communication weaves what a select statement waits for, which has to stay a send or
// a receive.
func (w *weaver) communication(s ast.Stmt) {
	a, ok := s.(*ast.AssignStmt)
	if !ok || a.Tok == token.DEFINE {
		w.statement(s, false)
		return
	}
	w.unit(a)
	for _, x := range a.Lhs {
		w.store(x, false)
	}
	w.load(a.Rhs[0])
}

// endOfLoop marks the end of an iteration.
func (w *weaver) endOfLoop(s *ast.ForStmt, kind string) {
	w.result.Marks = append(w.result.Marks, Mark{w.fset.Position(s.Pos()), kind})
	if n := len(s.Body.List); n > 0 {
		w.edits.after(w.at(s.Body.List[n-1].End()), "; "+w.woven("Retry")+"()")
		return
	}
	w.edits.after(w.at(s.Body.Lbrace+1), " "+w.woven("Retry")+"() ")
}

// typed reports whether an expression has a type of its own, whatever it is assigned to.
func (w *weaver) typed(e ast.Expr) bool {
	if tv := w.info.Types[e]; tv.Value != nil || tv.IsNil() {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		switch e.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return false
		case token.SHL, token.SHR:
			return w.typed(e.X)
		}
		return w.typed(e.X) || w.typed(e.Y)
	case *ast.UnaryExpr:
		return e.Op == token.AND || e.Op == token.ARROW || w.typed(e.X)
	}
	return true
}
