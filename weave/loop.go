package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A loop that may wait tells, at the beginning of each iteration, what its function
// keeps from one to the next (F8): the local variables that the loop assigns and that
// are declared outside of its body. Those that others may reach are not among them,
// since what is stored there is announced. A variable that only counts how long it
// waits, for nothing but to let others run, is left out.

// loops finds the loops of a file that tell.
func (w *weaver) findLoops() {
	if !w.config.Loops {
		return
	}
	w.loops = map[*ast.ForStmt]*loop{}
	var in []ast.Node // functions around
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			in = append(in, n)
			if body := functionBody(n); body != nil {
				ast.Inspect(body, visit)
			}
			in = in[:len(in)-1]
			return false
		case *ast.LabeledStmt:
			if s, ok := n.Stmt.(*ast.ForStmt); ok {
				w.loops[s] = &loop{begin: n.Pos()}
			}
		case *ast.ForStmt:
			l := w.loops[n]
			delete(w.loops, n)
			if l == nil {
				l = &loop{begin: n.Pos()}
			}
			if len(in) > 0 && w.waits(n) && !jumps(in[len(in)-1]) {
				l.kept = w.kept(n, in[len(in)-1])
				l.unseen = !w.pkg.seen.in(w.pkg, n)
				w.loops[n] = l
			}
		case *ast.BranchStmt:
			if n.Tok == token.GOTO && len(in) > 0 {
				w.findBack(n, in[len(in)-1])
			}
		}
		return true
	}
	ast.Inspect(w.syntax, visit)
}

// loop is one that tells.
type loop struct {
	begin  token.Pos // of its statement, with a label
	kept   []string
	unseen bool // it may change what is not seen
}

// tell weaves the beginning of a loop and of its iterations.
func (w *weaver) tell(s *ast.ForStmt) {
	l := w.loops[s]
	if l == nil {
		return
	}
	kept := l.kept
	if l.unseen {
		kept = append(kept, w.woven("Unseen"))
	}
	name := w.temp()
	w.edits.before(w.at(l.begin), name+" := "+w.woven("Loop")+"(); ")
	w.edits.before(w.at(s.Body.Lbrace)+1, " if "+name+" != nil { "+name+".Again("+strings.Join(kept, ", ")+") }; ")
}

// findBack finds the loop that a goto backwards makes: it begins at the label, and tells
// what is in scope there and is assigned anywhere in the function. Its record is the
// function's, since a goto may not jump over a declaration.
func (w *weaver) findBack(s *ast.BranchStmt, f ast.Node) {
	label, ok := w.info.Uses[s.Label].(*types.Label)
	if !ok || label.Pos() > s.Pos() || w.backs[label] || has(f, func(n ast.Node) bool { _, ok := n.(*ast.DeferStmt); return ok }) {
		return
	}
	if has(f, func(n ast.Node) bool { // break and continue may want the label where it is
		l, ok := n.(*ast.LabeledStmt)
		if !ok || l.Pos() != label.Pos() {
			return false
		}
		switch l.Stmt.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return true
		}
		return false
	}) {
		return
	}
	if w.backs == nil {
		w.backs = map[*types.Label]bool{}
	}
	w.backs[label] = true
	body := functionBody(f)
	kept := []string{}
	idle := w.idleCounters(f)
	scope := w.pkg.types.Scope().Innermost(label.Pos())
	unseen := scope == nil || !w.pkg.seen.in(w.pkg, body)
	for v := range w.assigned(body) {
		if unseen || w.shared[v] || idle[v] || !v.Parent().Contains(label.Pos()) || v.Pos() > label.Pos() {
			continue
		}
		if _, o := scope.LookupParent(v.Name(), label.Pos()); o != v {
			unseen = true // it is hidden
		}
		kept = append(kept, v.Name())
	}
	slices.Sort(kept)
	if unseen {
		kept = []string{w.woven("Unseen")}
	}
	name := w.temp()
	w.edits.before(w.at(body.Lbrace)+1, " "+name+" := "+w.woven("Loop")+"(); ")
	colon := w.at(label.Pos()) + len(label.Name()) + strings.IndexByte(string(w.source[w.at(label.Pos())+len(label.Name()):]), ':')
	w.edits.after(colon+1, " if "+name+" != nil { "+name+".Again("+strings.Join(kept, ", ")+") }; ")
}

