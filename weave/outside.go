package weave

import (
	"go/ast"
	"go/types"
	"slices"
)

// Functions of the standard library that go through a slice or a map are not woven. What
// they do to the elements is announced when they are called.

// writers are those that write the elements of their first argument; the others of
// these packages only read what they are given.
var writers = map[string][]string{
	"slices": {
		"Compact", "CompactFunc", "Delete", "DeleteFunc", "Insert", "Replace", "Reverse", "Sort", "SortFunc", "SortStableFunc",
	},
	"sort": {"Float64s", "Ints", "Slice", "SliceStable", "Strings"},
	"maps": {"Copy", "DeleteFunc", "Insert"},
}

// outside announces what a call of such a function does to its arguments.
func (w *weaver) outside(e *ast.CallExpr) {
	f := w.function(e.Fun)
	if f == nil || f.Pkg() == nil || e.Ellipsis.IsValid() {
		return
	}
	names, ok := writers[f.Pkg().Path()]
	if path := f.Pkg().Path(); !ok && path != "bytes" || w.pkg.local[path] {
		return
	}
	for i, x := range e.Args {
		if !w.typed(x) {
			continue
		}
		write := i == 0 && slices.Contains(names, f.Name())
		switch t := core(w.info.TypeOf(x)).(type) {
		case *types.Slice:
			if empty(t.Elem()) {
				continue
			}
			to := "RS"
			if write {
				to = "WS"
			}
			w.wrap(x, w.woven(to)+"(", ")")
		case *types.Map:
			to := "RM"
			if write {
				to = "WM"
			}
			w.wrap(x, w.woven(to)+"(", ")")
		}
	}
}
