package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A retry changed nothing (F5) if its iteration, up to where it fails, only loads and
// computes, and assigns no variable but those it declares. Then an execution in
// which it fails shows nothing that is not shown by one where it began later. The rules
// are narrower than that:
//
//   - a CAS is the end of such an iteration if it is the condition of an if statement
//     whose body leaves the loop and after which nothing follows (or the other way
//     round, or the condition of the loop itself);
//   - what is called is a conversion, a builtin that changes nothing, an atomic load, or
//     a function of the same package that is pure by these rules;
//   - a store into a field of an object that nobody else can know of is one that the next
//     iteration does again: the object was made here, before the loop, and up to the end
//     of the loop it is named only by such stores and as what the CAS installs. The store
//     stands in the loop itself, not under a condition;
//   - the loop has no post statement, or it repeats the initial one: for v := x.Load();
//     ; v = x.Load().
//
// The branches by which an iteration leaves the loop may do what they like.

// findRetries finds the retries of a file.
func (w *weaver) findRetries() {
	w.marks = map[ast.Node]string{}
	labels := map[ast.Stmt]string{}
	w.labels, w.copied = labels, map[ast.Node]string{}
	ast.Inspect(w.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LabeledStmt:
			labels[n.Stmt] = n.Label.Name
		case *ast.ForStmt:
			r := &retry{weaver: w, loop: n, label: labels[n], from: n.Body.Pos(), to: n.Body.End(), marked: map[ast.Node]string{}}
			if r.find() {
				for at, kind := range r.marked {
					w.marks[at] = kind
				}
			}
		}
		return true
	})
}

// retry is one loop that is looked at.
type retry struct {
	*weaver
	loop     *ast.ForStmt
	label    string
	from, to token.Pos // what is declared here is not kept
	loads    int       // atomic loads met
	depth    int       // of calls
	marked   map[ast.Node]string
}

// find reports whether a failing iteration changes nothing.
func (r *retry) find() bool {
	s := r.loop
	if !r.repeats() {
		return false
	}
	end := len(s.Body.List) == 0 || !terminates(s.Body.List[len(s.Body.List)-1]) && !r.leaves(s.Body.List, false)
	if cas, negated := r.cas(s.Cond); cas != nil {
		if !negated || !r.pureArgs(cas) || !r.idle(s.Body.List) {
			return false
		}
		r.marked[cas] = "spin"
		return true
	}
	if s.Cond != nil && !r.pure(s.Cond) || !r.list(s.Body.List, true, false) || r.loads == 0 {
		return false
	}
	for _, kind := range r.marked {
		if kind == "spin" {
			return true
		}
	}
	if end {
		r.marked[s] = "retry"
	}
	return len(r.marked) > 0
}

// repeats reports whether the loop has no post statement or one that does again what
// the initial one did.
func (r *retry) repeats() bool {
	if r.loop.Post == nil {
		return true
	}
	init, ok1 := r.loop.Init.(*ast.AssignStmt)
	post, ok2 := r.loop.Post.(*ast.AssignStmt)
	if !ok1 || !ok2 || init.Tok != token.DEFINE || post.Tok != token.ASSIGN || len(init.Lhs) != len(post.Lhs) {
		return false
	}
	source := func(list []ast.Expr) string {
		return string(r.source[r.at(list[0].Pos()):r.at(list[len(list)-1].End())])
	}
	if source(init.Lhs) != source(post.Lhs) || source(init.Rhs) != source(post.Rhs) {
		return false
	}
	for _, x := range post.Rhs {
		reads := false
		ast.Inspect(x, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				v := r.info.Uses[id]
				reads = reads || v != nil && v.Pos() >= r.loop.Pos() && v.Pos() < r.loop.End()
			}
			return true
		})
		if reads || !r.pure(x) {
			return false
		}
	}
	return true
}

