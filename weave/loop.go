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

// findLoops finds the loops of a file that tell.
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
				w.findJumps(n)
				ast.Inspect(body, visit)
			}
			in = in[:len(in)-1]
			return false
		case *ast.LabeledStmt:
			if s, ok := n.Stmt.(*ast.ForStmt); ok {
				w.loops[s] = &loop{begins: []landing{{offset: w.at(n.Pos())}}}
				if list := w.landings[w.info.Defs[n.Label]]; list != nil {
					w.loops[s].begins = list
				}
			}
		case *ast.ForStmt:
			l := w.loops[n]
			delete(w.loops, n)
			if l == nil {
				l = &loop{begins: []landing{{offset: w.at(n.Pos())}}}
			}
			if len(in) > 0 && w.waits(n) {
				l.kept = w.kept(n, in[len(in)-1])
				l.unseen = !w.pkg.seen.in(w.pkg, n)
				if f := in[len(in)-1]; jumps(f) {
					l.function = functionBody(f)
				}
				w.loops[n] = l
			}
		}
		return true
	}
	ast.Inspect(w.syntax, visit)
}

// loop is one that tells.
type loop struct {
	begins   []landing // before its statement, with a label
	kept     []string
	unseen   bool           // it may change what is not seen
	function *ast.BlockStmt // where its record is declared, if not before it
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
	declares := " := "
	if l.function != nil { // a goto may not jump over a declaration
		w.record(l.function, name)
		declares = " = "
	}
	for _, at := range l.begins {
		w.edits.before(at.offset, name+declares+w.woven("Loop")+"(); ")
	}
	w.edits.before(w.at(s.Body.Lbrace)+1, " "+w.again(name, kept))
}

// record declares the record of a loop at the beginning of its function.
func (w *weaver) record(body *ast.BlockStmt, name string) {
	w.edits.before(w.at(body.Lbrace)+1, " "+name+" := "+w.woven("Loop")+"(); ")
}

// again tells of an iteration.
func (w *weaver) again(name string, kept []string) string {
	return "if " + name + " != nil { " + name + ".Again(" + strings.Join(kept, ", ") + ") }; "
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
	for _, n := range nodes {
		if n == nil {
			continue
		}
		ast.Inspect(n, func(n ast.Node) bool {
			for _, x := range assignees(n) {
				if v := w.root(x); v != nil {
					list[v] = true
				}
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
