package explore

import (
	"fmt"
	"runtime"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

func here(what string) *engine.Engine {
	e := engine.Current()
	if e == nil {
		panic("explore: " + what + " outside of an exploration")
	}
	return e
}

// Go starts fn as a new thread of the exploration; where none runs, it is a go
// statement. Starting is no step. What fn does follows what the caller did.
func Go(fn func()) {
	if fn == nil {
		panic("explore: Go of a nil function")
	}
	e := engine.Current()
	if e == nil {
		if t := onReal(); t != nil {
			t.spawn(fn, nil)
			return
		}
		go fn()
		return
	}
	e.Go(fn)
}

// Join waits until every thread that the caller started with [Go] has ended.
// It is no step. It panics where no exploration runs.
func Join() {
	if t := onReal(); t != nil {
		t.join()
		return
	}
	here("Join").Join()
}

// Gosched is a scheduling point: a step that touches nothing.
func Gosched() {
	e := engine.Current()
	if e == nil {
		runtime.Gosched()
		return
	}
	e.Plain(engine.Yield)
}

// Choose returns a number in [0, n), every one of them in some execution.
func Choose(n int) int {
	if n < 1 {
		panic(fmt.Sprintf("explore: Choose(%d): give the number of values, at least 1", n))
	}
	if t := onReal(); t != nil {
		return t.random.IntN(n)
	}
	return here("Choose").Choose(n)
}

// Assume ends the calling thread's part in this execution unless ok. The
// execution then counts as blocked, not as complete.
func Assume(ok bool) {
	if t := onReal(); t != nil {
		if !ok {
			panic(cutShort{})
		}
		return
	}
	here("Assume").Assume(ok)
}

// Retry marks the end of a loop's iteration that changed nothing because it
// failed. With Config.SpinCut it ends the thread's part in this execution: to try
// again is to have begun later. The execution then counts as blocked, and as a
// livelock if no thread that is left could do anything but retry for ever.
func Retry() {
	if e := engine.Current(); e != nil {
		e.Retry()
	}
}

// Spin marks the caller's next CAS as the end of a loop's iteration that has
// changed nothing should it fail, and that is then begun again. With
// Config.SpinCut the CAS waits until it would succeed; an execution in which it
// waits for ever counts as blocked, or as a livelock, as with [Retry].
func Spin() {
	if e := engine.Current(); e != nil {
		e.Spin()
	}
}

// Parallel runs every function as a thread and waits for all.
func Parallel(fns ...func()) {
	if t := onReal(); t != nil {
		t.parallel(fns)
		return
	}
	for _, f := range fns {
		Go(f)
	}
	Join()
}

// Operation runs f as one operation of a history. With Config.Calls its call and
// its return are steps of their own, and a return and a call of different
// threads do not commute.
func Operation(f func()) {
	e := engine.Current()
	if e == nil {
		f()
		return
	}
	e.Begin()
	f()
	e.End()
}
