package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A WaitGroup waits for a counter to become zero. The zero value is ready.
//
// An Add that raises the counter from zero and a Wait must be ordered, one way or
// the other; if they are not, a data race is reported, as std does under -race,
// in executions in which that Add found zero.
//
// In an exploration threads that one thread starts by Go cost nothing in
// executions: their ends commute. Adds, and a Done and an Add, do not.
type WaitGroup struct{ wg std.WaitGroup }

// The word of a WaitGroup is its counter.
var (
	wgUp   = wgAdd(1)
	wgDown = wgAdd(-1)
	wgEnd  = &engine.Step{Name: "WaitGroup.Go", On: engine.WaitGroup, Do: func(v uint64) engine.Done {
		return done(v-1, engine.Leaves, engine.ReleaseWriters)
	}}
	wgWait = &engine.Step{Name: "WaitGroup.Wait", On: engine.WaitGroup, Mode: engine.Reads, Guard: engine.Free, Gaps: true, Do: func(v uint64) engine.Done {
		return done(v, engine.Reads, engine.AcquireWriters)
	}}
)

//go:norace
func wgAdd(delta int) *engine.Step {
	if delta > 0 {
		return &engine.Step{Name: "WaitGroup.Add", On: engine.WaitGroup, Raise: true, Do: func(v uint64) engine.Done {
			return done(v+uint64(delta), engine.Adds, engine.Nothing)
		}}
	}
	return &engine.Step{Name: "WaitGroup.Done", On: engine.WaitGroup, Do: func(v uint64) engine.Done {
		return done(v+uint64(delta), engine.Takes, engine.ReleaseWriters)
	}}
}

// Add adds delta, which may be negative, to the counter. It panics if the counter
// becomes negative.
func (wg *WaitGroup) Add(delta int) {
	e := engine.At(unsafe.Pointer(wg), engine.WaitGroup)
	if e == nil {
		wg.wg.Add(delta)
		return
	}
	var step *engine.Step
	switch delta {
	case 1:
		step = wgUp
	case -1:
		step = wgDown
	default:
		step = wgAdd(delta)
	}
	wg.change(e, step, delta)
}

func (wg *WaitGroup) change(e *engine.Engine, step *engine.Step, delta int) {
	if v := e.Do(unsafe.Pointer(wg), step); int64(v)+int64(delta) < 0 {
		panic("sync: negative WaitGroup counter")
	}
}

// Done decrements the counter by one.
func (wg *WaitGroup) Done() { wg.Add(-1) }

// Wait waits until the counter is zero.
func (wg *WaitGroup) Wait() {
	e := engine.At(unsafe.Pointer(wg), engine.WaitGroup)
	if e == nil {
		wg.wg.Wait()
		return
	}
	e.Do(unsafe.Pointer(wg), wgWait)
}

// Go calls f in a new thread and adds that thread to the group. If f panics, the
// thread stays in the group.
func (wg *WaitGroup) Go(f func()) {
	e := engine.At(unsafe.Pointer(wg), engine.WaitGroup)
	if e == nil {
		wg.wg.Go(f)
		return
	}
	wg.Add(1)
	e.Go(func() {
		f()
		wg.change(e, wgEnd, -1)
	})
}