// has reports whether a function has such a statement, outside of the functions in it.
func has(f ast.Node, such func(ast.Node) bool) bool {
	found := false
	ast.Inspect(functionBody(f), func(n ast.Node) bool {
		found = found || n != nil && such(n)
		_, literal := n.(*ast.FuncLit)
		return !found && !literal
	})
	return found
}

func functionBody(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// jumps reports whether a function has a goto, which may not jump over a declaration.
func jumps(f ast.Node) bool {
	return has(f, func(n ast.Node) bool { b, ok := n.(*ast.BranchStmt); return ok && b.Tok == token.GOTO })
}

// waits reports whether a loop may go on for as long as others do nothing: it looks at
// what others may change, and does not count its iterations.
func (w *weaver) waits(s *ast.ForStmt) bool {
	if w.counts(s) {
		return false
	}
	looks, defers := false, false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			defers = true
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if f := w.info.Types[n.Fun]; !f.IsType() && !f.IsBuiltin() {
				looks = true
			}
		case ast.Expr:
			if c := w.classOf(n); c == public || c == element {
				looks = true
			}
		}
		return true
	})
	return looks && !defers
}

// counts reports whether a loop has a condition about a variable of its own that only
// its post statement assigns.
func (w *weaver) counts(s *ast.ForStmt) bool {
	init, ok := s.Init.(*ast.AssignStmt)
	if !ok || init.Tok != token.DEFINE || s.Cond == nil {
		return false
	}
	var x ast.Expr
	switch post := s.Post.(type) {
	case *ast.IncDecStmt:
		x = post.X
	case *ast.AssignStmt:
		if len(post.Lhs) == 1 && (post.Tok == token.ADD_ASSIGN || post.Tok == token.SUB_ASSIGN) {
			x = post.Lhs[0]
		}
	}
	id, ok := x.(*ast.Ident)
	if !ok {
		return false
	}
	v := w.variable(id)
	if v == nil || w.shared[v] || v.Pos() < s.Pos() || v.Pos() >= s.Body.Pos() || w.assigned(s.Body)[v] {
		return false
	}
	tested := false
	ast.Inspect(s.Cond, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		tested = tested || ok && w.variable(id) == v
		return !tested
	})
	return tested
}

// assigned returns the local variables that are assigned in nodes, or a part of them.
func (w *weaver) assigned(nodes ...ast.Node) map[*types.Var]bool {
	list := map[*types.Var]bool{}
	mark := func(e ast.Expr) {
		if e == nil {
			return
		}
		if v := w.root(e); v != nil {
			list[v] = true
		}
	}
	for _, n := range nodes {
		if n == nil {
			continue
		}
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, x := range n.Lhs {
					mark(x)
				}
			case *ast.IncDecStmt:
				mark(n.X)
			case *ast.RangeStmt:
				mark(n.Key)
				mark(n.Value)
			}
			return true
		})
	}
	return list
}

// kept returns the names of the variables that a loop of function f keeps.
func (w *weaver) kept(s *ast.ForStmt, f ast.Node) (names []string) {
	nodes := []ast.Node{s.Body}
	if s.Cond != nil {
		nodes = append(nodes, s.Cond)
	}
	if s.Post != nil {
		nodes = append(nodes, s.Post)
	}
	idle := w.idleCounters(f)
	for v := range w.assigned(nodes...) {
		if inside := v.Pos() >= s.Body.Pos() && v.Pos() < s.Body.End(); !inside && !w.shared[v] && !idle[v] {
			names = append(names, v.Name())
		}
	}
	slices.Sort(names)
	return names
}

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