// list looks at statements that an iteration runs. last says that nothing follows them
// in it, inner that a break among them leaves a switch and not the loop.
func (r *retry) list(list []ast.Stmt, last, inner bool) bool {
	if r.leaves(list, inner) {
		return true
	}
	for i, s := range list {
		rest := list[i+1:]
		end := last && r.idle(rest)
		switch s := s.(type) {
		case *ast.IfStmt:
			if s.Init != nil && !r.computes(s.Init) {
				return false
			}
			cas, negated := r.cas(s.Cond)
			switch {
			case cas == nil:
				if !r.pure(s.Cond) || !r.list(s.Body.List, end, inner) {
					return false
				}
				if s.Else != nil && !r.list([]ast.Stmt{s.Else}, end, inner) {
					return false
				}
			case !r.pureArgs(cas):
				return false
			case negated: // if !CAS { continue }; …; return
				if s.Else != nil || !r.again(s.Body.List) || !r.leaves(rest, inner) {
					return false
				}
				r.marked[cas] = "spin"
				return true
			default: // if CAS { …; return }
				if !r.leaves(s.Body.List, inner) || s.Else != nil || !end {
					return false
				}
				r.marked[cas] = "spin"
			}
		case *ast.BlockStmt:
			if !r.list(s.List, end, inner) {
				return false
			}
		case *ast.SwitchStmt:
			if s.Init != nil && !r.computes(s.Init) || s.Tag != nil && !r.pure(s.Tag) {
				return false
			}
			for _, c := range s.Body.List {
				c := c.(*ast.CaseClause)
				for _, x := range c.List {
					if !r.pure(x) {
						return false
					}
				}
				if !r.list(c.Body, end, true) {
					return false
				}
			}
		case *ast.BranchStmt:
			switch {
			case s.Tok == token.CONTINUE && (s.Label == nil || s.Label.Name == r.label):
				r.marked[s] = "retry"
			case s.Tok == token.BREAK && s.Label == nil && inner:
			default:
				return false
			}
		default:
			if !r.idle([]ast.Stmt{s}) && !r.computes(s) && !r.prepares(s) {
				return false
			}
		}
	}
	return true
}

// prepares reports whether a statement of the loop itself stores into an object that
// nobody else can know of, so that the next iteration will do it again.
func (r *retry) prepares(s ast.Stmt) bool {
	object, value := r.ownStore(s)
	if object == nil || !r.pure(value) {
		return false
	}
	v := r.variable(object)
	return v != nil && r.unknown(v)
}

// ownStore returns v of v.f = x or v.f.Store(x), and x.
func (r *retry) ownStore(s ast.Stmt) (v *ast.Ident, x ast.Expr) {
	var field ast.Expr
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok == token.ASSIGN && len(s.Lhs) == 1 && len(s.Rhs) == 1 {
			field, x = s.Lhs[0], s.Rhs[0]
		}
	case *ast.ExprStmt:
		c, ok := s.X.(*ast.CallExpr)
		if !ok || len(c.Args) != 1 {
			return nil, nil
		}
		sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
		f, _ := r.info.Uses[selected(sel)].(*types.Func)
		if ok && f != nil && f.Pkg() != nil && f.Pkg().Path() == "sync/atomic" && f.Name() == "Store" {
			field, x = sel.X, c.Args[0]
		}
	}
	sel, ok := field.(*ast.SelectorExpr)
	if !ok || r.info.Selections[sel] == nil || len(implicit(r.info.Selections[sel])) > 0 {
		return nil, nil
	}
	v, _ = sel.X.(*ast.Ident)
	return v, x
}

func selected(s *ast.SelectorExpr) *ast.Ident {
	if s == nil {
		return nil
	}
	return s.Sel
}

// unknown reports whether nobody else can know the object of a variable when an
// iteration fails: it is made here, before the loop, and then named only by stores into
// it and as what a CAS of the loop installs.
func (r *retry) unknown(v *types.Var) bool {
	made, ok := r.once[v]
	if !ok || !r.fresh(made) || v.Pos() >= r.loop.Pos() || r.shared[v] {
		return false
	}
	if r.repeated(v) {
		return false
	}
	allowed := map[*ast.Ident]bool{}
	ast.Inspect(r.loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case ast.Stmt:
			if id, _ := r.ownStore(n); id != nil && slices.Contains(r.loop.Body.List, n) {
				allowed[id] = true
			}
			if s, ok := n.(*ast.IfStmt); ok { // what is done once it is installed
				if cas, negated := r.cas(s.Cond); cas != nil && !negated {
					ast.Inspect(s.Body, func(m ast.Node) bool {
						if id, ok := m.(*ast.Ident); ok {
							allowed[id] = true
						}
						return true
					})
				}
			}
		case *ast.CallExpr:
			if r.atomic(n) == "CompareAndSwap" && len(n.Args) == 2 {
				if id, ok := ast.Unparen(n.Args[1]).(*ast.Ident); ok {
					allowed[id] = true
				}
			}
		}
		return true
	})
	good := true
	ast.Inspect(r.syntax, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && r.info.Uses[id] == v && id.Pos() < r.loop.End() && !allowed[id] {
			good = false
		}
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO {
			good = false
		}
		return good
	})
	return good
}

