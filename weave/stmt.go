package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
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
		w.store(s.X, "W", true)
	case *ast.AssignStmt:
		w.assign(s, listed)
	case *ast.GoStmt:
		w.goStatement(s)
	case *ast.DeferStmt:
		if builtinName(s.Call.Fun) != "recover" || !w.info.Types[s.Call.Fun].IsBuiltin() { // that one recovers nothing
			w.deferred(s)
		}
	case *ast.ReturnStmt:
		w.returns(s)
	case *ast.BranchStmt:
		before := w.copied[s]
		if kind := w.marks[s]; kind != "" {
			before += w.woven("Retry") + "(); "
			w.result.Marks = append(w.result.Marks, Mark{w.fset.Position(s.Pos()), kind})
		}
		if before != "" {
			w.edits.before(w.at(s.Pos()), before)
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
		w.tell(s)
		w.iteration(s)
		w.block(s.Body)
		if kind := w.marks[s]; kind != "" {
			w.endOfLoop(s, kind)
		}
	case *ast.RangeStmt:
		w.rangeStatement(s)
	}
}

// body weaves a function's body.
func (w *weaver) body(t *ast.FuncType, b *ast.BlockStmt) {
	outer := w.results
	w.results = nil
	if t.Results != nil {
		for _, f := range t.Results.List {
			for _, name := range f.Names {
				if v := w.variable(name); v != nil && w.shared[v] && !empty(v.Type()) {
					w.results = append(w.results, v)
				}
			}
		}
	}
	w.block(b)
	w.results = outer
}

// returns weaves a return statement, which stores into the named results, once all that
// it returns is there.
func (w *weaver) returns(s *ast.ReturnStmt) {
	w.expressions(s.Results...)
	if len(s.Results) == 0 || len(w.results) == 0 {
		return
	}
	names := ""
	for _, v := range w.results {
		names += "; " + w.woven("W") + "(&" + v.Name() + ")"
	}
	names = names[2:]
	if len(w.calls) == 0 {
		w.edits.before(w.at(s.Pos()), names+"; ")
		return
	}
	var temps, values []string
	typed := w.fset.Position(s.End()).Line == w.fset.Position(s.Pos()).Line // or what is moved would be on another line (F1)
	text := make([]string, len(s.Results))
	for i, x := range s.Results {
		text[i] = w.text(x)
		typed = typed && (w.typed(x) || w.fixed(x))
	}
	if !typed {
		w.refuse(s.Pos(), "the store of what is returned is not announced")
		return
	}
	if t, ok := w.info.TypeOf(s.Results[0]).(*types.Tuple); ok && len(s.Results) == 1 {
		values, text = text, nil
		for range t.Len() {
			temps = append(temps, w.temp())
		}
		text = temps
	} else {
		for i, x := range s.Results {
			if !w.fixed(x) {
				t := w.temp()
				temps, values = append(temps, t), append(values, text[i])
				text[i] = t
			}
		}
	}
	join := func(list []string) string { return strings.Join(list, ", ") }
	w.compose(w.at(s.Pos()), w.at(s.End()), "{ "+join(temps)+" := "+join(values)+"; "+names+"; return "+join(text)+" }")
}

// iteration announces the copy that a for loop makes of its variable, for those that
// others may reach, at the end of each iteration: the next one has a variable of its own.
func (w *weaver) iteration(s *ast.ForStmt) {
	init, ok := s.Init.(*ast.AssignStmt)
	if !ok || init.Tok != token.DEFINE {
		return
	}
	reads := ""
	for _, x := range init.Lhs {
		if id, ok := x.(*ast.Ident); ok && w.info.Defs[id] != nil {
			if v := w.variable(id); v != nil && w.shared[v] && !empty(v.Type()) {
				reads += w.woven("R") + "(&" + id.Name + "); "
			}
		}
	}
	if reads == "" {
		return
	}
	label := ""
	if l, ok := w.labels[s]; ok {
		label = l
	}
	ends := s.Body.List
	var visit func(n ast.Node, nested bool)
	visit = func(n ast.Node, nested bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ForStmt:
				if !nested {
					visit(m, true)
					return false
				}
			case *ast.RangeStmt:
				if !nested {
					visit(m, true)
					return false
				}
			case *ast.BranchStmt:
				if m.Tok == token.CONTINUE && (m.Label == nil && !nested || m.Label != nil && m.Label.Name == label) {
					w.copied[m] += reads
				}
			}
			return true
		})
	}
	for _, x := range ends {
		visit(x, false)
	}
	if n := len(ends); n == 0 || !terminates(ends[n-1]) {
		w.edits.before(w.at(s.Body.Rbrace), "; "+strings.TrimSuffix(reads, "; ")+" ")
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
		w.store(x, "Early", false)
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
	w.edits.after(w.at(s.Body.Lbrace+1), " "+w.woven("Retry")+"(); ")
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
