package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// unit makes the calls of a statement, or of its part that is evaluated as one, those
// that load and store look at. Builtins and conversions are none, and those inside
// of a function literal are another statement's.
func (w *weaver) unit(nodes ...ast.Node) {
	w.calls = nil
	for _, n := range nodes {
		w.calls = append(w.calls, w.callsIn(n)...)
	}
}

func (w *weaver) callsIn(n ast.Node) (calls []token.Pos) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				calls = append(calls, n.Pos())
			}
		case *ast.CallExpr:
			if f := w.info.Types[n.Fun]; !f.IsType() && !f.IsBuiltin() {
				calls = append(calls, n.Pos())
			}
		}
		return true
	})
	return calls
}

// reading returns what stands around an address for its variable's value: R, or Get if
// a call follows in the same statement.
func (w *weaver) reading(e ast.Expr) (before, after string) {
	for _, c := range w.calls {
		if c >= e.End() {
			return w.woven("Get") + "(", ")"
		}
	}
	return "(*" + w.woven("R") + "(", "))"
}

// load weaves an expression whose value is wanted.
func (w *weaver) load(e ast.Expr) {
	if e == nil {
		return
	}
	if tv, ok := w.info.Types[e]; ok && (tv.IsType() || tv.Value != nil || tv.IsNil() || tv.IsBuiltin()) {
		return
	}
	switch c := w.classOf(e); {
	case c == public && !empty(w.info.TypeOf(e)):
		before, after := w.reading(e)
		w.announce(e, before, after)
		return
	case c == public || c == private:
		w.address(e)
		return
	case c == element:
		x := unparen(e).(*ast.IndexExpr)
		get := ").Get("
		if _, ok := w.info.TypeOf(x).(*types.Tuple); ok {
			get = ").Lookup("
		}
		w.edits.before(w.at(x.Pos()), w.woven("Map")+"(")
		w.load(x.X)
		w.replace(x.Lbrack, x.Lbrack+1, get)
		w.load(x.Index)
		w.replace(x.Rbrack, x.Rbrack+1, ")")
		return
	}
	switch e := e.(type) {
	case *ast.Ident:
		w.named(e)
	case *ast.ParenExpr:
		w.load(e.X)
	case *ast.FuncLit:
		calls := w.calls
		w.body(e.Type, e.Body)
		w.calls = calls
	case *ast.CompositeLit:
		_, isStruct := core(w.info.TypeOf(e)).(*types.Struct)
		for _, x := range e.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				if !isStruct {
					w.load(kv.Key)
				}
				x = kv.Value
			}
			w.load(x)
		}
	case *ast.SelectorExpr:
		w.selector(e)
	case *ast.IndexExpr:
		if w.info.Types[e.Index].IsType() {
			w.load(e.X) // a function, and its type argument
			return
		}
		w.load(e.X)
		w.load(e.Index)
	case *ast.IndexListExpr:
		w.load(e.X)
	case *ast.SliceExpr:
		if _, ok := core(w.info.TypeOf(e.X)).(*types.Array); ok {
			w.address(e.X)
		} else {
			w.load(e.X)
		}
		w.load(e.Low)
		w.load(e.High)
		w.load(e.Max)
	case *ast.TypeAssertExpr:
		w.load(e.X)
	case *ast.CallExpr:
		w.call(e)
	case *ast.UnaryExpr:
		switch {
		case e.Op == token.ARROW:
			w.channel(e.X, "a receive")
		case e.Op == token.AND && w.classOf(e.X) != value:
			w.address(e.X)
		default:
			w.load(e.X)
		}
	case *ast.BinaryExpr:
		w.load(e.X)
		w.load(e.Y)
	}
}

// announce puts a call around the address of a variable.
func (w *weaver) announce(e ast.Expr, before, after string) {
	if s, ok := e.(*ast.StarExpr); ok { // not &*p
		w.replace(s.Star, s.Star+1, before)
		w.edits.after(w.at(e.End()), after)
		w.load(s.X)
		return
	}
	w.wrap(e, before+"&", after)
	w.address(e)
}

