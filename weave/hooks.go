package weave

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

const pin = "github.com/poolproof/poolproof/internal/pin"

// hooks are functions that package woven has another one for: woven.F instead of f.
var hooks = map[string]string{
	"runtime.Gosched": "Gosched",
}

// generic are generic functions for which package woven has another one, with f as its
// first argument: woven.F(f, x) instead of f(x).
var generic = map[string]string{
	"runtime.AddCleanup":           "AddCleanup",
	"hash/maphash.Comparable":      "HashOf",
	"hash/maphash.WriteComparable": "HashTo",
}

// methods are those that package woven has another one for: woven.T(x).M instead of x.M.
var methods = map[string]string{
	"(runtime.Cleanup).Stop": "Cleanup",
	"(*time.Timer).Stop":     "Timer",
	"(*time.Timer).Reset":    "Timer",
}

func init() {
	for _, name := range strings.Fields("Write WriteString WriteByte Sum64 SetSeed Reset") {
		methods["(*hash/maphash.Hash)."+name] = "Hasher"
	}
}

// endings are the functions that look after their first argument's end.
var endings = []string{"runtime.SetFinalizer", "runtime.AddCleanup"}

// choices are functions that package woven chooses for, woven.F(f) instead of f: in
// an exploration it is the explorer's, and else f.
var choices = map[string]string{
	"runtime.GC":                "GC",
	"runtime.SetFinalizer":      "SetFinalizer",
	"time.Now":                  "Now",
	"time.Since":                "Since",
	"time.Until":                "Until",
	"time.Sleep":                "Sleep",
	"time.AfterFunc":            "AfterFunc",
	"runtime.GOMAXPROCS":        "GOMAXPROCS",
	"runtime.ReadMemStats":      "ReadMemStats",
	"runtime/debug.ReadGCStats": "ReadGCStats",
	"runtime/metrics.Read":      "ReadMetrics",
	"hash/maphash.MakeSeed":     "Random",
	"hash/maphash.String":       "Hash",
	"hash/maphash.Bytes":        "Hash",
	pin + ".Pin":                "Pin",
	pin + ".Unpin":              "Unpin",
	pin + ".Places":             "Places",
}

// pins are functions of the runtime's that packages declare without a body.
var pins = map[string]string{
	"procPin": "Pin", "runtime_procPin": "Pin",
	"procUnpin": "Unpin", "runtime_procUnpin": "Unpin",
}

// linked are functions of the runtime's that packages reach by go:linkname.
var linked = map[string]string{
	"runtime.procPin": "Pin", "runtime.procUnpin": "Unpin",
	"runtime.fastrand": "Random", "runtime.fastrandn": "Random", "runtime.fastrand64": "Random",
	"runtime.cheaprand": "Random", "runtime.cheaprandn": "Random", "runtime.rand": "Random",
	"runtime.memhash": "Hash", "runtime.strhash": "Hash", "runtime.typehash": "Hash",
	"runtime.nanotime": "Nanotime",
	"runtime.Gosched":  "Yield", "runtime.goyield": "Yield",
	"sync.runtime_doSpin": "Yield", "internal/sync.runtime_doSpin": "Yield",
	"sync.runtime_canSpin": "CanSpin", "internal/sync.runtime_canSpin": "CanSpin",
	"sync.runtime_registerPoolCleanup": "AtGC",
}

func init() {
	for _, name := range strings.Fields("Int Intn Int31 Int31n Int63 Int63n Uint32 Uint64 Float32 Float64 Perm Shuffle") {
		choices["math/rand."+name] = "Random"
	}
	for _, name := range strings.Fields("Int IntN Int32 Int32N Int64 Int64N Uint UintN Uint32 Uint32N Uint64 Uint64N Float32 Float64 Perm Shuffle") {
		choices["math/rand/v2."+name] = "Random"
	}
}

// refusedFunctions are those that do what no exploration can follow, as long as
// package woven has no function for them (F4).
var refusedFunctions = []string{
	"runtime.LockOSThread", "runtime.Goexit", "unique.Make",
	"time.After", "time.NewTimer", "time.NewTicker", "time.Tick",
}

