package engine

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"unsafe"
)

// A stranger is a goroutine that touches an object of a running exploration and
// is none of its threads: law E1 would be gone. It is of two sorts.
//
// One started with a bare go statement by a thread, or a coroutine of iter.Pull, has
// inherited the label by which we know what belongs to us, but is not the goroutine of
// the thread that runs: whatever it touches, it is noticed.
//
// Any other is noticed when it touches an object that the exploration has used:
// the table that numbers locations also tells these, as it keeps what is entered
// in it from being freed, in whichever execution that was.
//
// What a stranger does is done as if no exploration ran, and the execution that it
// did it beside is failed and is the last.

// stranger is told of an access to the object at p by a goroutine g that is no
// thread of a running exploration.
//
//go:norace
func stranger(list []*Engine, g uintptr, p unsafe.Pointer, o Object) {
	label := getLabel()
	for _, e := range list {
		switch {
		case e.home == g: // between executions, and judging them
		case unsafe.Pointer(e) == label:
			if pulled() {
				e.notice(o, "is touched by a sequence that iter.Pull runs in a coroutine", "range over it")
			} else {
				e.notice(o, "is touched by a goroutine that a bare go statement started", "start it with explore.Go")
			}
		case p != nil && e.knows(p):
			e.notice(o, "is touched by a goroutine outside of it", "start it with explore.Go, or keep it away")
		}
	}
}

// neighbours looks for p among the objects of explorations in other goroutines.
//
//go:norace
func (e *Engine) neighbours(p unsafe.Pointer, o Object) {
	list := running.Load()
	if list == nil || len(*list) < 2 {
		return
	}
	for _, x := range *list {
		if x != e && x.knows(p) {
			const how, remedy = "is touched by another exploration", "run them one after the other"
			e.notice(o, how, remedy)
			x.notice(o, how, remedy)
		}
	}
}

// knows reports whether a step of the exploration has touched the object at p, or a
// plain access its word.
//
//go:norace
func (e *Engine) knows(p unsafe.Pointer) bool {
	return listed(e.known.Load(), p) || listed(e.plain.Load(), unsafe.Add(p, -int(uintptr(p)&7)))
}

//go:norace
func listed(slots *[]slot, p unsafe.Pointer) bool {
	if slots == nil {
		return false
	}
	for i := range *slots {
		if atomic.LoadPointer(&(*slots)[i].addr) == p {
			return true
		}
	}
	return false
}

// notice keeps the first thing that a stranger did.
//
//go:norace
func (e *Engine) notice(o Object, how, remedy string) {
	if e.strange.Load() != nil {
		return
	}
	what := fmt.Sprintf("%v of the exploration %s, at %s: %s", o, how, Place(), remedy)
	e.strange.CompareAndSwap(nil, &what)
}

// pulled reports whether the caller's goroutine is a coroutine of iter.Pull or Pull2.
func pulled() bool {
	var pcs [100]uintptr
	it := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := it.Next()
		if strings.HasPrefix(f.Function, "iter.Pull") {
			return true
		}
		if !more {
			return false
		}
	}
}

// Place returns the file and line of the user's code on the caller's stack.
func Place() string {
	var pcs [32]uintptr
	it := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := it.Next()
		if !ours(f.Function) {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}
