package mutate

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// operators are what is done to a function, each called with every node of its body.
var operators = []func(*generator, ast.Node){
	atomics, statements, swaps, offByOne, literals, conditions, arguments2, clears, answers, sizes, loads,
}

// atomicCall says what a call of an atomic's method is: x.op(args).
type atomicCall struct {
	call *ast.CallExpr
	x    string // the atomic
	at   string // a pointer to it
	op   string
	args []string
	elem types.Type // what it holds
}

// atomic returns the call of an atomic's method, if that is what n is.
func (g *generator) atomic(n ast.Node) (a atomicCall, ok bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return a, false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return a, false
	}
	s := g.info.Selections[sel]
	if s == nil || s.Obj().Pkg() == nil || s.Obj().Pkg().Path() != "sync/atomic" {
		return a, false
	}
	a = atomicCall{call: call, x: g.text(sel.X), op: sel.Sel.Name}
	for _, arg := range call.Args {
		a.args = append(a.args, g.text(arg))
	}
	t := g.info.TypeOf(sel.X)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t, a.at = p.Elem(), a.x
	} else {
		a.at = "&" + a.x
	}
	named, ok := t.(*types.Named)
	if !ok {
		return a, false
	}
	if args := named.TypeArgs(); args.Len() == 1 {
		a.elem = types.NewPointer(args.At(0))
	} else if b, ok := map[string]types.Type{
		"Bool": types.Typ[types.Bool], "Int32": types.Typ[types.Int32], "Int64": types.Typ[types.Int64],
		"Uint32": types.Typ[types.Uint32], "Uint64": types.Typ[types.Uint64], "Uintptr": types.Typ[types.Uintptr],
	}[named.Obj().Name()]; ok {
		a.elem = b
	}
	return a, a.elem != nil
}

// typeText returns a type as the file would write it.
func (g *generator) typeText(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == g.types {
			return ""
		}
		return p.Name()
	})
}

// loaded finds the local variables that hold what an atomic was when it was loaded.
func (g *generator) loaded(body ast.Node) map[types.Object]string {
	m := map[types.Object]string{}
	ast.Inspect(body, func(n ast.Node) bool {
		s, ok := n.(*ast.AssignStmt)
		if !ok || len(s.Lhs) != 1 || len(s.Rhs) != 1 {
			return true
		}
		if a, ok := g.atomic(s.Rhs[0]); ok && a.op == "Load" {
			if id, ok := s.Lhs[0].(*ast.Ident); ok {
				if o := g.info.ObjectOf(id); o != nil {
					m[o] = g.text(s.Rhs[0])
				}
			}
		}
		return true
	})
	return m
}

// atomics weakens one atomic access.
func atomics(g *generator, n ast.Node) {
	a, ok := g.atomic(n)
	if !ok {
		return
	}
	bool := a.elem == types.Typ[types.Bool]
	elem := g.typeText(a.elem)
	plain := fmt.Sprintf("*(*%s)(unsafe.Pointer(%s))", elem, a.at)
	if bool {
		plain = fmt.Sprintf("*(*uint32)(unsafe.Pointer(%s))", a.at)
	}
	switch a.op {
	case "CompareAndSwap":
		g.add("cas-to-store", g.replace(a.call, fmt.Sprintf("func() bool { %s.Store(%s); return true }()", a.x, a.args[1])))
		g.add("cas-to-load-store", g.replace(a.call,
			fmt.Sprintf("func() bool { if %s.Load() != %s { return false }; %[1]s.Store(%[3]s); return true }()", a.x, a.args[0], a.args[1])))
		g.add("cas-result-ignored", g.replace(a.call, fmt.Sprintf("(%s || true)", g.text(a.call))))
		if id, ok := a.call.Args[0].(*ast.Ident); ok {
			if load := g.locals[g.info.ObjectOf(id)]; load != "" {
				g.add("cas-expects-reloaded", g.replace(id, load))
			}
		}
	case "Add":
		g.add("add-to-load-store", g.replace(a.call,
			fmt.Sprintf("func() %s { v := %s.Load() + %s; %[2]s.Store(v); return v }()", elem, a.x, a.args[0])))
	case "Swap":
		g.add("swap-to-load-store", g.replace(a.call,
			fmt.Sprintf("func() %s { v := %s.Load(); %[2]s.Store(%[3]s); return v }()", elem, a.x, a.args[0])))
		g.add("swap-to-load", g.replace(a.call, a.x+".Load()"))
	case "Load":
		if bool {
			g.unsafely("atomic-to-plain", g.replace(a.call, "("+plain+" != 0)"))
		} else {
			g.unsafely("atomic-to-plain", g.replace(a.call, "("+plain+")"))
		}
	case "Store":
		switch {
		case bool && a.args[0] == "true":
			g.unsafely("atomic-to-plain", g.replace(a.call, plain+" = 1"))
			g.add("wrong-value", g.replace(a.call.Args[0], "false"))
		case bool && a.args[0] == "false":
			g.unsafely("atomic-to-plain", g.replace(a.call, plain+" = 0"))
			g.add("wrong-value", g.replace(a.call.Args[0], "true"))
		case !bool:
			g.unsafely("atomic-to-plain", g.replace(a.call, plain+" = "+a.args[0]))
		}
	}
}