// function returns the function that an expression names, if it is a package's.
func (w *weaver) function(e ast.Expr) *types.Func {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		f, _ := w.info.Uses[e].(*types.Func)
		return f
	case *ast.SelectorExpr:
		if w.info.Selections[e] == nil {
			f, _ := w.info.Uses[e.Sel].(*types.Func)
			return f
		}
	case *ast.IndexExpr:
		return w.function(e.X)
	case *ast.IndexListExpr:
		return w.function(e.X)
	}
	return nil
}

// refused returns what is wrong with a function, "" if nothing is.
func (w *weaver) refused(e ast.Expr) string {
	f := w.function(e)
	if f == nil || f.Pkg() == nil {
		return ""
	}
	name := f.Pkg().Path() + "." + f.Name()
	if slices.Contains(refusedFunctions, name) {
		return name[strings.LastIndex(name, "/")+1:]
	}
	if what := w.unseen(f); what != "" {
		return what
	}
	return w.foreign(f)
}

// cgo returns the file that declares an object, if it synchronises and is not woven for its
// use of cgo, and else "".
func (w *weaver) cgo(o types.Object) string {
	if file := w.fset.Position(o.Pos()).Filename; w.pkg.cgo[file] {
		return filepath.Base(file)
	}
	return ""
}

// foreign returns what is wrong with a function of a package that synchronises and is
// not woven, "" if it is none.
func (w *weaver) foreign(f *types.Func) string {
	if file := w.cgo(f); file != "" {
		return "a call of " + f.Name() + " of " + file + ", which uses cgo and is not woven,"
	}
	why := w.config.Foreign[f.Pkg().Path()]
	if why == "" || w.pkg.local[f.Pkg().Path()] {
		return ""
	}
	return "a call of " + f.Name() + " of package " + f.Pkg().Path() + ", which " + why + ","
}

func (w *weaver) isGeneric(e ast.Expr) bool {
	f := w.function(e)
	return f != nil && f.Signature().TypeParams() != nil
}

// named weaves the name of a function, which may be another package's.
func (w *weaver) named(e ast.Expr) {
	f := w.function(e)
	if f == nil || f.Pkg() == nil {
		return
	}
	if to := hooks[f.Pkg().Path()+"."+f.Name()]; to != "" {
		w.keep = append(w.keep, string(w.source[w.at(e.Pos()):w.at(e.End())]))
		w.replace(e.Pos(), e.End(), w.woven(to))
		return
	}
	to := choices[f.Pkg().Path()+"."+f.Name()]
	if d := w.pkg.funcs[f]; to == "" && d != nil && d.Body == nil {
		to = pins[f.Name()]
	}
	if to == "" {
		to = linked[w.pkg.linked[f.Pkg().Path()+"."+f.Name()]]
	}
	if to != "" {
		w.wrap(e, w.woven(to)+"(", ")")
		return
	}
	if to := generic[f.Pkg().Path()+"."+f.Name()]; to != "" {
		w.refuse(e.Pos(), f.Pkg().Name()+"."+f.Name()+", which is not called where it is named, is not seen")
		return
	}
	if what := w.refused(e); what != "" && !w.isGeneric(e) {
		w.wrap(e, w.woven("Unsupported")+"("+w.refuse(e.Pos(), what)+", ", ")")
	}
}

// fresh reports whether an expression is a pointer to an object that nothing else will
// refer to: it is made here, or its variable has no other use.
func (w *weaver) fresh(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return w.info.Types[e.Fun].IsBuiltin() && builtinName(e.Fun) == "new"
	case *ast.UnaryExpr:
		_, ok := ast.Unparen(e.X).(*ast.CompositeLit)
		return e.Op == token.AND && ok
	case *ast.Ident:
		v := w.variable(e)
		return v != nil && w.once[v] != nil && w.uses[v] == 1 && w.fresh(w.once[v])
	}
	return false
}

// ending weaves the argument whose end is looked after.
func (w *weaver) ending(e *ast.CallExpr) {
	f := w.function(e.Fun)
	if f == nil || f.Pkg() == nil || len(e.Args) < 2 || !slices.Contains(endings, f.Pkg().Path()+"."+f.Name()) {
		return
	}
	if w.fresh(e.Args[0]) {
		w.wrap(e.Args[0], w.woven("Dropped")+"(", ")")
	}
}

