package weave

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// call weaves a call, a conversion, or a builtin's.
func (w *weaver) call(e *ast.CallExpr) {
	if kind := w.marks[e]; kind != "" {
		w.wrap(e, "("+w.woven("Spins")+"() && ", ")")
		w.result.Marks = append(w.result.Marks, Mark{w.fset.Position(e.Pos()), kind})
	}
	fun := w.info.Types[e.Fun]
	switch {
	case fun.IsType():
		if x := w.headerData(e); x != nil {
			if _, ok := core(w.info.TypeOf(x.X)).(*types.Pointer); ok {
				w.wrap(x.X, w.woven("R")+"(", ")")
				w.load(x.X)
			} else {
				w.address(x)
			}
			return
		}
		w.conversion(e)
	case fun.IsBuiltin():
		w.builtin(e)
		return
	default:
		appended := w.appends(e)
		defer w.appended(e, appended)
		w.through(e)
		w.receiver(e)
		f := w.function(e.Fun)
		if what := w.refused(e.Fun); what != "" && w.isGeneric(e.Fun) {
			w.refuseGeneric(e, what)
		} else if f != nil && f.Pkg() != nil && generic[f.Pkg().Path()+"."+f.Name()] != "" {
			w.edits.before(w.at(e.Pos()), w.woven(generic[f.Pkg().Path()+"."+f.Name()])+w.typeArguments(e.Fun)+"(")
			w.replace(e.Lparen, e.Lparen+1, ", ")
		} else {
			w.load(e.Fun)
		}
		w.crosses(e)
		w.ending(e)
		w.outside(e, appended)
	}
	for _, x := range e.Args {
		w.load(x)
	}
}

// typeArguments is what stands behind the name of a function that is instantiated where it
// is called, with its brackets.
func (w *weaver) typeArguments(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		return string(w.source[w.at(e.Lbrack) : w.at(e.Rbrack)+1])
	case *ast.IndexListExpr:
		return string(w.source[w.at(e.Lbrack) : w.at(e.Rbrack)+1])
	}
	return ""
}

// conversion weaves what a conversion reads: to a string or an array go the elements of a
// slice.
func (w *weaver) conversion(e *ast.CallExpr) {
	x := e.Args[0]
	_, slice := core(w.info.TypeOf(x)).(*types.Slice)
	switch to := core(w.info.TypeOf(e)).(type) {
	case *types.Array:
		if slice {
			w.wrap(x, w.woven("RN")+"(", ", "+strconv.FormatInt(to.Len(), 10)+")")
		}
	case *types.Basic:
		if slice {
			w.wrap(x, w.woven("RS")+"(", ")")
		} else if _, ok := types.Unalias(w.info.TypeOf(x)).(*types.TypeParam); ok && to.Info()&types.IsString != 0 {
			w.wrap(x, w.woven("RT")+"(", ")")
		}
	}
}

// headerData returns the operand h.Data of unsafe.Pointer(h.Data), where h is a header of
// package reflect: the compiler knows a pointer there by these words only.
func (w *weaver) headerData(e *ast.CallExpr) *ast.SelectorExpr {
	t, ok := w.info.TypeOf(e).Underlying().(*types.Basic)
	if !ok || t.Kind() != types.UnsafePointer || len(e.Args) != 1 {
		return nil
	}
	x, ok := ast.Unparen(e.Args[0]).(*ast.SelectorExpr)
	if !ok || x.Sel.Name != "Data" {
		return nil
	}
	h := w.info.TypeOf(x.X)
	if p, ok := h.Underlying().(*types.Pointer); ok {
		h = p.Elem()
	}
	if n, ok := types.Unalias(h).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "reflect" {
		return x
	}
	return nil
}

// refuseGeneric refuses a call of a generic function, whose name without type arguments
// has no value: at the function if they are written out, else at the first argument.
func (w *weaver) refuseGeneric(e *ast.CallExpr, what string) {
	written := 0
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.IndexExpr:
		written = 1
	case *ast.IndexListExpr:
		written = len(f.Indices)
	}
	at := w.refuse(e.Pos(), what)
	switch {
	case written == w.function(e.Fun).Signature().TypeParams().Len():
		w.wrap(e.Fun, w.woven("Unsupported")+"("+at+", ", ")")
	case len(e.Args) > 0 && w.typed(e.Args[0]):
		w.wrap(e.Args[0], w.woven("Unsupported")+"("+at+", ", ")")
	case len(e.Args) > 0:
		if b, ok := w.info.TypeOf(e.Args[0]).(*types.Basic); ok && b.Info()&types.IsUntyped == 0 {
			w.wrap(e.Args[0], w.woven("Unsupported")+"["+b.Name()+"]("+at+", ", ")")
		}
	}
}

