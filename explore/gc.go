package explore

// The garbage collector as a step: one thread of the scenario is the collector
// and calls GC; everything that a collection does to the code under test is a
// callback, registered with AtGC. What stands for what:
//
//	runtime_registerPoolCleanup(f)   AtGC(f)
//	runtime.AddCleanup, SetFinalizer AtGC(func() { Go(cleanup) }), or, once,
//	                                 with a flag: it runs some time after the
//	                                 collection, on a goroutine of its own
//	weak.Pointer to what only it     an explore/atomic word that holds what Value
//	refers to                        returns; the callback clears it
//	runtime.GC()                     GC()
//
// Which objects are unreachable is for the scenario to say: the callback clears
// or cleans up what the scenario has given up, or chooses whether it does.

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
// pinning, runs in order what [AtGC] registered, and lets them pin again. Threads
// that are not pinned may run meanwhile, unlike in a real pause: what holds here
// holds there. A callback must not wait; it may start threads. A thread that
// is pinned may not call it. It panics outside of an exploration.
func GC() {
	if t := onReal(); t != nil {
		t.gc()
		return
	}
	here("GC").GC()
}