// ours reports whether a call goes into the subject, a lock or the scheduler, so that
// it may touch what others see.
func (g *generator) ours(call *ast.CallExpr) bool {
	var id *ast.Ident
	fun := ast.Unparen(call.Fun)
	if g.tells(call) {
		return false
	}
	if x, ok := fun.(*ast.IndexExpr); ok {
		fun = x.X
	}
	switch f := fun.(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return false
	}
	o := g.info.ObjectOf(id)
	if _, ok := o.(*types.Func); !ok || o.Pkg() == nil {
		return false
	}
	path := o.Pkg().Path()
	if strings.HasPrefix(path, Module) {
		return !pure[o.Name()] && !told[o.Name()]
	}
	return path == "sync" || path == "sync/atomic" || path == "runtime" && o.Name() != "KeepAlive" || path == "time" && o.Name() == "AfterFunc"
}

// pure functions of the subject touch nothing that is shared.
var pure = map[string]bool{"pack": true, "unpack": true, "lap": true, "slot": true, "has": true, "Size": true}

// told are the functions that tell the race detector something, and do nothing else.
var told = map[string]bool{"own": true, "disown": true, "enter": true}

// tells reports whether a call does no more than that. leave of an entry does.
func (g *generator) tells(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return g.local(call) && (told[f.Name] || f.Name == "leave")
	case *ast.SelectorExpr:
		return g.info.Selections[f] != nil && told[f.Sel.Name]
	}
	return false
}

// touches reports whether a statement touches what others see.
func (g *generator) touches(n ast.Node) (yes bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			yes = yes || g.ours(n) && g.text(n.Fun) != "runtime.Gosched" // which touches nothing
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				yes = yes || g.field(l)
			}
		}
		return true
	})
	return yes
}

// field reports whether an expression is a variable behind a pointer.
func (g *generator) field(x ast.Expr) bool {
	s, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	sel := g.info.Selections[s]
	return sel != nil && sel.Kind() == types.FieldVal
}