// builtin weaves the call of a builtin function.
func (w *weaver) builtin(e *ast.CallExpr) {
	name := builtinName(e.Fun)
	arg := func(i int) types.Type { return core(w.info.TypeOf(e.Args[i])) }
	rename := func(to string) { w.replace(e.Fun.Pos(), e.Fun.End(), w.woven(to)) }
	loads := func() {
		for _, x := range e.Args {
			w.load(x)
		}
	}
	switch name {
	case "Sizeof", "Alignof", "Offsetof":
	case "append":
		w.append(e)
	case "copy":
		if _, ok := arg(1).(*types.Slice); ok {
			rename("Copy")
		} else {
			rename("CopyString")
		}
		loads()
	case "clear":
		if _, ok := arg(0).(*types.Map); ok {
			rename("ClearMap")
		} else {
			rename("Clear")
		}
		loads()
	case "delete":
		w.replace(e.Fun.Pos(), e.Fun.End(), w.woven("Map"))
		loads()
		comma := w.comma(e.Args[0], e.Args[1])
		w.token(comma, comma+1, ").Delete(")
	case "len", "cap":
		switch arg(0).(type) {
		case *types.Map:
			w.wrap(e.Args[0], w.woven("RM")+"(", ")")
			w.load(e.Args[0])
		case *types.Chan:
			w.channel(e.Args[0], name+" of a channel")
		default:
			loads()
		}
	case "close":
		w.channel(e.Args[0], "close")
	case "recover":
		w.wrap(e, w.woven("Recovered")+"(", ")")
	default:
		loads()
	}
}

// builtinName returns the name of a builtin, also of one of package unsafe.
func builtinName(f ast.Expr) string {
	switch f := ast.Unparen(f).(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// append weaves append(s, x...) into On(s).Append(x...).
func (w *weaver) append(e *ast.CallExpr) {
	loads := func() {
		for _, x := range e.Args {
			w.load(x)
		}
	}
	if len(e.Args) < 2 {
		loads()
		return
	}
	if w.info.Types[e.Args[0]].IsNil() {
		return
	}
	if e.Ellipsis.IsValid() {
		switch t := core(w.info.TypeOf(e.Args[1])).(type) {
		case *types.Basic:
			if t.Info()&types.IsString == 0 { // append(s, nil...)
				loads()
				return
			}
			w.replace(e.Fun.Pos(), e.Fun.End(), w.woven("AppendString"))
			loads()
			w.replace(e.Ellipsis, e.Ellipsis+3, "")
			return
		case nil:
			w.refuse(e.Pos(), "an append of a type parameter that may be a string is not announced")
			loads()
			return
		}
	}
	method := ").Append("
	if e.Ellipsis.IsValid() {
		method = ").AppendAll("
	}
	w.replace(e.Fun.Pos(), e.Fun.End(), w.woven("On"))
	loads()
	comma := w.comma(e.Args[0], e.Args[1])
	w.token(comma, comma+1, method)
}

// comma returns the offset of the comma between two arguments.
func (w *weaver) comma(a, b ast.Expr) int {
	from, to := w.at(a.End()), w.at(b.Pos())
	for i := from; i < to; i++ {
		switch {
		case w.source[i] == ',':
			return i
		case strings.HasPrefix(string(w.source[i:to]), "/*"):
			i += 3 + strings.Index(string(w.source[i+2:to]), "*/")
		case strings.HasPrefix(string(w.source[i:to]), "//"):
			i += strings.IndexByte(string(w.source[i:to]), '\n')
		}
	}
	panic("internal error: two arguments without a comma")
}

// channel weaves a channel that is about to be used (F4).
func (w *weaver) channel(e ast.Expr, what string) {
	w.wrap(e, w.woven("Unsupported")+"("+w.refuse(e.Pos(), what)+", ", ")")
	w.load(e)
}

// through weaves a call of which only its execution knows where it leads (F9).
func (w *weaver) through(e *ast.CallExpr) {
	if !w.config.Loops {
		return
	}
	switch f, kind := w.pkg.dynamic(e); kind {
	case byValue:
		w.wrap(e.Fun, w.woven("Func")+"(", ")")
		w.dynamic = true
	case byInterface:
		s := f.(*ast.SelectorExpr)
		w.wrap(s.X, w.woven("Method")+"(", ", "+strconv.Quote(s.Sel.Name)+")")
		w.dynamic = true
	}
}

// What only the execution of a call knows: where it leads.
const (
	static      = iota
	byValue     // of a function
	byInterface // whose method it is
	hidden      // and it cannot be asked
)

// dynamic returns what is called, and how it is known.
func (p *pkg) dynamic(c *ast.CallExpr) (f ast.Expr, kind int) {
	f = ast.Unparen(c.Fun)
	if _, ok := f.(*ast.FuncLit); ok || typeutil.StaticCallee(p.info, c) != nil {
		return f, static
	}
	s, ok := f.(*ast.SelectorExpr)
	sel := p.info.Selections[s]
	switch {
	case ok && sel != nil && sel.Kind() == types.MethodVal:
		if _, ok := types.Unalias(sel.Recv()).(*types.TypeParam); ok || len(sel.Index()) > 1 || !types.IsInterface(sel.Recv()) {
			return f, hidden
		}
		return f, byInterface
	case ok && sel != nil && sel.Kind() == types.MethodExpr:
		return f, hidden
	}
	if _, ok := p.info.TypeOf(f).Underlying().(*types.Signature); !ok {
		return f, hidden
	}
	return f, byValue
}
