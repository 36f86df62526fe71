package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A goto backwards makes a loop. It begins at the label, and tells what is in scope there
// and is assigned anywhere in the function (F8). Its record, as that of each loop in a
// function with a goto, is declared where the function begins, since a goto may not jump
// over a declaration; and the record of a loop to whose label a goto jumps is made anew
// on each way there, since it does not keep what was changed outside of the loop.

// jumps reports whether a function has a goto.
func jumps(f ast.Node) bool { return has(f, isGoto) }

func isGoto(n ast.Node) bool {
	b, ok := n.(*ast.BranchStmt)
	return ok && b.Tok == token.GOTO
}

// findJumps weaves the labels of a function to which a goto jumps.
func (w *weaver) findJumps(f ast.Node) {
	body := functionBody(f)
	gotos := map[*types.Label][]*ast.BranchStmt{}
	var labels []*ast.LabeledStmt
	within(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.BranchStmt:
			if l, ok := w.info.Uses[n.Label].(*types.Label); ok && isGoto(n) {
				gotos[l] = append(gotos[l], n)
			}
		case *ast.LabeledStmt:
			labels = append(labels, n)
		}
	})
	first := body.End() // label of a loop
	for l, list := range gotos {
		for _, g := range list {
			if l.Pos() < g.Pos() {
				first = min(first, l.Pos())
			}
		}
	}
	for _, s := range labels {
		l, _ := w.info.Defs[s.Label].(*types.Label)
		if gotos[l] == nil {
			continue
		}
		if w.landings == nil {
			w.landings = map[types.Object][]landing{}
		}
		w.landings[l] = w.land(s, gotos[l])
		back := slices.ContainsFunc(gotos[l], func(g *ast.BranchStmt) bool { return l.Pos() < g.Pos() })
		if !back || defers(body, first) {
			continue
		}
		name := w.temp()
		w.record(body, name)
		for _, at := range w.landings[l] {
			w.edits.before(at.offset, " "+w.again(name, w.keptAt(l.Pos(), at.pos, f)))
		}
	}
}

// landing is a place that is passed on the way to a label.
type landing struct {
	offset int
	pos    token.Pos // of the names that are in scope there
}

// land returns the places of which each way to a label passes one: behind the label, or,
// where that has to be next to its statement, since a break or a continue is to find it, before
// it and before each goto.
func (w *weaver) land(s *ast.LabeledStmt, gotos []*ast.BranchStmt) []landing {
	l := w.info.Defs[s.Label]
	found := false
	within(s.Stmt, func(n ast.Node) {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok != token.GOTO && b.Label != nil && w.info.Uses[b.Label] == l
	})
	if !found {
		return []landing{{w.at(s.Colon) + 1, s.Pos()}}
	}
	list := []landing{{w.at(s.Pos()), s.Pos()}}
	for _, g := range gotos {
		list = append(list, landing{w.at(g.Pos()), g.Pos()})
	}
	return list
}

// keptAt returns what a loop that begins at a label of a function keeps, by its names at a
// place on the way there.
func (w *weaver) keptAt(label, at token.Pos, f ast.Node) []string {
	body := functionBody(f)
	kept := []string{}
	idle := w.idleCounters(f)
	scope := w.pkg.types.Scope().Innermost(at)
	unseen := scope == nil || !w.pkg.seen.in(w.pkg, body)
	for v := range w.assigned(body) {
		if unseen || w.shared[v] || idle[v] || !v.Parent().Contains(label) || v.Pos() > label {
			continue
		}
		if _, o := scope.LookupParent(v.Name(), at); o != v {
			unseen = true // it is hidden
		}
		kept = append(kept, v.Name())
	}
	slices.Sort(kept)
	if unseen {
		return []string{w.woven("Unseen")}
	}
	return kept
}

// defers reports whether a function may defer something again and again: in a loop, or
// behind a label to which a goto goes back.
func defers(body *ast.BlockStmt, label token.Pos) (found bool) {
	within(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.DeferStmt:
			found = found || n.Pos() > label
		case *ast.ForStmt, *ast.RangeStmt:
			within(n, func(n ast.Node) {
				_, ok := n.(*ast.DeferStmt)
				found = found || ok
			})
		}
	})
	return found
}

// within visits a node of a function and all below it, but for the functions in it.
func within(n ast.Node, visit func(ast.Node)) {
	ast.Inspect(n, func(n ast.Node) bool {
		if n != nil {
			visit(n)
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
}