// statements drops what a statement does.
func statements(g *generator, n ast.Node) {
	switch n := n.(type) {
	case *ast.ExprStmt:
		call, ok := n.X.(*ast.CallExpr)
		if !ok || !g.ours(call) && !g.tells(call) {
			return
		}
		kind := "call-dropped"
		if a, ok := g.atomic(call); ok {
			kind = "atomic-write-dropped"
			if len(a.args) == 1 && a.args[0] == "nil" {
				kind = "missing-clear"
			}
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Lock" || sel.Sel.Name == "Unlock") {
			return // see swaps
		}
		if g.add(kind, g.replace(n, "")) {
			return
		}
		var uses []string // so that nothing is unused
		for _, arg := range call.Args {
			uses = append(uses, g.text(arg))
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && g.info.Selections[sel] != nil {
			uses = append(uses, "&"+g.text(sel.X))
			if len(call.Args) > 0 && g.add(kind, g.replace(n, strings.Repeat("_, ", len(call.Args)-1)+"_ = "+strings.Join(uses[:len(call.Args)], ", "))) {
				return
			}
		}
		if len(uses) > 0 {
			g.add(kind, g.replace(n, strings.Repeat("_, ", len(uses)-1)+"_ = "+strings.Join(uses, ", ")))
		}
	case *ast.DeferStmt:
		if g.ours(n.Call) || g.tells(n.Call) {
			if sel, ok := n.Call.Fun.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Unlock" {
				g.add("call-dropped", g.replace(n, ""))
			}
		}
	case *ast.AssignStmt:
		if n.Tok == token.ASSIGN && len(n.Lhs) == 1 && (g.field(n.Lhs[0]) || indexed(n.Lhs[0])) {
			if !g.add("assignment-dropped", g.replace(n, "")) {
				g.add("assignment-dropped", g.replace(n, "_ = "+g.text(n.Rhs[0])))
			}
		}
	}
}

func indexed(x ast.Expr) bool {
	_, ok := x.(*ast.IndexExpr)
	return ok
}

// swaps exchanges neighbouring statements that touch what others see, and removes locks.
func swaps(g *generator, n ast.Node) {
	block, ok := n.(*ast.BlockStmt)
	if !ok {
		return
	}
	for i := 0; i+1 < len(block.List); i++ {
		a, b := block.List[i], block.List[i+1]
		if swappable(a) && swappable(b) && g.touches(a) && g.touches(b) {
			g.add("accesses-swapped", g.replace(a, g.bare(b)), g.replace(b, g.bare(a)))
		}
	}
	// A lock and its unlock, in one block or the unlock deferred.
	for i, s := range block.List {
		lock := locking(s, "Lock")
		if lock == "" {
			continue
		}
		for _, t := range block.List[i+1:] {
			x := t
			if d, ok := t.(*ast.DeferStmt); ok {
				x = &ast.ExprStmt{X: d.Call}
			}
			if locking(x, "Unlock") == lock {
				g.add("lock-dropped", g.replace(s, ""), g.replace(t, ""))
				break
			}
		}
	}
}

