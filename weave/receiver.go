package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// Where a method of an interface or of a type parameter is called, only the execution knows
// whether its receiver is copied, and from where. The same is so of a method expression and
// what it is given. Package woven finds it out there (F3).

// How a method is used of which only the execution knows what it reads.
const (
	valued = iota // as a function, called whenever
	called        // at once
	late          // as a function, which a statement calls later
	apart         // with a receiver that is prepared before
)

// asked reports whether a selector is a method of which only the execution knows what it
// reads on the way to its receiver.
func (w *weaver) asked(e *ast.SelectorExpr) bool {
	sel := w.info.Selections[e]
	if sel == nil || sel.Kind() == types.FieldVal {
		return false
	}
	recv := sel.Obj().(*types.Func).Signature().Recv().Type()
	if sel.Kind() == types.MethodVal || types.IsInterface(recv) {
		return types.IsInterface(recv)
	}
	return isPointer(sel.Recv()) && !isPointer(recv) ||
		slices.ContainsFunc(implicit(sel), func(f *types.Var) bool { return isPointer(f.Type()) })
}

// askedBy returns the method that a call names, if it is asked.
func (w *weaver) askedBy(c *ast.CallExpr) *ast.SelectorExpr {
	if s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && w.asked(s) {
		return s
	}
	return nil
}

// receiver weaves a call of a method that is asked, but for the method itself. Its receiver
// is read once all arguments are there: if other calls are among them, it is called as a
// function value, if it can be.
func (w *weaver) receiver(c *ast.CallExpr) {
	s := w.askedBy(c)
	if s == nil || w.use[s] != valued {
		return
	}
	args := c.Args
	expression := w.info.Selections[s].Kind() == types.MethodExpr
	if expression {
		if _, ok := w.tuple(c); ok || !w.typed(args[0]) {
			return
		}
		args = args[1:]
	}
	waits := slices.ContainsFunc(args, func(x ast.Expr) bool { return len(w.callsIn(x)) > 0 })
	if _, ok := w.repeated(s); waits && (expression || ok) {
		return
	}
	w.use[s] = called
	if expression {
		w.wrap(c.Args[0], w.woven("Receiver")+"(", ", "+strconv.Quote(s.Sel.Name)+")")
	}
}

// deferred weaves the deferred call of a method that is asked: { x := i; defer x.M(y);
// defer woven.Receiver(x, "M") }. What is deferred last is called first. A function value
// would do, but for a method that recovers.
func (w *weaver) deferred(s *ast.DeferStmt) {
	m := w.askedBy(s.Call)
	if m == nil {
		w.expressions(s.Call)
		return
	}
	of, can := m.X, true
	if w.info.Selections[m].Kind() == types.MethodExpr {
		of = s.Call.Args[0]
		_, several := w.tuple(s.Call)
		can = !several && w.typed(of)
	}
	w.use[m] = late
	if can = can && !strings.Contains(w.text(of), "\n"); can { // else it would be on another line (F1)
		w.use[m] = apart
	}
	w.expressions(s.Call)
	if !can {
		return
	}
	x := w.temp()
	w.edits.before(w.at(s.Pos()), "{ "+x+" := "+w.text(of)+"; ")
	w.compose(w.at(of.Pos()), w.at(of.End()), x)
	w.edits.after(w.at(s.End()), "; defer "+w.woven("Receiver")+"("+x+", "+strconv.Quote(m.Sel.Name)+") }")
}

// started weaves the method of a go statement, if it is asked, and returns its name: the
// statement evaluates its receiver, and what it starts calls it.
func (w *weaver) started(c *ast.CallExpr) string {
	m, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || !w.asked(m) || w.info.Selections[m].Kind() != types.MethodVal ||
		strings.Contains(string(w.source[w.at(m.X.End()):w.at(m.End())]), "\n") {
		return ""
	}
	w.use[m] = apart
	w.replace(m.X.End(), m.End(), "")
	return m.Sel.Name
}

// ask puts around a selector, or what its method is of, what asks.
func (w *weaver) ask(e *ast.SelectorExpr) {
	name := strconv.Quote(e.Sel.Name)
	switch w.use[e] {
	case called:
		if w.info.Selections[e].Kind() == types.MethodVal {
			w.wrap(e.X, w.woven("Receiver")+"(", ", "+name+")")
		}
	case valued, late:
		if w.info.Selections[e].Kind() == types.MethodExpr {
			w.wrap(e, w.woven("Expression")+"(", ", "+name+")")
		} else if x, ok := w.repeated(e); ok {
			w.wrap(e, w.woven("Bound")+"(", ", "+x+", "+name+")")
		} else {
			w.refuse(e.Sel.Pos(), "the receiver that "+e.Sel.Name+" reads when it is called as a function is not announced")
		}
	}
}

// repeated returns the text of what a selector's method is of, if it may be evaluated again.
func (w *weaver) repeated(e *ast.SelectorExpr) (text string, ok bool) {
	var again func(e ast.Expr) bool
	again = func(e ast.Expr) bool {
		switch e := e.(type) {
		case *ast.Ident, *ast.BasicLit:
			return true
		case *ast.ParenExpr:
			return again(e.X)
		case *ast.StarExpr:
			return again(e.X)
		case *ast.SelectorExpr:
			return (w.info.Selections[e] == nil || w.info.Selections[e].Kind() == types.FieldVal) && again(e.X)
		case *ast.IndexExpr:
			return again(e.X) && again(e.Index)
		case *ast.UnaryExpr:
			return e.Op == token.AND && again(e.X)
		case *ast.CallExpr:
			return w.info.Types[e.Fun].IsType() && again(e.Args[0])
		}
		return false
	}
	text = string(w.source[w.at(e.X.Pos()):w.at(e.X.End())])
	for _, f := range implicit(w.info.Selections[e]) {
		text += "." + f.Name()
	}
	return text, again(e.X) && !strings.Contains(text, "\n")
}

// receivers returns the declaration of a variable whose value tells package woven which
// methods the file's types declare, where it cannot see that itself: it knows the names of
// those that are exported, and what is promoted as if it were declared.
func (w *weaver) receivers() string {
	var args []string
	ast.Inspect(w.syntax, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		named, ok := w.info.Defs[spec.Name].Type().(*types.Named)
		if !ok || spec.Assign.IsValid() || types.IsInterface(named) {
			return true
		}
		var values, pointers []string
		needed, unexported := false, false
		for m := range named.Methods() {
			unexported = unexported || !m.Exported()
			if isPointer(m.Signature().Recv().Type()) {
				pointers = append(pointers, m.Name())
			} else {
				values = append(values, m.Name())
				needed = needed || !m.Exported()
			}
		}
		set := types.NewMethodSet(types.NewPointer(named))
		for m := range set.Methods() {
			promoted := len(m.Index()) > 1
			needed = needed || promoted && (unexported || !isPointer(m.Obj().(*types.Func).Signature().Recv().Type()) || m.Indirect())
		}
		if needed {
			args = append(args, strconv.Quote(spec.Name.Name), strconv.Quote(strings.Join(values, " ")), strconv.Quote(strings.Join(pointers, " ")))
		}
		return true
	})
	if args == nil {
		return ""
	}
	return "; var _ = " + w.woven("Receivers") + "(" + strings.Join(args, ", ") + ")"
}
