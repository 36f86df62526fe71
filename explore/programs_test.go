package explore_test

import (
	"unsafe"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/sync"
)

type bytes4 struct{ _, b, c, _ uint8 }

// tell and told are not for any detector: they tell the order of steps.
//
//go:norace
func tell(b *bool) { *b = true }

//go:norace
func told(b *bool) bool { return *b }

// kept outlives executions.
var kept int

// A memoryProgram is a scenario, and the truth about it.
type memoryProgram struct {
	Name string
	Racy bool
	Run  func()
}

// memoryPrograms hold one small program per sentence of the memory model, for our
// clocks and for Go's race detector beside them.
var memoryPrograms = []memoryProgram{
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
		x, stored := 0, false // only tells the order of the stores
		var f atomic.Int32
		explore.Parallel(func() { *explore.W(&x) = 1; f.Store(1); tell(&stored) }, func() { f.Store(2) }, func() {
			if f.Load() == 2 && told(&stored) {
				_ = *explore.R(&x)
			}
		})
	}},
	{"an RMW between stores joins them", false, func() {
		x, added := 0, false // only tells the order of the stores
		var f atomic.Int32
		explore.Parallel(func() { *explore.W(&x) = 1; f.Add(1); tell(&added) }, func() { f.Add(2) }, func() {
			if f.Load() == 3 && told(&added) {
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
		inc := func() { mu.Lock(); *explore.W(&x)++; mu.Unlock() }
		explore.Parallel(inc, inc, inc)
	}},
	{"one forgot the mutex", true, func() {
		x := 0
		var mu sync.Mutex
		explore.Parallel(func() { mu.Lock(); *explore.W(&x)++; mu.Unlock() }, func() { *explore.W(&x)++ })
	}},
	{"neighbouring bytes", false, func() {
		w := new(bytes4)
		explore.Parallel(func() { *explore.W(&w.b) = 1 }, func() { *explore.W(&w.c) = 1 })
	}},
	{"overlapping bytes", true, func() {
		w := new(bytes4)
		explore.Parallel(func() { *explore.W(&w.b) = 1 }, func() { *explore.R(w) = bytes4{} })
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
	{"one that hurries", true, func() {
		x := 0
		var ready, hurry atomic.Bool
		explore.Parallel(func() {
			*explore.W(&x) = 1 // seeded: write
			ready.Store(true)
		}, func() {
			hurry.Store(true)
		}, func() {
			if h := hurry.Load(); ready.Load() || h {
				_ = *explore.R(&x) // seeded: read
			}
		})
	}},
	{"a store acquires nothing", true, func() {
		x, stored := 0, false
		var f atomic.Int32
		explore.Parallel(func() { *explore.W(&x) = 1; f.Store(1); tell(&stored) }, func() {
			f.Store(2)
			if told(&stored) {
				_ = *explore.R(&x)
			}
		})
	}},
	{"a CAS to come acquires nothing", true, func() {
		x, stored := 0, false
		var f, order atomic.Int32
		explore.Parallel(func() {
			*explore.W(&x) = 1
			f.Store(1)
			tell(&stored)
			order.Load()
		}, func() {
			if order.Load() == 1 {
				f.Store(2) // replaces what the first thread released
			}
		}, func() {
			order.Store(1) // and now announces the CAS
			if f.CompareAndSwap(2, 3) && told(&stored) {
				_ = *explore.R(&x)
			}
		})
	}},
	{"pointer", false, func() {
		var f atomic.Pointer[int]
		explore.Parallel(func() { x := new(int); *explore.W(x) = 1; f.Store(x) }, func() {
			if x := f.Load(); x != nil {
				*explore.W(x)++
			}
		})
	}},
	{"await", false, func() {
		x, want := 0, int32(2)
		var f atomic.Int32
		explore.Parallel(func() { *explore.W(&x)++; f.Add(1) }, func() { f.Add(1) }, func() {
			f.Await(func(v int32) bool { return v == want })
			*explore.W(&x)++
		})
	}},
	{"value", false, func() {
		x := 0
		var f atomic.Value
		explore.Parallel(func() { *explore.W(&x) = 1; f.Store(1) }, func() {
			if f.Load() != nil {
				_ = *explore.R(&x)
			}
		})
	}},
	{"a value's store replaces what a store released", true, func() {
		x, stored := 0, false
		var f atomic.Value
		explore.Parallel(func() { *explore.W(&x) = 1; f.Store(1); tell(&stored) }, func() { f.Store(2) }, func() {
			if f.Load() == 2 && told(&stored) {
				_ = *explore.R(&x)
			}
		})
	}},
	{"a value's swap and CAS", false, func() {
		x := 0
		var f atomic.Value
		explore.Parallel(func() { *explore.W(&x) = 1; f.Swap(1) }, func() {
			f.CompareAndSwap(1, 2)
		}, func() {
			if f.Load() == 2 {
				*explore.W(&x)++
			}
		})
	}},
	{"a try that failed", true, func() {
		x, again := 0, false
		var mu sync.Mutex
		explore.Parallel(func() {
			*explore.W(&x) = 1
			for i := range 2 {
				mu.Lock()
				if i == 1 {
					tell(&again)
					break
				}
				mu.Unlock()
			}
			mu.Unlock()
		}, func() {
			if mu.TryLock() {
				mu.Unlock()
			} else if told(&again) {
				_ = *explore.R(&x)
			}
		})
	}},
	{"a try that succeeded", false, func() {
		x := 0
		var mu sync.Mutex
		inc := func() {
			if mu.TryLock() {
				*explore.W(&x)++
				mu.Unlock()
			}
		}
		explore.Parallel(inc, inc)
	}},
	{"readers and a writer", false, func() {
		x := 0
		var rw sync.RWMutex
		read := func() { rw.RLock(); _ = *explore.R(&x); rw.RUnlock() }
		explore.Parallel(read, read, func() { rw.Lock(); *explore.W(&x)++; rw.Unlock() })
	}},
	{"readers synchronise with no reader", true, func() {
		x, done := 0, false
		var rw sync.RWMutex
		explore.Parallel(func() { rw.RLock(); *explore.W(&x) = 1; rw.RUnlock(); tell(&done) }, func() {
			rw.RLock()
			if told(&done) {
				_ = *explore.R(&x)
			}
			rw.RUnlock()
		})
	}},
	{"wait group", false, func() {
		x, y := 0, 0
		var wg sync.WaitGroup
		wg.Add(1)
		explore.Go(func() { *explore.W(&x) = 1; wg.Done() })
		wg.Go(func() { *explore.W(&y) = 1 })
		wg.Wait()
		*explore.W(&x) = *explore.R(&y)
	}},
	{"not waited for", true, func() {
		x := 0
		var wg sync.WaitGroup
		wg.Go(func() { *explore.W(&x) = 1 })
		*explore.W(&x) = 2
		wg.Wait()
	}},
	{"once", false, func() {
		x := 0
		var o sync.Once
		do := func() { o.Do(func() { *explore.W(&x)++ }); _ = *explore.R(&x) }
		explore.Parallel(do, do)
	}},
	{"cond", false, func() {
		x, given := 0, false
		var mu sync.Mutex
		c := sync.NewCond(&mu)
		take := func() {
			mu.Lock()
			for !*explore.R(&given) {
				c.Wait()
			}
			_ = *explore.R(&x)
			mu.Unlock()
		}
		explore.Parallel(take, take, func() {
			*explore.W(&x) = 1
			mu.Lock()
			*explore.W(&given) = true
			mu.Unlock()
			c.Broadcast()
		})
	}},
	{"pinned to one P", false, func() {
		x := 0
		explore.Procs(1)
		inc := func() { explore.Pin(); *explore.W(&x)++; explore.Unpin() }
		explore.Parallel(inc, inc)
	}},
	{"pinned to two Ps", true, func() {
		x := 0
		explore.Procs(2)
		inc := func() { explore.Pin(); *explore.W(&x)++; explore.Unpin() }
		explore.Parallel(inc, inc)
	}},
	{"threads of threads", false, func() {
		x := 0
		explore.Parallel(func() {
			*explore.W(&x) = 1
			explore.Go(func() { *explore.W(&x) = 2; explore.Parallel(func() { *explore.W(&x) = 3 }) })
			explore.Join()
			*explore.W(&x) = 4
		})
		*explore.W(&x) = 5
	}},
	{"not announced to the explorer", false, func() {
		x := 0
		var f atomic.Bool
		explore.Parallel(func() { x = 1; f.Store(true) }, func() {
			if f.Load() {
				x++
			}
		})
		x++
	}},
	{"what a cut thread defers is not part of it", false, func() {
		x := 0
		var f atomic.Int32
		explore.Parallel(func() {
			defer func() { *explore.W(&x) = 1 }()
			explore.Assume(f.Load() == 1)
		}, func() {
			*explore.W(&x) = 2
			f.Store(1)
		})
	}},
	{"what a stuck thread defers is not part of it", false, func() {
		x := 0
		var f atomic.Int32
		explore.Parallel(func() {
			defer func() { *explore.W(&x) = 1 }()
			f.Load()
			explore.Assume(false)
		}, func() {
			defer func() { *explore.W(&x) = 2 }()
			f.Await(func(v int32) bool { return v == 7 })
		})
	}},
	{"an execution follows the one before", false, func() {
		var f atomic.Int32
		*explore.W(&kept)++
		explore.Parallel(func() { *explore.W(&kept)++; f.Load(); explore.Assume(false) }, func() { f.Store(1) })
	}},
}
