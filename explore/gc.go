package explore

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// The garbage collector as a step: one thread of the scenario is the collector
// and calls GC; everything that a collection does to the code under test is a
// callback, registered with AtGC. What stands for what, in code that is woven or that
// imports explore/weak:
//
//	runtime_registerPoolCleanup(f)   AtGC(f)
//	runtime.GC()                     GC()
//	weak.Make, Value                 explore/weak: the pointer turns nil in a GC step
//	                                 after Drop, unless a thread has its value
//	runtime.SetFinalizer             a thread that a GC step after Drop starts; one
//	                                 runs at a time, in any order
//	runtime.AddCleanup               likewise; they run at the same time
//	time.AfterFunc                   a thread that runs at any time
//
// Which objects are unreachable is for the scenario to say, with Drop. What the code
// under test makes only for SetFinalizer or AddCleanup, and keeps no reference to, is
// dropped from the start.

// AtGC registers f for every [GC] step of this execution that follows, a
// scheduling point. It panics outside of an exploration.
func AtGC(f func()) {
	if t := onReal(); t != nil {
		t.run.set(func() { t.run.atGC = append(t.run.atGC, f) })
		return
	}
	here("AtGC").AtGC(f)
}

// GC is a collection: it waits until nobody is pinned, keeps everybody from
// pinning, runs in order what [AtGC] registered, looks for garbage, and lets them pin
// again. Threads that are not pinned may run meanwhile, unlike in a real pause: what
// holds here holds there. A callback must not wait; it may start threads. A thread that
// is pinned may not call it. It panics outside of an exploration.
func GC() {
	if t := onReal(); t != nil {
		t.gc()
		return
	}
	here("GC").GC()
}

// Drop says that no thread uses from here on what p, a pointer, leads to by
// pointers, slices, maps and interfaces, and that nothing else refers to it: a [GC] step
// that follows may find it garbage. It is a scheduling point. It panics outside of an
// exploration.
func Drop(p any) {
	if reflect.ValueOf(p).Kind() != reflect.Pointer {
		panic(fmt.Sprintf("explore: Drop of a %T: give a pointer", p)) // X5
	}
	if onReal() != nil {
		return // the real collector knows
	}
	here("Drop").Drop(p)
}

// Settle waits until every other thread has ended, also those that timers, finalizers
// and cleanups run in, for which nobody waits. It is no step. Two threads that settle
// wait for each other. On real goroutines (X6) it waits for those that the caller started.
// It panics outside of an exploration.
func Settle() {
	if t := onReal(); t != nil {
		t.join()
		return
	}
	here("Settle").Settle()
}

// Reached reports of each object, a pointer, whether the memory that root leads to, by
// pointers, slices (up to their capacity), maps, interfaces and atomic pointers, holds a
// pointer to it. It does not look into functions and channels. Nobody may write that
// memory meanwhile.
func Reached(root any, objects ...any) []bool {
	var to []unsafe.Pointer
	for _, p := range objects {
		v := reflect.ValueOf(p)
		if v.Kind() != reflect.Pointer {
			panic(fmt.Sprintf("explore: Reached of a %T: give pointers", p)) // X5
		}
		to = append(to, v.UnsafePointer())
	}
	return engine.Reached(root, to)
}
