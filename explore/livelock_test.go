package explore_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
)

// await polls for a flag, as code without explore's Await does.
func await(flag *atomic.Bool) {
	for !flag.Load() {
		explore.Retry()
	}
}

// take sets a flag that is not set, or polls until it can.
func take(flag *atomic.Bool) {
	for {
		flag.Load()
		explore.Spin()
		if flag.CompareAndSwap(false, true) {
			return
		}
	}
}

// TestLivelock: a run is a livelock when everyone whose retry was cut would fail
// again on the final values, and merely blocked when one would go on.
func TestLivelock(t *testing.T) {
	for _, c := range []struct {
		name     string
		livelock bool
		f        func()
	}{
		{"two flags, each waits for the other's", true, func() {
			var x, y atomic.Bool
			explore.Parallel(func() { await(&x); y.Store(true) }, func() { await(&y); x.Store(true) })
		}},
		{"two flags, set before waiting", false, func() {
			var x, y atomic.Bool
			explore.Parallel(func() { y.Store(true); await(&x) }, func() { x.Store(true); await(&y) })
		}},
		{"one flag that is set", false, func() {
			var x atomic.Bool
			explore.Parallel(func() { await(&x) }, func() { x.Store(true) })
		}},
		{"a flag that is set and cleared", true, func() {
			var x atomic.Bool
			explore.Parallel(func() { await(&x) }, func() { x.Store(true); x.Store(false) })
		}},
		{"a chain: who waits for the last would fail again, but the middle goes on", false, func() {
			var x, y atomic.Bool
			explore.Parallel(func() { await(&y) }, func() { await(&x); y.Store(true) }, func() { x.Store(true) })
		}},
		{"a chain that comes back: the middle goes on, and waits again", false, func() {
			var x, y, z atomic.Bool
			explore.Parallel(func() { await(&y); z.Store(true) }, func() { await(&x); y.Store(true); await(&z) }, func() { x.Store(true) })
		}},
		{"a chain whose middle waits in vain", true, func() {
			var x, y, z atomic.Bool
			explore.Parallel(func() { await(&y) }, func() { await(&x); y.Store(true) }, func() { z.Store(true) })
		}},
		{"who loops without a retry never ends", true, func() {
			var x atomic.Bool
			explore.Parallel(func() {
				await(&x)
				for !x.Load() {
					explore.Gosched()
				}
			}, func() { x.Load() })
		}},
		{"yields change nothing", true, func() {
			var x atomic.Bool
			explore.Parallel(func() {
				for !x.Load() {
					explore.Gosched()
					explore.Retry()
				}
			}, func() { x.Load() })
		}},
		{"a retry under a lock that the other needs", true, func() {
			var x atomic.Bool
			var mu sync.Mutex
			explore.Parallel(func() { mu.Lock(); await(&x); mu.Unlock() }, func() { mu.Lock(); x.Store(true); mu.Unlock() })
		}},
		{"a lock that is tried and let go", false, func() {
			var mu sync.Mutex
			try := func() {
				for !mu.TryLock() {
					explore.Retry()
				}
				mu.Unlock()
			}
			explore.Parallel(try, try)
		}},
		{"a lock that is tried and kept", true, func() {
			var mu sync.Mutex
			try := func() {
				for !mu.TryLock() {
					explore.Retry()
				}
			}
			explore.Parallel(try, try)
		}},
		{"an iteration that takes a lock has written, and goes on: it is not seen", false, func() {
			var x atomic.Bool
			var mu sync.Mutex
			explore.Parallel(func() {
				for {
					mu.Lock()
					ready := x.Load()
					mu.Unlock()
					if ready {
						return
					}
					explore.Retry()
				}
			}, func() { x.Load() })
		}},
		{"an iteration that chooses goes on: it is not seen", false, func() {
			var x atomic.Bool
			explore.Parallel(func() {
				for first := true; !x.Load(); first = false {
					if !first {
						explore.Choose(2)
					}
					explore.Retry()
				}
			}, func() { x.Load() })
		}},
		{"an assumption is no retry", false, func() {
			var x atomic.Bool
			explore.Parallel(func() { await(&x) }, func() { explore.Assume(x.Load()) })
		}},
		{"what fails only in the iteration that is asked for is not reported", false, func() {
			var x atomic.Bool
			explore.Parallel(func() {
				for first := true; !x.Load(); first = false {
					explore.Check(first, "a second iteration")
					if !first {
						panic("a second iteration")
					}
					explore.Retry()
				}
			}, func() { explore.Assume(x.Load()) })
		}},
		{"a CAS: two flags, each waits for the other's", true, func() {
			var x, y atomic.Bool
			x.Store(true)
			y.Store(true)
			explore.Parallel(func() { take(&x); y.Store(false) }, func() { take(&y); x.Store(false) })
		}},
		{"a CAS: two locks, let go", false, func() {
			var x, y atomic.Bool
			both := func() { take(&x); take(&y); y.Store(false); x.Store(false) }
			explore.Parallel(both, both)
		}},
		{"a CAS: two locks, taken crosswise", true, func() {
			var x, y atomic.Bool
			explore.Parallel(func() { take(&x); take(&y); y.Store(false); x.Store(false) },
				func() { take(&y); take(&x); x.Store(false); y.Store(false) })
		}},
		{"a CAS: the holder of the lock was merely cut", false, func() {
			var x atomic.Bool
			var n atomic.Int32
			add := func() {
				for {
					v := n.Load()
					explore.Spin()
					if n.CompareAndSwap(v, v+1) {
						return
					}
				}
			}
			explore.Parallel(func() { take(&x); add(); x.Store(false) }, func() { take(&x); x.Store(false) }, add)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explore.RunEngine(explore.EngineConfig{SpinCut: true, OnDone: func(e *engine.Engine) {
				for _, f := range e.Failures() {
					if f.Kind != engine.Livelock {
						t.Error(f)
					}
				}
			}}, c.f)
			if (r.Failed > 0) != c.livelock {
				t.Errorf("%d livelocks in %d + %d executions", r.Failed, r.Complete, r.Blocked)
			}
		})
	}
}