// bare returns the text of a statement without the comments in it.
func (g *generator) bare(n ast.Node) string {
	var b strings.Builder
	for line := range strings.Lines(g.text(n)) {
		if i := strings.Index(line, "//"); i >= 0 {
			line = line[:i] + "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

func swappable(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.IncDecStmt:
		return true
	}
	return false
}

// locking returns what a statement locks or unlocks.
func locking(s ast.Stmt, method string) string {
	e, ok := s.(*ast.ExprStmt)
	if !ok {
		return ""
	}
	call, ok := e.X.(*ast.CallExpr)
	if !ok {
		return ""
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != method || len(call.Args) > 0 {
		return ""
	}
	return types.ExprString(sel.X)
}

// offByOne errs in indexes, masks and bounds.
func offByOne(g *generator, n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		one := g.text(n.Y) == "1"
		x, y := g.text(n.X), g.text(n.Y)
		switch n.Op {
		case token.ADD, token.SUB:
			if one {
				g.add("off-by-one", g.replace(n, x))
				g.add("off-by-one", g.replace(n, fmt.Sprintf("%s %s 2", x, n.Op)))
			} else if integer(g.info.TypeOf(n)) {
				g.add("off-by-one", g.replace(n, fmt.Sprintf("%s %s %s + 1", x, n.Op, y)))
			}
		case token.LSS, token.LEQ, token.GTR, token.GEQ:
			other := map[token.Token]string{token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">"}[n.Op]
			g.add("off-by-one", g.replace(n, fmt.Sprintf("%s %s %s", x, other, y)))
		case token.AND:
			g.add("mask-dropped", g.replace(n, x))
		case token.AND_NOT:
			g.add("mask-dropped", g.replace(n, x))
		case token.REM:
			g.add("off-by-one", g.replace(n, fmt.Sprintf("%s %% (%s + 1)", x, y)))
		case token.SHL, token.SHR:
			if v, err := strconv.Atoi(y); err == nil {
				g.add("off-by-one", g.replace(n, fmt.Sprintf("%s %s %d", x, n.Op, v-1)))
			}
		}
	case *ast.IncDecStmt:
		g.add("off-by-one", g.replace(n, ""))
	}
}

func integer(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// literals errs in numbers that are no operand of offByOne's.
func literals(g *generator, n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.MUL {
			for _, x := range []ast.Expr{n.X, n.Y} {
				if v, err := strconv.Atoi(g.text(x)); err == nil && v > 1 {
					g.add("wrong-number", g.replace(x, strconv.Itoa(v-1)))
				}
			}
		}
	case *ast.BasicLit:
		if n.Kind != token.INT {
			return
		}
		if _, err := strconv.Atoi(n.Value); err == nil && g.alone(n) {
			g.add("wrong-number", g.replace(n, n.Value+" + 1"))
		}
	}
}

// alone reports whether a literal is a whole argument, value or initial value.
func (g *generator) alone(n *ast.BasicLit) (yes bool) {
	ast.Inspect(g.syntax, func(p ast.Node) bool {
		switch p := p.(type) {
		case *ast.CallExpr:
			for _, a := range p.Args {
				yes = yes || a == n
			}
		case *ast.ValueSpec:
			for _, a := range p.Values {
				yes = yes || a == n
			}
		case *ast.AssignStmt:
			for _, a := range p.Rhs {
				yes = yes || a == n
			}
		}
		return !yes
	})
	return yes
}

// conditions leaves out tests, or the halves of them.
func conditions(g *generator, n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		// False is not enough: what the condition does must still be done. To ignore what
		// a compare-and-swap returned is a kind of its own.
		if _, ok := g.atomic(ast.Unparen(n.Cond)); !ok {
			g.add("test-missing", g.replace(n.Cond, "("+g.text(n.Cond)+") && false"))
		}
		if g.answer(n.Cond) && !g.swaps(n.Cond) {
			g.add("result-ignored", g.replace(n.Cond, "("+g.text(n.Cond)+") || true"))
		}
	case *ast.ForStmt:
		if n.Cond != nil && !comparesInts(g, n.Cond) {
			g.add("retry-missing", g.replace(n.Cond, "("+g.text(n.Cond)+") && false"))
		}
		if n.Post == nil && n.Cond == nil && len(n.Body.List) > 0 {
			// One time round only, where the function allows it.
			last := n.Body.List[len(n.Body.List)-1]
			g.add("retry-missing", Edit{g.at(last.End()), "", "; break"})
		}
	case *ast.BinaryExpr:
		if n.Op == token.LAND || n.Op == token.LOR {
			g.add("half-a-test", g.replace(n, g.text(n.X)))
			g.add("half-a-test", g.replace(n, g.text(n.Y)))
		}
	}
}

// swaps reports whether a condition has a compare-and-swap in it.
func (g *generator) swaps(cond ast.Expr) (yes bool) {
	ast.Inspect(cond, func(n ast.Node) bool {
		a, ok := g.atomic(n)
		yes = yes || ok && a.op == "CompareAndSwap"
		return true
	})
	return yes
}

// answer reports whether a condition asks what a call that does something returned.
func (g *generator) answer(cond ast.Expr) (yes bool) {
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			yes = yes || g.ours(n)
		case *ast.Ident:
			yes = yes || n.Name == "ok"
		}
		return true
	})
	return yes
}

func comparesInts(g *generator, cond ast.Expr) bool {
	b, ok := cond.(*ast.BinaryExpr)
	return ok && integer(g.info.TypeOf(b.X))
}

// arguments2 exchanges two arguments of one type.
func arguments2(g *generator, n ast.Node) {
	call, ok := n.(*ast.CallExpr)
	if !ok || !g.local(call) {
		return
	}
	for i := 0; i+1 < len(call.Args); i++ {
		a, b := call.Args[i], call.Args[i+1]
		if g.text(a) != g.text(b) && types.Identical(g.info.TypeOf(a), g.info.TypeOf(b)) {
			g.add("arguments-swapped", g.replace(a, g.text(b)), g.replace(b, g.text(a)))
		}
	}
}

