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
	if sel == nil || sel.Kind() == types.FieldVal || sel.Kind() == types.MethodVal && slices.ContainsFunc(implicit(sel), w.hidden) {
		return false
	}
	f := sel.Obj().(*types.Func)
	recv := f.Signature().Recv().Type()
	switch {
	case types.IsInterface(recv):
		return true
	case w.outsider(f):
		return isPointer(recv) && w.foreign(f) == ""
	case sel.Kind() == types.MethodVal:
		return false
	}
	return isPointer(sel.Recv()) && !isPointer(recv) ||
		slices.ContainsFunc(implicit(sel), func(f *types.Var) bool { return isPointer(f.Type()) })
}

// hidden reports whether a field cannot be named here.
func (w *weaver) hidden(f *types.Var) bool { return !f.Exported() && f.Pkg() != w.pkg.types }

// taken is the operator that makes what a method is of its receiver.
func (w *weaver) taken(e *ast.SelectorExpr) string {
	sel := w.info.Selections[e]
	t := sel.Recv()
	if fields := implicit(sel); len(fields) > 0 {
		t = fields[len(fields)-1].Type()
	}
	if types.IsInterface(t) || isPointer(t) {
		return ""
	}
	return "&"
}

// askedBy returns the method that a call names, if it is asked.
func (w *weaver) askedBy(c *ast.CallExpr) *ast.SelectorExpr {
	if s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && w.asked(s) {
		return s
	}
	return nil
}

// receiver weaves a call of a method that is asked, but for the method itself. Its receiver
// is read once all arguments are there: if other calls are among them, after the last one,
// if it can be named twice.
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
	x, again := w.repeated(s)
	if expression {
		x, again = w.repeats(c.Args[0])
	}
	if last := w.last(args); last != nil && again {
		w.use[s] = apart
		w.wrap(last, w.woven("Last")+"(", ", "+x+", "+strconv.Quote(s.Sel.Name)+")")
		return
	} else if again && slices.ContainsFunc(args, func(x ast.Expr) bool { return len(w.callsIn(x)) > 0 }) {
		return
	}
	w.use[s] = called
	if expression {
		w.wrap(c.Args[0], w.woven("Receiver")+"(", ", "+strconv.Quote(s.Sel.Name)+")")
	}
}

// last returns the last of some arguments that calls something, if it may be an argument
// elsewhere as well.
func (w *weaver) last(args []ast.Expr) ast.Expr {
	for _, x := range slices.Backward(args) {
		if len(w.callsIn(x)) > 0 {
			if _, several := w.info.TypeOf(x).(*types.Tuple); several || !w.typed(x) {
				return nil
			}
			return x
		}
	}
	return nil
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
	op := ""
	if of == m.X {
		op = w.taken(m)
	}
	w.edits.before(w.at(s.Pos()), "{ "+x+" := "+op+w.text(of)+"; ")
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
	w.edits.before(w.at(m.X.Pos()), w.taken(m))
	w.replace(m.X.End(), m.End(), "")
	return m.Sel.Name
}

// ask puts around a selector, or what its method is of, what asks.
func (w *weaver) ask(e *ast.SelectorExpr) {
	name := strconv.Quote(e.Sel.Name)
	switch w.use[e] {
	case called:
		if w.info.Selections[e].Kind() == types.MethodVal {
			w.wrap(e.X, w.woven("Receiver")+"("+w.taken(e), ", "+name+")")
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
	text, ok = w.repeats(e.X)
	for _, f := range implicit(w.info.Selections[e]) {
		text += "." + f.Name()
	}
	return w.taken(e) + text, ok
}

// repeats returns the text of an expression, if it may be evaluated again.
func (w *weaver) repeats(e ast.Expr) (text string, ok bool) {
	var repeats func(e ast.Expr) bool
	repeats = func(e ast.Expr) bool {
		switch e := e.(type) {
		case *ast.Ident, *ast.BasicLit:
			return true
		case *ast.ParenExpr:
			return repeats(e.X)
		case *ast.StarExpr:
			return repeats(e.X)
		case *ast.SelectorExpr:
			return (w.info.Selections[e] == nil || w.info.Selections[e].Kind() == types.FieldVal) && repeats(e.X)
		case *ast.IndexExpr:
			return repeats(e.X) && repeats(e.Index)
		case *ast.UnaryExpr:
			return e.Op == token.AND && repeats(e.X)
		case *ast.CallExpr:
			return w.info.Types[e.Fun].IsType() && repeats(e.Args[0])
		}
		return false
	}
	text = string(w.source[w.at(e.Pos()):w.at(e.End())])
	return text, repeats(e) && !strings.Contains(text, "\n")
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
			needed = needed || promoted && (unexported || w.outsider(m.Obj().(*types.Func)) || !isPointer(m.Obj().(*types.Func).Signature().Recv().Type()) || m.Indirect())
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
