package pool

import (
	"runtime"
	"sync/atomic"
	"time"
)

// How a module learns that the garbage was collected: it cannot run inside the
// pause, as sync.Pool does. An object that nobody points to has a finalizer, which
// clears and gives the object its finalizer back, for the next collection. The
// finalizers' goroutine may be late: if the next collection is marking already when the
// object gets its finalizer back, the object lives through that one and tells nothing of
// its end. So each clearing looks again a little later. And the goroutine may be starved,
// so Gets that miss look as well, at times, whether there was a collection.

// sentinel is that object. It has a pointer, and size, since the allocator packs
// small pointer-free objects together and such a pack may never become garbage.
type sentinel struct {
	_ *sentinel
	_ [3]uintptr
}

var (
	watching atomic.Bool   // the sentinel is out
	cleared  atomic.Uint64 // the number of the garbage collection that was last cleared for
)

// watchGC sends the sentinel out, once in the life of the process and before the first
// pool is registered. What was collected until then needs no clearing.
func watchGC() {
	if watching.Load() {
		return
	}
	clearing.Lock()
	defer clearing.Unlock()
	if !watching.Load() {
		cleared.Store(collections())
		watching.Store(true)
		runtime.SetFinalizer(new(sentinel), afterGC)
	}
}

// lookAgain is when, after the end of a collection, to look whether the next one has
// ended unnoticed: soon, and once more for a collection that takes long.
var lookAgain = [...]time.Duration{10 * time.Millisecond, time.Second}

// afterGC runs on the goroutine of the finalizers.
func afterGC(s *sentinel) {
	runtime.SetFinalizer(s, afterGC)
	enter()
	clearing.Lock()
	after := clearOnce()
	clearing.Unlock()
	for _, d := range lookAgain {
		time.AfterFunc(d, look)
	}
	leave()
	start(after)
}

// look clears if there was a garbage collection that no clearing followed yet. It
// never waits: if somebody is clearing all pools, that is all it wanted.
func look() {
	var after []func()
	enter()
	if collections() != cleared.Load() && clearing.TryLock() {
		after = clearOnce()
		clearing.Unlock()
	}
	leave()
	start(after)
}

// start calls each function on a goroutine of its own: a pool's Evicted that waits, or
// panics, is that pool's affair. The caller has left, so that the race detector sees
// the goroutines start.
func start(after []func()) {
	for _, f := range after {
		go func() { f() }()
	}
}

// clearOnce clears unless it has been done since the last garbage collection (P7). The
// caller holds clearing, and starts what clearOnce returns.
func clearOnce() (after []func()) {
	if n := collections(); n != cleared.Load() {
		cleared.Store(n)
		after = clearAll(n)
	}
	return after
}
