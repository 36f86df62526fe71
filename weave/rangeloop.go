package weave

import (
	"go/ast"
	"go/token"
	"go/types"
)

// rangeStatement weaves a range loop. Over the values of a slice it goes through a
// function that announces each as it is read, over a map likewise.
func (w *weaver) rangeStatement(s *ast.RangeStmt) {
	w.unit()
	if s.Tok == token.ASSIGN {
		for _, x := range []ast.Expr{s.Key, s.Value} {
			if x != nil {
				w.store(x, "W", false)
			}
		}
	}
	w.calls = w.callsIn(s.X)
	id, blank := s.Value.(*ast.Ident)
	values := s.Value != nil && !(blank && id.Name == "_")
	t := core(w.info.TypeOf(s.X))
	switch u := t.(type) {
	case *types.Slice:
		if values && !empty(u.Elem()) {
			w.wrap(s.X, w.woven("Range")+"(", ")")
		}
		w.load(s.X)
	case *types.Map:
		w.wrap(s.X, w.woven("RangeMap")+"(", ")")
		w.load(s.X)
	case *types.Pointer:
		if a := core(u.Elem()).(*types.Array); values && !empty(a) {
			w.wrap(s.X, w.woven("Range")+"((", ")[:])")
			w.load(s.X)
		} else if len(w.calls) > 0 {
			w.load(s.X)
		}
	case *types.Array:
		if values || len(w.calls) > 0 { // else it is not evaluated
			w.load(s.X)
		}
	case *types.Chan:
		w.channel(s.X, "a range over a channel")
	default:
		w.load(s.X)
	}
	w.block(s.Body)
}