// address weaves an expression that stands for a variable whose value is not wanted
// here: what leads to it is loaded.
func (w *weaver) address(e ast.Expr) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		w.address(e.X)
	case *ast.Ident:
	case *ast.StarExpr:
		w.load(e.X)
	case *ast.SelectorExpr:
		w.selector(e)
	case *ast.IndexExpr:
		if _, ok := core(w.info.TypeOf(e.X)).(*types.Array); ok && w.classOf(e.X) != value && w.classOf(e.X) != element {
			w.address(e.X)
		} else {
			w.load(e.X)
		}
		w.load(e.Index)
	default:
		w.load(e)
	}
}

// selector weaves x.f: x, the embedded pointers on the way to f, and the receiver if
// f is a method that takes a copy of it.
func (w *weaver) selector(e *ast.SelectorExpr) {
	sel := w.info.Selections[e]
	if sel == nil {
		w.named(e)
		return
	}
	asked := w.asked(e)
	if sel.Kind() == types.MethodExpr {
		if asked {
			w.ask(e)
		}
		return
	}
	t := w.info.TypeOf(e.X)
	fields := implicit(sel)
	method, _ := sel.Obj().(*types.Func)
	copied := method != nil && !isPointer(method.Signature().Recv().Type()) // the receiver
	if method != nil {
		w.method(e, method, len(fields) > 0, isPointer(t))
	}
	if asked && len(fields) == 0 {
		w.ask(e)
		if w.taken(e) == "" {
			w.load(e.X)
		} else {
			w.address(e.X)
		}
		return
	}
	if copied && len(fields) == 0 && !isPointer(t) {
		if what := w.stranger(e, method); what != "" {
			w.wrap(e.X, w.woven("Unsupported")+"("+strconv.Quote(what)+", ", ")")
			w.refuse(e.Sel.Pos(), what)
		}
		w.load(e.X)
		return
	}
	c := w.classOf(e.X)
	shared, pointer := c == public || isPointer(t), isPointer(t)
	before, after := "", ""
	hidden := false // a name that cannot be written here
	around := func(op string) {
		b, a := w.reading(e)
		before, after = b+op+before, after+a
	}
	for _, f := range fields {
		after += "." + f.Name()
		hidden = hidden || w.hidden(f)
		if pointer = isPointer(f.Type()); pointer {
			if shared {
				around("&")
			}
			shared = true
		}
	}
	if copied {
		recv := method.Signature().Recv().Type()
		switch {
		case empty(recv) && !types.IsInterface(recv):
		case pointer:
			around("")
		case shared:
			around("&")
		}
	}
	if asked {
		w.ask(e)
	}
	if before != "" || asked {
		if hidden {
			w.refuse(e.Sel.Pos(), "what lies on the way to "+e.Sel.Name+" is another package's and is not seen")
		} else {
			w.wrap(e.X, before, after)
		}
	}
	what := w.stranger(e, method)
	if what != "" {
		op := "&"
		if isPointer(t) || !isPointer(method.Signature().Recv().Type()) {
			op = ""
		}
		w.wrap(e.X, w.woven("Unsupported")+"("+strconv.Quote(what)+", "+op, ")")
		w.refuse(e.Sel.Pos(), what)
	}
	if isPointer(t) || c == value || c == element {
		w.load(e.X)
	} else {
		w.address(e.X)
	}
}

// method weaves x.M for a method that package woven has another one for.
func (w *weaver) method(e *ast.SelectorExpr, f *types.Func, embedded, pointer bool) {
	to := methods[f.FullName()]
	if to == "" {
		return
	}
	switch {
	case embedded && to == "Hasher":
		return // not seen, and no more than another hash in each process
	case embedded:
		what := f.FullName() + " of an embedded field"
		w.wrap(e.X, w.woven("Unsupported")+"("+w.refuse(e.Pos(), what)+", ", ")")
		return
	}
	op := ""
	if isPointer(f.Signature().Recv().Type()) && !pointer {
		op = "&"
	} else if !isPointer(f.Signature().Recv().Type()) && pointer {
		op = "*"
	}
	w.wrap(e.X, w.woven(to)+"("+op, ")")
}

func unparen(e ast.Expr) ast.Expr { return ast.Unparen(e) }