// repeated reports whether the loop may run more than once for one value of v: in another
// loop, or in a function literal, that does not declare v.
func (r *retry) repeated(v *types.Var) (found bool) {
	ast.Inspect(r.syntax, func(n ast.Node) bool {
		if n == nil || n.Pos() > r.loop.Pos() || n.End() < r.loop.End() {
			return false
		}
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			found = found || n != r.loop && n.Pos() > v.Pos()
		}
		return true
	})
	return found
}

// idle reports whether statements do nothing but let others run, or begin again.
func (r *retry) idle(list []ast.Stmt) bool {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.EmptyStmt:
		case *ast.ExprStmt:
			c, ok := s.X.(*ast.CallExpr)
			f := (*types.Func)(nil)
			if ok {
				f = r.function(c.Fun)
			}
			if f == nil || f.Pkg() == nil || f.Pkg().Path() != "runtime" || f.Name() != "Gosched" {
				return false
			}
		case *ast.BranchStmt:
			if s.Tok != token.CONTINUE || s.Label != nil && s.Label.Name != r.label {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// again reports whether statements only begin the loop again.
func (r *retry) again(list []ast.Stmt) bool {
	if len(list) == 0 || !r.idle(list) {
		return false
	}
	_, ok := list[len(list)-1].(*ast.BranchStmt)
	return ok
}

// leaves reports whether statements end the loop, whatever else they do.
func (r *retry) leaves(list []ast.Stmt, inner bool) bool {
	if len(list) == 0 {
		return false
	}
	stays := false
	for _, s := range list {
		r.branches(s, false, func(b *ast.BranchStmt, nested bool) {
			switch b.Tok {
			case token.GOTO:
				stays = true
			case token.CONTINUE:
				stays = stays || b.Label == nil && !nested || b.Label != nil && b.Label.Name == r.label
			}
		})
	}
	if stays {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE || s.Tok == token.BREAK && (s.Label != nil && (s.Label.Name == r.label || !r.within(s.Label)) || s.Label == nil && !inner)
	case *ast.ExprStmt:
		if c, ok := s.X.(*ast.CallExpr); ok {
			return r.info.Types[c.Fun].IsBuiltin() && builtinName(c.Fun) == "panic"
		}
	case *ast.BlockStmt:
		return r.leaves(s.List, inner)
	case *ast.IfStmt:
		return s.Else != nil && r.leaves(s.Body.List, inner) && r.leaves([]ast.Stmt{s.Else}, inner)
	}
	return false
}

// within reports whether the label stands inside of the loop.
func (r *retry) within(label *ast.Ident) bool {
	l := r.info.Uses[label]
	return l == nil || l.Pos() > r.loop.Pos() && l.Pos() < r.loop.End()
}

// branches calls f for each branch in n, and says whether it stands in a loop in n.
func (r *retry) branches(n ast.Node, nested bool, f func(b *ast.BranchStmt, nested bool)) {
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			if m != n {
				r.branches(m, true, f)
				return false
			}
			nested = true
		case *ast.BranchStmt:
			f(m, nested)
		}
		return true
	})
}

func terminates(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.BlockStmt:
		return len(s.List) > 0 && terminates(s.List[len(s.List)-1])
	case *ast.IfStmt:
		return s.Else != nil && terminates(s.Body) && terminates(s.Else)
	}
	return false
}

// cas returns the compare-and-swap that decides a condition: x.CAS(…), a && x.CAS(…)
// with a pure a, or, negated, !x.CAS(…).
func (r *retry) cas(cond ast.Expr) (call *ast.CallExpr, negated bool) {
	switch e := ast.Unparen(cond).(type) {
	case *ast.CallExpr:
		if r.atomic(e) == "CompareAndSwap" {
			return e, false
		}
	case *ast.BinaryExpr:
		if e.Op == token.LAND && r.pure(e.X) {
			if c, negated := r.cas(e.Y); !negated {
				return c, false
			}
		}
	case *ast.UnaryExpr:
		if c, negated := r.cas(e.X); e.Op == token.NOT && !negated && c == ast.Unparen(e.X) {
			return c, true
		}
	}
	return nil, false
}