// stranger returns what a method is refused for: its type cannot be explored, or it is a
// lock or an atomic of a package that is not woven.
func (w *weaver) stranger(e *ast.SelectorExpr, f *types.Func) string {
	if f == nil || f.Pkg() == nil {
		return ""
	}
	if types.IsInterface(f.Signature().Recv().Type()) {
		return "" // whose method it is, is not known
	}
	if substitutes[f.Pkg().Path()] != "" {
		if owner := w.owner(e); owner != "" {
			return "the " + lock(f.Signature().Recv().Type()) + " of " + owner + ","
		}
	}
	return w.foreign(f)
}

// owner says what is not woven and made what an expression stands for, a package or a file: its
// variable, its field, what its function returned, or a local variable that was declared
// with that. It returns "" for all others.
func (w *weaver) owner(e ast.Expr) string {
	of := func(o types.Object) string {
		if o == nil || o.Pkg() == nil {
			return ""
		}
		if file := w.cgo(o); file != "" {
			return file + ", which uses cgo and is not woven"
		}
		if o.Pkg() == w.pkg.types || w.pkg.local[o.Pkg().Path()] || substitutes[o.Pkg().Path()] != "" ||
			strings.HasPrefix(o.Pkg().Path(), explorer) {
			return ""
		}
		return "package " + o.Pkg().Path() + ", which is not woven (-weave " + o.Pkg().Path() + " weaves it)"
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return w.owner(e.X)
	case *ast.StarExpr:
		return w.owner(e.X)
	case *ast.IndexExpr:
		return w.owner(e.X)
	case *ast.UnaryExpr:
		return w.owner(e.X)
	case *ast.CallExpr:
		f := typeutil.StaticCallee(w.info, e)
		if f != nil && mentioned(f.Origin().Signature().Results()) != "" { // and not what was given to a generic one
			return of(f)
		}
	case *ast.SelectorExpr:
		sel := w.info.Selections[e]
		if sel == nil {
			return of(w.info.Uses[e.Sel])
		}
		for _, f := range implicit(sel) {
			if owner := of(f); owner != "" {
				return owner
			}
		}
		if sel.Kind() == types.FieldVal {
			if owner := of(sel.Obj()); owner != "" {
				return owner
			}
		}
		return w.owner(e.X)
	case *ast.Ident:
		if v := w.variable(e); v != nil && global(v) {
			return of(v)
		} else if v != nil && w.once[v] != nil {
			return w.owner(w.once[v])
		}
	}
	return ""
}

// crossing are the types that package woven has std's of, for package Std.
var crossing = strings.Fields("Mutex RWMutex WaitGroup Once Map Bool Int32 Int64 Uint32 Uint64 Uintptr Value")

// crosses lists a call that hands a lock or an atomic to a package that is not woven, or to
// a function of a file that uses cgo, and gives it one of the type that it knows.
func (w *weaver) crosses(e *ast.CallExpr) {
	var id *ast.Ident
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return
	}
	f, _ := w.info.Uses[id].(*types.Func)
	if f == nil || f.Pkg() == nil || substitutes[f.Pkg().Path()] != "" {
		return
	}
	other := "package " + f.Pkg().Path() + ", which"
	if w.pkg.local[f.Pkg().Path()] {
		file := w.cgo(f)
		if file == "" {
			return
		}
		other = file + ", which uses cgo and"
	}
	params := f.Signature().Params()
	for i := range params.Len() {
		t := lock(params.At(i).Type())
		if t == "" {
			continue
		}
		what := w.refuse(e.Pos(), "the "+t+" that crosses into "+other+" is not woven,")
		_, name, _ := strings.Cut(t, ".")
		if _, ok := params.At(i).Type().(*types.Pointer); ok && i < len(e.Args) && slices.Contains(crossing, name) && w.typed(e.Args[i]) {
			w.wrap(e.Args[i], "(*"+w.woven("Std"+name)+")("+w.woven("Cross")+"("+what+", ", "))")
		}
	}
}

// lock returns the name of a lock or an atomic to which t leads in one step.
func lock(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || substitutes[n.Obj().Pkg().Path()] == "" || types.IsInterface(t) {
		return ""
	}
	return n.Obj().Pkg().Name() + "." + n.Obj().Name()
}
