package explore_test

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
)

// TestRaces: law E9, one program per sentence of the memory model.
func TestRaces(t *testing.T) {
	type word struct{ _, b, c, _ uint8 }
	for _, c := range []struct {
		name string
		racy bool
		f    func()
	}{
		{"two writes", true, func() {
			x := 0
			explore.Parallel(func() { *explore.W(&x) = 1 }, func() { *explore.W(&x) = 2 })
		}},
		{"two reads", false, func() {
			x := 0
			explore.Parallel(func() { _ = *explore.R(&x) }, func() { _ = *explore.R(&x) })
		}},
		{"start and join", false, func() {
			x := 0
			*explore.W(&x) = 1
			explore.Parallel(func() { *explore.W(&x) = 2 })
			*explore.W(&x) = 3
		}},
		{"not joined", true, func() {
			x := 0
			explore.Go(func() { *explore.W(&x) = 2 })
			*explore.W(&x) = 3
			explore.Join()
		}},
		{"message passing", false, func() {
			x := 0
			var f atomic.Bool
			explore.Parallel(func() { *explore.W(&x) = 1; f.Store(true) }, func() {
				if f.Load() {
					_ = *explore.R(&x)
				}
			})
		}},
		{"message passed too early", true, func() {
			x := 0
			var f atomic.Bool
			explore.Parallel(func() { f.Store(true); *explore.W(&x) = 1 }, func() {
				if f.Load() {
					_ = *explore.R(&x)
				}
			})
		}},
		{"a store replaces what a store released", true, func() {
			x, stored := 0, false // stored is not watched: it only tells the order of the stores
			var f atomic.Int32
			explore.Parallel(func() { *explore.W(&x) = 1; f.Store(1); stored = true }, func() { f.Store(2) }, func() {
				if f.Load() == 2 && stored {
					_ = *explore.R(&x)
				}
			})
		}},
		{"an RMW between stores joins them", false, func() {
			x, added := 0, false
			var f atomic.Int32
			explore.Parallel(func() { *explore.W(&x) = 1; f.Add(1); added = true }, func() { f.Add(2) }, func() {
				if f.Load() == 3 && added {
					_ = *explore.R(&x)
				}
			})
		}},
		{"an RMW passes on what a store released", false, func() {
			x := 0
			var f atomic.Int32
			explore.Parallel(func() { *explore.W(&x) = 1; f.Store(1) }, func() { f.CompareAndSwap(1, 2) }, func() {
				if f.Load() == 2 {
					_ = *explore.R(&x)
				}
			})
		}},
		{"a failed CAS acquires", false, func() {
			x := 0
			var f atomic.Int32
			explore.Parallel(func() { *explore.W(&x) = 1; f.Store(1) }, func() {
				if !f.CompareAndSwap(0, 2) {
					_ = *explore.R(&x)
				}
			})
		}},
		{"a load releases nothing", true, func() {
			x := 0
			var f atomic.Int32
			explore.Parallel(func() { *explore.W(&x) = 1; f.Load() }, func() { f.Add(1); _ = *explore.R(&x) })
		}},
		{"mutex", false, func() {
			x := 0
			var mu sync.Mutex
			explore.Parallel(each(3, func(int) func() {
				return func() { mu.Lock(); *explore.W(&x)++; mu.Unlock() }
			})...)
		}},
		{"one forgot the mutex", true, func() {
			x := 0
			var mu sync.Mutex
			explore.Parallel(func() { mu.Lock(); *explore.W(&x)++; mu.Unlock() }, func() { *explore.W(&x)++ })
		}},
		{"neighbouring bytes", false, func() {
			w := new(word)
			explore.Parallel(func() { *explore.W(&w.b) = 1 }, func() { *explore.W(&w.c) = 1 })
		}},
		{"overlapping bytes", true, func() {
			w := new(word)
			explore.Parallel(func() { *explore.W(&w.b) = 1 }, func() { *explore.R(w) = word{} })
		}},
		{"a long range", true, func() {
			b := new([100]byte)
			explore.Parallel(func() { *explore.W(b) = [100]byte{} }, func() { _ = *explore.R(&b[99]) })
		}},
		{"plain write, atomic read", true, func() {
			var x atomic.Int32
			explore.Parallel(func() { *explore.W((*int32)(unsafe.Pointer(&x))) = 1 }, func() { x.Load() })
		}},
		{"plain read, atomic read", false, func() {
			var x atomic.Int32
			explore.Parallel(func() { _ = *explore.R((*int32)(unsafe.Pointer(&x))) }, func() { x.Load() })
		}},
		{"atomic write, plain read", true, func() {
			var x atomic.Uint64
			explore.Parallel(func() { x.Store(1) }, func() { _ = *explore.R((*uint64)(unsafe.Pointer(&x))) })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := 0
			r := explore.RunEngine(explore.EngineConfig{Traced: true, OnDone: func(e *engine.Engine) {
				for _, f := range e.Failures() {
					if f.Kind != engine.Race {
						t.Error(f)
					}
					if strings.Count(f.Stack, "race_test.go") < 1 {
						t.Errorf("no stack: %s", f.Stack)
					}
					found++
				}
			}}, c.f)
			if (found > 0) != c.racy {
				t.Errorf("%d races in %d executions", found, r.Complete)
			}
		})
	}
}
