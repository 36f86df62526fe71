package explore_test

import (
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
)

// byteRanges are programs that touch parts of atomics. Only our clocks watch them:
// the accesses are not the ones that Go's detector sees.
var byteRanges = []memoryProgram{
	{Name: "atomic store, plain read of its upper half", Racy: true, Run: func() {
		var x atomic.Uint64
		explore.Parallel(func() { x.Store(1) }, func() { _ = *explore.R(half(&x, 1)) })
	}},
	{Name: "plain write of the upper half, atomic load", Racy: true, Run: func() {
		var x atomic.Uint64
		explore.Parallel(func() { *explore.W(half(&x, 1)) = 1 }, func() { x.Load() })
	}},
	{Name: "plain write of the lower half, failed CAS", Racy: true, Run: func() {
		var x atomic.Uint64
		explore.Parallel(func() { *explore.W(half(&x, 0)) = 1 }, func() { x.CompareAndSwap(7, 8) })
	}},
	{Name: "atomic load, plain write of one byte of the upper half", Racy: true, Run: func() {
		var x atomic.Uint64
		explore.Parallel(func() { x.Load() }, func() { *explore.W(octet(&x, 5)) = 1 })
	}},
	{Name: "plain write of the last byte, atomic load", Racy: true, Run: func() {
		var x atomic.Uint64
		explore.Parallel(func() { *explore.W(octet(&x, 7)) = 1 }, func() { x.Load() })
	}},
	{Name: "plain read of one byte, atomic load", Racy: false, Run: func() {
		var x atomic.Uint64
		explore.Parallel(func() { _ = *explore.R(octet(&x, 5)) }, func() { x.Load() })
	}},
	{Name: "atomic stores, plain writes of the neighbours", Racy: false, Run: func() {
		n := new(neighbours)
		explore.Parallel(func() { n.x.Store(1); n.y.Store(1) }, func() { *explore.W(&n.before), *explore.W(&n.after), *explore.W(&n.last) = 1, 1, 1 })
	}},
	{Name: "plain writes of the neighbours, atomic stores", Racy: false, Run: func() {
		n := new(neighbours)
		explore.Parallel(func() { *explore.W(&n.before), *explore.W(&n.after), *explore.W(&n.last) = 1, 1, 1 }, func() { n.x.Store(1); n.y.Store(1) })
	}},
	{Name: "atomic store, plain read of all around it", Racy: true, Run: func() {
		n := new(neighbours)
		explore.Parallel(func() { n.y.Store(1) }, func() { explore.R(n) })
	}},
	{Name: "plain write of all around it, atomic load", Racy: true, Run: func() {
		n := new(neighbours)
		explore.Parallel(func() { explore.W(n) }, func() { n.x.Load() })
	}},
	{Name: "plain write of a word, then of its half, plain read of the other half", Racy: true, Run: func() {
		var x atomic.Uint64
		x.Load() // before: the two have no step
		explore.Parallel(func() { explore.W(&x); explore.W(half(&x, 0)) }, func() { explore.R(half(&x, 1)) })
	}},
	{Name: "plain write and then read, plain read", Racy: true, Run: func() {
		var x atomic.Uint64
		x.Load()
		explore.Parallel(func() { explore.W(&x); explore.R(&x) }, func() { explore.R(&x) })
	}},
	{Name: "atomic store, then one elsewhere, plain read", Racy: true, Run: func() {
		var x, y atomic.Uint64
		explore.Parallel(func() { x.Store(1); y.Store(1) }, func() { explore.R(&x) })
	}},
	{Name: "atomic.Value stored, plain read of its second word", Racy: true, Run: func() {
		var v atomic.Value
		explore.Parallel(func() { v.Store(1) }, func() { _ = *explore.R(&(*[2]uintptr)(unsafe.Pointer(&v))[1]) })
	}},
	{Name: "plain write of an atomic.Value's second word, loaded", Racy: true, Run: func() {
		var v atomic.Value
		explore.Parallel(func() { *explore.W(&(*[2]uintptr)(unsafe.Pointer(&v))[1]) = 0 }, func() { v.Load() })
	}},
	{Name: "atomic.Value loaded, plain write of its second word", Racy: true, Run: func() {
		var v atomic.Value
		explore.Parallel(func() { v.Load() }, func() { *explore.W(&(*[2]uintptr)(unsafe.Pointer(&v))[1]) = 0 })
	}},
	{Name: "a lock copied while another takes it", Racy: true, Run: func() {
		var mu sync.RWMutex
		explore.Parallel(func() { explore.R(&mu) }, func() { mu.RLock() })
	}},
	{Name: "a condition's lock looked up while another signals", Racy: false, Run: func() {
		c := sync.NewCond(new(sync.Mutex))
		explore.Parallel(func() { c.Signal() }, func() { _ = *explore.R(&c.L) })
	}},
}

// TestRaces: law E9, one program per sentence of the memory model.
func TestRaces(t *testing.T) {
	for _, c := range slices.Concat(memoryPrograms, byteRanges) {
		t.Run(c.Name, func(t *testing.T) {
			if c.Racy && raceEnabled {
				t.Skip("Go's detector would report it: see TestGoRace")
			}
			found := 0
			r := explore.RunEngine(explore.EngineConfig{Traced: true, OnDone: func(e *engine.Engine) {
				for _, f := range e.Failures() {
					if f.Kind != engine.Race {
						t.Error(f)
					}
					if !strings.Contains(f.Stack, "programs_test.go") && !strings.Contains(f.Stack, "race_test.go") {
						t.Errorf("no stack: %s", f.Stack)
					}
					found++
				}
			}}, c.Run)
			if (found > 0) != c.Racy {
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

// However many words a thread has touched, none is forgotten.
func TestRacesAmongManyWords(t *testing.T) {
	const words = 300
	for i := range words {
		r := explore.Explore(explore.Config{}, func() {
			var n atomic.Int32
			n.Load()
			x := new([words]uint64)
			explore.Parallel(func() {
				for k := range x {
					explore.W(&x[k])
				}
			}, func() { explore.R(&x[i]) })
		})
		if r.Verdict != explore.Violated || !strings.Contains(r.Failure, "data race") {
			t.Fatalf("word %d: %v", i, r)
		}
	}
}
