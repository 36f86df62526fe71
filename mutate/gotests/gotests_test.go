package gotests

import (
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/poolproof/poolproof/chain"
	"github.com/poolproof/poolproof/dequeue"
	"github.com/poolproof/poolproof/pool"
)

// alone lets one goroutine run at a time, and no garbage collection that is not asked for.
func alone(t *testing.T) {
	percent, procs := debug.SetGCPercent(-1), runtime.GOMAXPROCS(1)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		runtime.GOMAXPROCS(procs)
	})
}

// expect takes one item out.
func expect(t *testing.T, p *pool.Pool[any], want any) {
	t.Helper()
	if got := p.Get(); got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// The last item first, then what is left, and through one clearing, but not through two.
func TestPool(t *testing.T) {
	alone(t)
	var p pool.Pool[any]
	expect(t, &p, nil)
	p.Put("a")
	p.Put("b")
	expect(t, &p, "a")
	expect(t, &p, "b")
	expect(t, &p, nil)
	for range 100 {
		p.Put("c")
	}
	p.Rotate()
	expect(t, &p, "c")
	p.Rotate()
	expect(t, &p, nil)
}

// New is called when there is nothing, and only then.
func TestPoolNew(t *testing.T) {
	alone(t)
	made := 0
	p := pool.Pool[any]{New: func() any { made++; return made }}
	expect(t, &p, 1)
	expect(t, &p, 2)
	p.Put(42)
	expect(t, &p, 42)
	expect(t, &p, 3)
}

// What was in a pool becomes garbage: all of it, but for one item perhaps.
func TestPoolGC(t *testing.T)      { garbage(t, true) }
func TestPoolRelease(t *testing.T) { garbage(t, false) }

func garbage(t *testing.T, take bool) {
	const n = 100
	var p pool.Pool[any]
	for range 3 {
		var gone atomic.Int32
		for range n {
			v := new(string)
			runtime.SetFinalizer(v, func(*string) { gone.Add(1) })
			p.Put(v)
		}
		if take {
			for range n {
				p.Get()
			}
		}
		for deadline := time.Now().Add(3 * time.Second); gone.Load() < n-1; runtime.Gosched() {
			runtime.GC()
			if time.Now().After(deadline) {
				t.Fatalf("%d of %d values became garbage", gone.Load(), n)
			}
		}
	}
}

// Ten goroutines that put and get.
func TestPoolStress(t *testing.T) {
	rounds := 1_000_000
	if testing.Short() {
		rounds = 10_000
	}
	var p pool.Pool[any]
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			var v any = 0
			for range rounds {
				if v == nil {
					v = 0
				}
				p.Put(v)
				if v = p.Get(); v != nil && v.(int) != 0 {
					t.Errorf("got %v, want 0", v)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestPoolNilReceiver(t *testing.T) {
	for name, call := range map[string]func(p *pool.Pool[any]){
		"Get": func(p *pool.Pool[any]) { p.Get() },
		"Put": func(p *pool.Pool[any]) { p.Put(1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s on a nil pool does not panic", name)
				}
			}()
			call(nil)
		}()
	}
}

type deque interface {
	PushHead(int) bool
	PopHead() (int, bool)
	PopTail() (int, bool)
}

type endless struct{ chain.Chain[int] }

func (e *endless) PushHead(v int) bool { e.Chain.PushHead(v); return true }

func TestPoolDequeue(t *testing.T) { counted(t, dequeue.New[int](16)) }
func TestPoolChain(t *testing.T)   { counted(t, new(endless)) }

// One producer, who takes every tenth one back, and nine consumers: each value goes
// through once.
func counted(t *testing.T, d deque) {
	const consumers = 9
	values := 2_000_000
	if testing.Short() {
		values = 10_000
	}
	seen := make([]atomic.Int32, values)
	var stop atomic.Bool
	record := func(v int) {
		seen[v].Add(1)
		if v == values-1 {
			stop.Store(true)
		}
	}
	var wg sync.WaitGroup
	for range consumers {
		wg.Go(func() {
			for misses := 0; !stop.Load(); {
				if v, ok := d.PopTail(); ok {
					misses = 0
					record(v)
				} else if misses++; misses%100 == 0 {
					runtime.Gosched()
				}
			}
		})
	}
	back := 0
	wg.Go(func() {
		for i := range values {
			for !d.PushHead(i) {
				runtime.Gosched()
			}
			if i%10 == 0 {
				if v, ok := d.PopHead(); ok {
					back++
					record(v)
				}
			}
		}
	})
	wg.Wait()
	for v := range seen {
		if n := seen[v].Load(); n != 1 {
			t.Fatalf("value %d was popped %d times", v, n)
		}
	}
	if back == 0 && !testing.Short() {
		t.Error("the producer never got anything back")
	}
}