// local reports whether a call is of a function of the package.
func (g *generator) local(call *ast.CallExpr) bool {
	id, ok := call.Fun.(*ast.Ident)
	if !ok {
		return false
	}
	o := g.info.ObjectOf(id)
	return o != nil && o.Pkg() == g.types
}

// clears leaves out one variable of an assignment of many: a place that is emptied, or
// filled.
func clears(g *generator, n ast.Node) {
	s, ok := n.(*ast.AssignStmt)
	if !ok || s.Tok != token.ASSIGN || len(s.Lhs) < 2 || len(s.Lhs) != len(s.Rhs) {
		return
	}
	for i := range s.Lhs {
		if !g.field(s.Lhs[i]) {
			continue
		}
		var l, r []string
		for j := range s.Lhs {
			if j != i {
				l, r = append(l, g.text(s.Lhs[j])), append(r, g.text(s.Rhs[j]))
			}
		}
		to := strings.Join(l, ", ") + " = " + strings.Join(r, ", ")
		kind := "assignment-dropped"
		if t := g.text(s.Rhs[i]); t == "none" || t == "nil" || t == "false" {
			kind = "missing-clear"
		}
		if !g.add(kind, g.replace(s, to)) {
			g.add(kind, g.replace(s, to+"; _ = "+g.text(s.Rhs[i])))
		}
	}
}

// answers gives the wrong answer.
func answers(g *generator, n ast.Node) {
	r, ok := n.(*ast.ReturnStmt)
	if !ok {
		return
	}
	for _, x := range r.Results {
		if s, ok := x.(*ast.SelectorExpr); ok && len(r.Results) == 1 && g.field(s) {
			g.add("wrong-answer", g.replace(x, zero(g.info.TypeOf(x))))
		}
		switch id, _ := x.(*ast.Ident); {
		case id != nil && id.Name == "true":
			g.add("wrong-answer", g.replace(x, "false"))
		case id != nil && id.Name == "false":
			g.add("wrong-answer", g.replace(x, "true"))
		}
	}
}

// zero returns the zero value of a basic type or a pointer, as text.
func zero(t types.Type) string {
	if b, ok := t.Underlying().(*types.Basic); ok {
		switch {
		case b.Info()&types.IsBoolean != 0:
			return "false"
		case b.Info()&types.IsNumeric != 0:
			return "0"
		}
	}
	return "nil"
}

// sizes makes things of another size than was asked for.
func sizes(g *generator, n ast.Node) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return
	}
	fun := call.Fun
	if x, ok := fun.(*ast.IndexExpr); ok {
		fun = x.X
	}
	name := ""
	switch f := fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	for _, arg := range call.Args {
		t := g.info.TypeOf(arg)
		if t == nil || !g.info.Types[arg].IsValue() || !integer(t) || g.info.Types[arg].Value != nil {
			continue
		}
		switch {
		case name == "make":
			g.add("wrong-size", g.replace(arg, g.text(arg)+" + 1"))
		case name == "New" && g.ours(call):
			g.add("wrong-size", g.replace(arg, "2*("+g.text(arg)+")"))
			g.add("wrong-size", g.replace(arg, "("+g.text(arg)+"+1)/2"))
		}
	}
}

// loads takes a pointer to be nil, and an index to be 0.
func loads(g *generator, n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, x := range n.Rhs {
			a, ok := g.atomic(x)
			if !ok || a.op != "Load" {
				continue
			}
			if _, ok := a.elem.(*types.Pointer); !ok {
				continue
			}
			to := "nil"
			if n.Tok == token.DEFINE {
				to = "(" + g.typeText(a.elem) + ")(nil)"
			}
			g.add("load-of-nil", g.replace(n.Rhs[i], to))
		}
	case *ast.IndexExpr:
		if id, ok := n.Index.(*ast.Ident); ok {
			if t := g.info.TypeOf(id); t != nil && g.info.Types[n.Index].IsValue() && integer(t) {
				g.add("wrong-place", g.replace(n.Index, "0"))
			}
		}
	}
}
