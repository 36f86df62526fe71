package woven

import (
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// GC returns what makes a GC step in an exploration, and else f.
func GC(f func()) func() {
	if e := engine.Current(); e != nil {
		return e.GC
	}
	return f
}

// Dropped returns p, to which nothing refers but the function that it is given to next:
// SetFinalizer or AddCleanup.
func Dropped[T any](p *T) *T {
	if e := engine.Current(); e != nil {
		e.Dropped(unsafe.Pointer(p))
	}
	return p
}

// SetFinalizer returns what stands for runtime.SetFinalizer in an exploration, and
// else f.
func SetFinalizer(f func(obj, finalizer any)) func(obj, finalizer any) {
	e := engine.Current()
	if e == nil {
		return f
	}
	return func(obj, finalizer any) {
		v := reflect.ValueOf(obj)
		if v.Kind() != reflect.Pointer || v.IsNil() {
			panic(fmt.Sprintf("runtime.SetFinalizer: first argument is %v, not a pointer to an object", v))
		}
		var run func()
		if finalizer != nil {
			call := reflect.ValueOf(finalizer)
			run = func() { call.Call([]reflect.Value{v}) }
		}
		e.AtEnd(v.UnsafePointer(), nil, true, run)
	}
}

// AddCleanup is f, runtime.AddCleanup. In an exploration what it returns is good for
// Cleanup only.
func AddCleanup[T, S any](f func(*T, func(S), S) runtime.Cleanup, ptr *T, cleanup func(S), arg S) runtime.Cleanup {
	e := engine.Current()
	if e == nil {
		return f(ptr, cleanup, arg)
	}
	name := f(ptr, func(S) {}, arg) // differs from all others
	e.AtEnd(unsafe.Pointer(ptr), name, false, func() { cleanup(arg) })
	return name
}

// CleanupOf is a runtime.Cleanup that is about to be stopped.
type CleanupOf struct{ c runtime.Cleanup }

// Cleanup begins Cleanup(c).Stop(), which is c.Stop().
func Cleanup(c runtime.Cleanup) CleanupOf { return CleanupOf{c} }

// Stop is Stop.
func (x CleanupOf) Stop() {
	if e := engine.Current(); e != nil {
		e.Forget(x.c)
	}
	x.c.Stop()
}

// ReadMetrics returns f, with the garbage collections of the exploration if one runs.
func ReadMetrics(f func([]metrics.Sample)) func([]metrics.Sample) {
	e := engine.Current()
	if e == nil {
		return f
	}
	return func(samples []metrics.Sample) {
		f(samples)
		for i := range samples {
			switch samples[i].Name {
			case "/gc/cycles/total:gc-cycles", "/gc/cycles/automatic:gc-cycles":
				(*number)(unsafe.Pointer(&samples[i].Value)).scalar = e.Collections()
			}
		}
	}
}

// number is the layout of metrics.Value.
type number struct {
	kind    metrics.ValueKind
	scalar  uint64
	pointer unsafe.Pointer
}

var (
	_ [unsafe.Sizeof(number{}) - unsafe.Sizeof(metrics.Value{})]byte
	_ [unsafe.Sizeof(metrics.Value{}) - unsafe.Sizeof(number{})]byte
)

// ReadGCStats returns f, likewise.
func ReadGCStats(f func(*debug.GCStats)) func(*debug.GCStats) {
	e := engine.Current()
	if e == nil {
		return f
	}
	return func(s *debug.GCStats) {
		f(s)
		s.NumGC = int64(e.Collections())
	}
}

// ReadMemStats returns f, likewise.
func ReadMemStats(f func(*runtime.MemStats)) func(*runtime.MemStats) {
	e := engine.Current()
	if e == nil {
		return f
	}
	return func(s *runtime.MemStats) {
		f(s)
		s.NumGC = uint32(e.Collections())
	}
}
