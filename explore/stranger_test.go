//lint:file-ignore SA2001 an empty critical section is a use of the lock

package explore_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
)

// TestBareGo: a goroutine that a thread starts with a bare go statement is
// noticed by the first thing it touches, wherever its stack lies.
func TestBareGo(t *testing.T) {
	for name, f := range map[string]func(x *atomic.Int32, done chan bool){
		"touches what was touched": func(x *atomic.Int32, done chan bool) {
			x.Add(1)
			go func() { x.Add(1); close(done) }()
		},
		"touches it first": func(x *atomic.Int32, done chan bool) {
			go func() { x.Add(1); close(done) }()
		},
		"starts another": func(x *atomic.Int32, done chan bool) {
			go func() { explore.Go(func() { x.Add(1); close(done) }) }()
		},
		"in the place of a stack that grew": func(x *atomic.Int32, done chan bool) {
			x.Add(1)
			grow(100)
			go func() { x.Add(1); close(done) }()
		},
		"by a thread": func(x *atomic.Int32, done chan bool) {
			explore.Parallel(func() { x.Add(1) }, func() {
				x.Add(1)
				go func() { x.Add(1); close(done) }()
				<-done
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := explore.Explore(explore.Config{}, func() {
				var x atomic.Int32
				done := make(chan bool)
				f(&x, done)
				<-done
				x.Add(1)
			})
			const want = "is touched by a goroutine that a bare go statement started, at stranger_test.go:"
			if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, want) || !strings.Contains(r.Failure, "explore.Go") || r.Executions != 1 {
				t.Error(r)
			}
		})
	}
}

// TestPull: a sequence that iter.Pull runs is refused by its name.
func TestPull(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		next, stop := iter.Pull(func(yield func(int32) bool) { yield(x.Load()) })
		defer stop()
		next()
	})
	const want = "is touched by a sequence that iter.Pull runs in a coroutine, at stranger_test.go:"
	if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, want) || !strings.Contains(r.Failure, "range over it") {
		t.Error(r)
	}
}

func grow(n int) int {
	var pad [512]byte
	if n > 0 {
		pad[n%512] = byte(grow(n - 1))
	}
	return int(pad[0]) + n
}

// objects is one of each that an exploration may use.
type objects struct {
	i32   atomic.Int32
	i64   atomic.Int64
	u32   atomic.Uint32
	u64   atomic.Uint64
	uptr  atomic.Uintptr
	b     atomic.Bool
	p     atomic.Pointer[int]
	v     atomic.Value
	plain int32
	mu    sync.Mutex
	rw    sync.RWMutex
	wg    sync.WaitGroup
	once  sync.Once
	c     *sync.Cond
}

func (o *objects) use() {
	o.i32.Load()
	o.i64.Load()
	o.u32.Load()
	o.u64.Load()
	o.uptr.Load()
	o.b.Load()
	o.p.Load()
	o.v.Load()
	atomic.LoadInt32(&o.plain)
	o.mu.Lock()
	o.mu.Unlock()
	o.rw.Lock()
	o.rw.Unlock()
	o.wg.Wait()
	o.once.Do(func() {})
	o.c.Signal()
}

var touches = []struct {
	kind, how string
	touch     func(o *objects)
}{
	{"atomic.Int32", "load", func(o *objects) { o.i32.Load() }},
	{"atomic.Int32", "store", func(o *objects) { o.i32.Store(0) }},
	{"atomic.Int32", "add", func(o *objects) { o.i32.Add(0) }},
	{"atomic.Int32", "cas", func(o *objects) { o.i32.CompareAndSwap(1, 2) }},
	{"atomic.Int32", "await", func(o *objects) { o.i32.Await(func(int32) bool { return true }) }},
	{"atomic.Int32", "function", func(o *objects) { atomic.StoreInt32(&o.plain, 0) }},
	{"atomic.Int64", "swap", func(o *objects) { o.i64.Swap(0) }},
	{"atomic.Uint32", "and", func(o *objects) { o.u32.And(0) }},
	{"atomic.Uint64", "or", func(o *objects) { o.u64.Or(0) }},
	{"atomic.Uintptr", "cas", func(o *objects) { o.uptr.CompareAndSwap(0, 0) }},
	{"atomic.Bool", "cas", func(o *objects) { o.b.CompareAndSwap(false, false) }},
	{"atomic.Pointer", "load", func(o *objects) { o.p.Load() }},
	{"atomic.Pointer", "cas", func(o *objects) { o.p.CompareAndSwap(nil, nil) }},
	{"atomic.Value", "load", func(o *objects) { o.v.Load() }},
	{"atomic.Value", "cas", func(o *objects) { o.v.CompareAndSwap(nil, 1) }},
	{"sync.Mutex", "lock", func(o *objects) { o.mu.Lock() }},
	{"sync.Mutex", "trylock", func(o *objects) { o.mu.TryLock() }},
	{"sync.RWMutex", "rlock", func(o *objects) { o.rw.RLock() }},
	{"sync.RWMutex", "lock", func(o *objects) { o.rw.Lock() }},
	{"sync.WaitGroup", "add", func(o *objects) { o.wg.Add(1) }},
	{"sync.WaitGroup", "wait", func(o *objects) { o.wg.Wait() }},
	{"sync.Once", "do", func(o *objects) { o.once.Do(func() {}) }},
	{"sync.Cond", "signal", func(o *objects) { o.c.Signal() }},
}

