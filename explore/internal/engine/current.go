package engine

import (
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Who am I? The goroutine of the thread that runs belongs to its exploration. What
// a thread starts with a bare go statement does not, and is told by the profiler's
// label pointer: it is inherited, and ours to set while we explore. It points to the
// engine, whose first field reads as an empty set of labels.

//go:linkname setLabel runtime/pprof.runtime_setProfLabel
func setLabel(p unsafe.Pointer)

//go:linkname getLabel runtime/pprof.runtime_getProfLabel
func getLabel() unsafe.Pointer

var (
	running   atomic.Pointer[[]*Engine] // nil when no exploration runs
	runningMu sync.Mutex
)

// Current returns the engine to whose exploration the caller belongs, or nil.
//
//go:norace
func Current() *Engine { return At(nil, Anything) }

// At is Current for a caller that is about to touch the object at p. Where an
// exploration runs to which it does not belong, but the object does, that is
// noticed. Where none runs it is inlined and costs one load.
//
//go:norace
func At(p unsafe.Pointer, o Object) *Engine {
	if running.Load() == nil {
		return nil
	}
	return at(p, o)
}

//go:norace
func at(p unsafe.Pointer, o Object) *Engine {
	list := running.Load()
	if list == nil {
		return nil
	}
	g := getg()
	for _, e := range *list {
		if e.runs(g) {
			return e
		}
	}
	stranger(*list, g, p, o)
	return nil
}

// runs reports whether goroutine g is the thread that runs. Others may ask while
// the answer changes, but it is no for them before and after.
//
//go:norace
func (e *Engine) runs(g uintptr) bool {
	t := e.cur
	return t != nil && t.g == g
}

func (e *Engine) enroll() {
	runningMu.Lock()
	defer runningMu.Unlock()
	var list []*Engine
	if old := running.Load(); old != nil {
		list = slices.Clone(*old)
	}
	list = append(list, e)
	running.Store(&list)
}

func (e *Engine) resign() {
	runningMu.Lock()
	defer runningMu.Unlock()
	old := running.Load()
	if old == nil {
		return // abandoned before
	}
	list := slices.Clone(*old)
	list = slices.DeleteFunc(list, func(x *Engine) bool { return x == e })
	if len(list) == 0 {
		running.Store(nil)
		return
	}
	running.Store(&list)
}

// Goroutine names the calling goroutine as long as it lives.
//
//go:norace
func Goroutine() uintptr { return getg() }
