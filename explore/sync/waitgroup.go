package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A WaitGroup waits for a counter to become zero. The zero value is ready.
// It must not be copied after first use.
type WaitGroup struct{ wg std.WaitGroup }

// Add adds delta, which may be negative, to the counter. It panics if the counter
// becomes negative.
func (wg *WaitGroup) Add(delta int) {
	e := engine.Enter(unsafe.Pointer(wg), engine.RMW, 0)
	if e == nil {
		wg.wg.Add(delta)
		return
	}
	v := e.Held(unsafe.Pointer(wg), 0)
	order := engine.Nothing
	if delta < 0 {
		order = engine.ReleaseWriters
	}
	n := int64(v) + int64(delta)
	e.LeaveOrdered(v, uint64(max(n, 0)), true, order)
	if n < 0 {
		panic("sync: negative WaitGroup counter")
	}
}

// Done decrements the counter by one.
func (wg *WaitGroup) Done() { wg.Add(-1) }

// Wait waits until the counter is zero.
func (wg *WaitGroup) Wait() {
	e := engine.Current()
	if e == nil {
		wg.wg.Wait()
		return
	}
	e.EnterGuarded(unsafe.Pointer(wg), engine.Await, 0, isFree)
	e.LeaveOrdered(0, 0, false, engine.AcquireWriters)
}

// Go calls f in a new thread and adds that thread to the group.
func (wg *WaitGroup) Go(f func()) {
	e := engine.Current()
	if e == nil {
		wg.wg.Go(f)
		return
	}
	wg.Add(1)
	e.Go(func() {
		defer wg.Done()
		f()
	})
}
