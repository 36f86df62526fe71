package weave

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A function without a body is in assembly, or the runtime's by go:linkname. What it does
// to memory, nobody sees.

// synchronising are the packages whose functions synchronise, wherever they are linked to.
var synchronising = []string{"sync", "sync/atomic", "internal/sync", "internal/runtime/atomic", "runtime/internal/atomic"}

// parking are functions of the runtime's that stop a goroutine, wake or start one, or run on
// another stack.
var parking = strings.Fields("gopark goparkunlock goready ready mcall systemstack newproc newproc1 goexit goexit1 " +
	"semacquire semacquire1 semrelease semrelease1 notesleep notetsleep notetsleepg notewakeup lock unlock lock2 unlock2 " +
	"chansend chansend1 chanrecv chanrecv1 chanrecv2 closechan selectgo selectnbsend selectnbrecv " +
	"timeSleep stopTheWorld startTheWorld stopTheWorldGC startTheWorldGC")

// findBodiless adds the functions of a package that have no body, by path and name.
func findBodiless(p *packages.Package, to map[string]bool) {
	for _, f := range p.Syntax {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Body == nil && d.Recv == nil {
				to[p.PkgPath+"."+d.Name.Name] = true
			}
		}
	}
}

// unseen returns what is wrong with a function without a body, "" if it does no more than
// a function of a package that is not woven may do: it does not synchronise (F4).
func (w *weaver) unseen(f *types.Func) string {
	name := f.Pkg().Path() + "." + f.Name()
	if !w.pkg.bodiless[name] {
		return ""
	}
	if target, ok := w.pkg.linked[name]; ok {
		dot := max(strings.LastIndexByte(target, '.'), 0)
		if pkg, f := target[:dot], strings.TrimPrefix(target[dot:], "."); slices.Contains(synchronising, pkg) ||
			pkg == "runtime" && (slices.Contains(parking, f) || strings.HasPrefix(f, "sync_runtime_")) {
			return target + ", which synchronises,"
		}
		return ""
	}
	uses := func(p *types.Package) bool { return slices.Contains(synchronising, p.Path()) }
	if slices.ContainsFunc(f.Pkg().Imports(), uses) && takesPointer(f.Signature()) {
		return f.Name() + ", which is in assembly and is given a pointer,"
	}
	return ""
}

func takesPointer(s *types.Signature) bool {
	for p := range s.Params().Variables() {
		switch t := p.Type().Underlying().(type) {
		case *types.Pointer:
			return true
		case *types.Basic:
			if t.Kind() == types.UnsafePointer {
				return true
			}
		}
	}
	return false
}
