package pool

import (
	"runtime"
	"runtime/metrics"
	"sync/atomic"
)

// How a module learns that the garbage was collected: it cannot run inside the
// pause, as sync.Pool does. An object that nobody points to has a finalizer, which
// clears and gives the object its finalizer back, for the next collection. The
// finalizers' goroutine may be late or starved, so Gets that miss look as well,
// at times, whether there was a collection.

// sentinel is that object. It has a pointer, and size, since the allocator packs
// small pointer-free objects together and such a pack may never become garbage.
type sentinel struct {
	_ *sentinel
	_ [3]uintptr
}

var (
	watching atomic.Bool   // the sentinel is out
	cleared  atomic.Uint64 // garbage collections that were over when a clearing last began
)

// watchGC sends the sentinel out, once in the life of the process.
func watchGC() {
	if !watching.Load() && watching.CompareAndSwap(false, true) {
		cleared.Store(collections())
		runtime.SetFinalizer(new(sentinel), afterGC)
	}
}

// afterGC runs on the goroutine of the finalizers.
func afterGC(s *sentinel) {
	runtime.SetFinalizer(s, afterGC)
	enter()
	clearing.Lock()
	clearOnce()
	clearing.Unlock()
	leave()
}

// clearIfDue clears if there was a garbage collection that no clearing followed
// yet. It never waits: if somebody is clearing, that is all it wanted.
func clearIfDue() {
	if collections() != cleared.Load() && clearing.TryLock() {
		clearOnce()
		clearing.Unlock()
	}
}

// clearOnce clears unless it has been done since the last garbage collection (P7).
// The caller holds clearing.
func clearOnce() {
	if n := collections(); n != cleared.Load() {
		cleared.Store(n)
		clearAll()
	}
}

// collections returns the number of garbage collections that are over.
func collections() uint64 {
	sample := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
