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
		{"atomic store, plain read of its upper half", true, func() {
			var x atomic.Uint64
			explore.Parallel(func() { x.Store(1) }, func() { _ = *explore.R(half(&x, 1)) })
		}},
		{"plain write of the upper half, atomic load", true, func() {
			var x atomic.Uint64
			explore.Parallel(func() { *explore.W(half(&x, 1)) = 1 }, func() { x.Load() })
		}},
		{"plain write of the lower half, failed CAS", true, func() {
			var x atomic.Uint64
			explore.Parallel(func() { *explore.W(half(&x, 0)) = 1 }, func() { x.CompareAndSwap(7, 8) })
		}},
		{"atomic load, plain write of one byte of the upper half", true, func() {
			var x atomic.Uint64
			explore.Parallel(func() { x.Load() }, func() { *explore.W(octet(&x, 5)) = 1 })
		}},
		{"plain write of the last byte, atomic load", true, func() {
			var x atomic.Uint64
			explore.Parallel(func() { *explore.W(octet(&x, 7)) = 1 }, func() { x.Load() })
		}},
		{"plain read of one byte, atomic load", false, func() {
			var x atomic.Uint64
			explore.Parallel(func() { _ = *explore.R(octet(&x, 5)) }, func() { x.Load() })
		}},
		{"atomic stores, plain writes of the neighbours", false, func() {
			n := new(neighbours)
			explore.Parallel(func() { n.x.Store(1); n.y.Store(1) }, func() { *explore.W(&n.before), *explore.W(&n.after), *explore.W(&n.last) = 1, 1, 1 })
		}},
		{"plain writes of the neighbours, atomic stores", false, func() {
			n := new(neighbours)
			explore.Parallel(func() { *explore.W(&n.before), *explore.W(&n.after), *explore.W(&n.last) = 1, 1, 1 }, func() { n.x.Store(1); n.y.Store(1) })
		}},
		{"atomic store, plain read of all around it", true, func() {
			n := new(neighbours)
			explore.Parallel(func() { n.y.Store(1) }, func() { explore.R(n) })
		}},
		{"plain write of all around it, atomic load", true, func() {
			n := new(neighbours)
			explore.Parallel(func() { explore.W(n) }, func() { n.x.Load() })
		}},
		{"atomic.Value stored, plain read of its second word", true, func() {
			var v atomic.Value
			explore.Parallel(func() { v.Store(1) }, func() { _ = *explore.R(&(*[2]uintptr)(unsafe.Pointer(&v))[1]) })
		}},
		{"plain write of an atomic.Value's second word, loaded", true, func() {
			var v atomic.Value
			explore.Parallel(func() { *explore.W(&(*[2]uintptr)(unsafe.Pointer(&v))[1]) = 0 }, func() { v.Load() })
		}},
		{"atomic.Value loaded, plain write of its second word", true, func() {
			var v atomic.Value
			explore.Parallel(func() { v.Load() }, func() { *explore.W(&(*[2]uintptr)(unsafe.Pointer(&v))[1]) = 0 })
		}},
		{"a lock copied while another takes it", true, func() {
			var mu sync.RWMutex
			explore.Parallel(func() { explore.R(&mu) }, func() { mu.RLock() })
		}},
		{"a condition's lock looked up while another signals", false, func() {
			c := sync.NewCond(new(sync.Mutex))
			explore.Parallel(func() { c.Signal() }, func() { _ = *explore.R(&c.L) })
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

// neighbours are atomics with plain fields on all sides.
type neighbours struct {
	before int64
	x      atomic.Uint64
	y      atomic.Uint32
	after  int32
	last   int32
}

func half(x *atomic.Uint64, i int) *uint32 { return &(*[2]uint32)(unsafe.Pointer(x))[i] }
func octet(x *atomic.Uint64, i int) *byte  { return &(*[8]byte)(unsafe.Pointer(x))[i] }

// TestOverlap: atomic accesses of different sizes to the same bytes are refused.
func TestOverlap(t *testing.T) {
	for name, f := range map[string]func(x *atomic.Uint64){
		"the lower half":       func(x *atomic.Uint64) { x.Load(); atomic.LoadUint32(half(x, 0)) },
		"the upper half":       func(x *atomic.Uint64) { x.Load(); atomic.LoadUint32(half(x, 1)) },
		"the lower half first": func(x *atomic.Uint64) { atomic.LoadUint32(half(x, 0)); x.Load() },
		"the upper half first": func(x *atomic.Uint64) { atomic.LoadUint32(half(x, 1)); x.Load() },
	} {
		t.Run(name, func(t *testing.T) {
			r := explore.Explore(explore.Config{}, func() {
				var y [3]atomic.Uint64
				y[0].Load()
				y[2].Load()
				f(&y[1])
			})
			if r.Verdict != explore.Violated || !strings.Contains(r.Failure, "atomic accesses of 8 and of 4 bytes that overlap are not supported") {
				t.Error(r)
			}
		})
	}
	r := explore.Explore(explore.Config{}, func() {
		var n [2]neighbours
		for i := range n {
			n[i].y.Load()
			n[i].x.Load()
			atomic.LoadInt32(&n[i].after)
			atomic.LoadInt32(&n[i].last)
			atomic.LoadInt64(&n[i].before)
			(*atomic.Int64)(unsafe.Pointer(&n[i].x)).Load()
		}
	})
	if r.Verdict != explore.Exhausted {
		t.Error(r)
	}
}