// pureArgs reports whether the CAS's own operands are computed without another step.
func (r *retry) pureArgs(c *ast.CallExpr) bool {
	loads := r.loads
	if s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && r.info.Selections[s] != nil && !r.pure(s.X) {
		return false
	}
	for _, x := range c.Args {
		if !r.pure(x) {
			return false
		}
	}
	return r.loads == loads
}

// atomic returns "Load" or "CompareAndSwap" for such an operation.
func (r *retry) atomic(c *ast.CallExpr) string {
	var f *types.Func
	if s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok {
		f, _ = r.info.Uses[s.Sel].(*types.Func)
	}
	if f == nil || f.Pkg() == nil || f.Pkg().Path() != "sync/atomic" && f.Pkg().Path() != substitutes["sync/atomic"] {
		return ""
	}
	for _, kind := range []string{"Load", "CompareAndSwap"} {
		if strings.HasPrefix(f.Name(), kind) {
			return kind
		}
	}
	return ""
}

// computes reports whether a statement only assigns what the iteration declares.
func (r *retry) computes(s ast.Stmt) bool {
	own := func(x ast.Expr) bool {
		id, ok := x.(*ast.Ident)
		if !ok {
			return false
		}
		v := r.variable(id)
		return v == nil && id.Name == "_" || v != nil && v.Pos() >= r.from && v.Pos() < r.to
	}
	switch s := s.(type) {
	case *ast.EmptyStmt:
		return true
	case *ast.AssignStmt:
		for _, x := range s.Lhs {
			if !own(x) {
				return false
			}
		}
		for _, x := range s.Rhs {
			if !r.pure(x) {
				return false
			}
		}
		return true
	case *ast.IncDecStmt:
		return own(s.X)
	case *ast.ExprStmt:
		return r.pure(s.X)
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				for _, x := range v.Values {
					if !r.pure(x) {
						return false
					}
				}
			}
		}
		return true
	}
	return false
}

// pure reports whether to evaluate an expression changes nothing.
func (r *retry) pure(e ast.Expr) bool {
	ok := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil:
		case *ast.FuncLit:
			ok = false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.CallExpr:
			ok = ok && r.pureCall(n)
		}
		return ok
	})
	return ok
}

func (r *retry) pureCall(c *ast.CallExpr) bool {
	fun := r.info.Types[c.Fun]
	switch {
	case fun.IsType():
		return true
	case fun.IsBuiltin():
		switch builtinName(c.Fun) {
		case "len", "cap", "min", "max", "new", "make", "real", "imag", "complex", "Sizeof", "Offsetof", "Alignof":
			return true
		}
		return false
	case r.atomic(c) == "Load":
		r.loads++
		return true
	}
	var id *ast.Ident
	switch f := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return false
	}
	f, _ := r.info.Uses[id].(*types.Func)
	if f == nil {
		return false
	}
	return r.pureFunc(f.Origin())
}

// pureFunc reports whether a function of the same package changes nothing.
func (r *retry) pureFunc(f *types.Func) bool {
	d := r.pkg.funcs[f]
	if d == nil || d.Body == nil || r.depth > 3 {
		return false
	}
	in := *r
	in.from, in.to, in.depth = d.Pos(), d.End(), r.depth+1
	ok := in.body(d.Body.List)
	r.loads = in.loads
	return ok
}

// body reports whether the statements of a function change nothing.
func (r *retry) body(list []ast.Stmt) bool {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ReturnStmt:
			for _, x := range s.Results {
				if !r.pure(x) {
					return false
				}
			}
		case *ast.IfStmt:
			if s.Init != nil && !r.computes(s.Init) || !r.pure(s.Cond) || !r.body(s.Body.List) ||
				s.Else != nil && !r.body([]ast.Stmt{s.Else}) {
				return false
			}
		case *ast.BlockStmt:
			if !r.body(s.List) {
				return false
			}
		default:
			if !r.computes(s) {
				return false
			}
		}
	}
	return true
}