// outside runs what it is sent in a goroutine that was there before.
func outside(t *testing.T) func(f func()) {
	work, done := make(chan func()), make(chan bool)
	go func() {
		for f := range work {
			f()
			done <- true
		}
	}()
	t.Cleanup(func() { close(work) })
	return func(f func()) { work <- f; <-done }
}

// TestStranger: a goroutine that was there before the exploration and touches an
// object of it, by whatever operation, is noticed.
func TestStranger(t *testing.T) {
	for _, c := range touches {
		t.Run(c.kind+" "+c.how, func(t *testing.T) {
			do := outside(t)
			r := explore.Explore(explore.Config{}, func() {
				o := new(objects)
				o.c = sync.NewCond(&o.mu)
				o.use()
				do(func() { c.touch(o) })
			})
			want := c.kind + " of the exploration is touched by a goroutine outside of it, at stranger_test.go:"
			if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, want) || !strings.Contains(r.Failure, "explore.Go") || r.Executions != 1 {
				t.Error(r)
			}
		})
	}
}

// TestStrangerPlain: so is one that announces a plain access, to whichever bytes of a
// word that the exploration has touched.
func TestStrangerPlain(t *testing.T) {
	for _, touch := range []func(o *[200]int16){
		func(o *[200]int16) { explore.R(&o[1]) },
		func(o *[200]int16) { set16(explore.W(&o[3])) },
		func(o *[200]int16) { explore.R(&o[199]) },
	} {
		do := outside(t)
		r := explore.Explore(explore.Config{}, func() {
			o := new([200]int16)
			var x atomic.Int32
			for i := range o {
				set16(explore.W(&o[i]))
			}
			x.Add(1)
			do(func() { touch(o) })
		})
		want := "object of the exploration is touched by a goroutine outside of it, at stranger_test.go:"
		if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, want) || r.Executions != 1 {
			t.Error(r)
		}
	}
}

func set16(p *int16) { *p = 1 }

// TestStrangerLater: what an earlier execution has used is known in a later one.
func TestStrangerLater(t *testing.T) {
	do := outside(t)
	var global atomic.Int32
	runs := 0
	r := explore.Explore(explore.Config{}, func() {
		if runs++; runs == 2 {
			do(func() { global.Load() })
		}
		var many [100]atomic.Int32
		for i := range many {
			many[i].Load()
		}
		global.Store(0)
		explore.Parallel(func() { global.Add(1) }, func() { global.Add(1) })
	})
	if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, "outside of it") || r.Executions != 2 {
		t.Error(r)
	}
}

// TestStrangerEnds: what follows an execution with a stranger would mean nothing,
// whatever it is that the caller wants to go on after.
func TestStrangerEnds(t *testing.T) {
	do := outside(t)
	r := explore.Explore(explore.Config{All: true}, func() {
		var x atomic.Int32
		explore.Parallel(func() { x.Add(1) }, func() { x.Add(1); do(func() { x.Load() }) })
	})
	if r.Verdict != explore.Unknown || r.Executions != 1 {
		t.Error(r)
	}
}

// TestNoStranger: objects that no exploration uses behave as std's beside one, and
// the exploration's own goroutine may look at them between executions.
func TestNoStranger(t *testing.T) {
	do := outside(t)
	var own atomic.Int32
	var x *atomic.Int32
	var sum int32
	r := explore.RunEngine(explore.EngineConfig{OnDone: func(*engine.Engine) { sum += x.Load() }}, func() {
		x = new(atomic.Int32)
		explore.Parallel(func() { x.Add(1) }, func() { x.Add(1); do(func() { own.Add(1) }) })
	})
	if r.Complete != 2 || r.Failed != 0 || sum != 4 || own.Load() != 2 {
		t.Error(r, sum, own.Load())
	}
}

// TestTwoExplorations: an object that two of them use is noticed by both.
func TestTwoExplorations(t *testing.T) {
	do := outside(t)
	var x atomic.Int32
	var inner explore.Report
	outer := explore.Explore(explore.Config{}, func() {
		x.Add(1)
		do(func() { inner = explore.Explore(explore.Config{}, func() { x.Add(1) }) })
	})
	for _, r := range []explore.Report{outer, inner} {
		if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, "atomic.Int32 of the exploration is touched by another exploration") {
			t.Error(r)
		}
	}
}

// TestDeepStack: a thread whose stack moved is still itself.
func TestDeepStack(t *testing.T) {
	var deep func(x *atomic.Int32, n int) int32
	deep = func(x *atomic.Int32, n int) int32 {
		var pad [512]byte
		pad[n%512] = 1
		if n == 0 {
			return x.Add(1)
		}
		return deep(x, n-1) + int32(pad[(n+1)%512])
	}
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		explore.Parallel(func() { x.Add(1); deep(&x, 200); x.Add(1) }, func() { x.Add(1) })
	})
	if r.Verdict != explore.Exhausted || r.Executions != 4 {
		t.Error(r)
	}
}
