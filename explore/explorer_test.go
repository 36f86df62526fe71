//lint:file-ignore SA2001 an empty critical section is a scenario here

package explore_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/sync"
)

func counter(update func(x *atomic.Int32)) func() {
	return func() {
		var x atomic.Int32
		explore.Parallel(func() { update(&x) }, func() { update(&x) })
		explore.Check(x.Load() == 2, "lost update: %d", x.Load())
	}
}

func right(x *atomic.Int32) { x.Add(1) }
func wrong(x *atomic.Int32) { x.Store(x.Load() + 1) }

// TestVerdicts: law X1, a verdict claims no more than it earned.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name string
		c    explore.Config
		f    func()
		want explore.Verdict
		says string
	}{
		{"right", explore.Config{}, counter(right), explore.Exhausted, ""},
		{"wrong", explore.Config{}, counter(wrong), explore.Violated, "lost update: 1"},
		{"right, twice", explore.Config{Twice: true}, counter(right), explore.Exhausted, ""},
		{"right, depth-first", explore.Config{Strategy: explore.DepthFirst()}, counter(right), explore.Exhausted, ""},
		{"wrong, no forced switch", explore.Config{Strategy: explore.Preemptions(0)}, counter(wrong), explore.Bounded, ""},
		{"wrong, one forced switch", explore.Config{Strategy: explore.Preemptions(1)}, counter(wrong), explore.Violated, "lost update"},
		{"right, many forced switches", explore.Config{Strategy: explore.Preemptions(9)}, counter(right), explore.Exhausted, ""},
		{"right, sampled", explore.Config{Strategy: explore.RandomWalk(1, 50)}, counter(right), explore.Sampled, ""},
		{"wrong, sampled", explore.Config{Strategy: explore.PCT(1, 50, 2)}, counter(wrong), explore.Violated, "lost update"},
		{"wrong, partial orders sampled", explore.Config{Strategy: explore.POS(1, 50)}, counter(wrong), explore.Violated, "lost update"},
		{"out of budget", explore.Config{Executions: 1}, counter(right), explore.Unknown, "budget"},
		{"a budget that is enough", explore.Config{Executions: 2}, counter(right), explore.Exhausted, ""},
		{"no shared access", explore.Config{}, func() {}, explore.Unknown, "no shared access"},
		{"too long", explore.Config{Steps: 10}, func() {
			var x atomic.Int32
			for {
				x.Add(1)
			}
		}, explore.Unknown, "step bound"},
		{"panic", explore.Config{}, func() {
			var x atomic.Pointer[int]
			explore.Parallel(func() { x.Store(new(int)) }, func() { *x.Load() = 1 })
		}, explore.Violated, "nil pointer"},
		{"deadlock", explore.Config{}, func() {
			var a, b sync.Mutex
			explore.Parallel(
				func() { a.Lock(); b.Lock(); b.Unlock(); a.Unlock() },
				func() { b.Lock(); a.Lock(); a.Unlock(); b.Unlock() })
		}, explore.Violated, "deadlock"},
		{"race", explore.Config{}, func() {
			x := 0
			var y atomic.Int32
			explore.Parallel(func() { y.Load(); set(&x, 1) }, func() { set(&x, 2) })
		}, explore.Violated, "data race"},
		{"outliving thread", explore.Config{}, func() {
			var x atomic.Int32
			explore.Go(func() { x.Add(1) })
		}, explore.Violated, "outlives"},
		{"unsupported", explore.Config{}, func() {
			var x atomic.Int32
			x.Add(1)
			explore.Refuse("a select")
		}, explore.Unknown, "refused in thread 0 before step 1: a select cannot be explored"},
		{"livelock", explore.Config{SpinCut: true}, func() {
			var lock atomic.Int32
			acquire := func() { // and never let go
				for {
					lock.Load()
					explore.Spin()
					if lock.CompareAndSwap(0, 1) {
						return
					}
				}
			}
			explore.Parallel(acquire, acquire)
		}, explore.Violated, "livelock"},
		{"merely cut", explore.Config{SpinCut: true}, func() {
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
			explore.Parallel(add, add)
		}, explore.Exhausted, ""},
		{"unlock of an unlocked mutex", explore.Config{}, func() {
			var mu sync.Mutex
			mu.Unlock()
		}, explore.Violated, "unlock of unlocked mutex"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explore.Explore(c.c, c.f)
			if r.Verdict != c.want || !strings.Contains(r.Failure, c.says) || (c.says == "") != (r.Failure == "") {
				t.Errorf("%v", r)
			}
			if r.Verdict != explore.Violated {
				return
			}
			if !strings.Contains(r.Trace, "explorer_test.go:") {
				t.Errorf("a trace without places:\n%s", r.Trace)
			}
			// X3: the schedule brings it back.
			again := explore.Explore(explore.Config{Strategy: explore.Replay(r.Schedule), SpinCut: c.c.SpinCut}, c.f)
			if again.Verdict != explore.Violated || again.Failure != r.Failure {
				t.Errorf("%v\nand replayed\n%v", r, again)
			}
		})
	}
}

// realTimeLitmus is the client of the chain that tells orders of calls and returns from
// classes of executions.
func realTimeLitmus() explore.Table[*list, *deque] {
	type op = explore.Op[*list, *deque]
	pop := func(v int, ok bool) any {
		if !ok {
			return "empty"
		}
		return v
	}
	push := func(v int) op {
		return op{Name: "pushHead", Role: "owner",
			Do:   func(l *list) any { l.pushHead(v); return nil },
			Spec: func(d *deque) any { d.q = append(d.q, v); return nil }}
	}
	popHead := op{Name: "popHead", Role: "owner",
		Do:   func(l *list) any { return pop(l.popHead()) },
		Spec: func(d *deque) any { return pop(d.head()) }}
	popTail := op{Name: "popTail",
		Do:   func(l *list) any { return pop(l.popTail()) },
		Spec: func(d *deque) any { return pop(d.tail()) }}
	return explore.Table[*list, *deque]{
		New:      func() *list { return newList(1) },
		Model:    func() *deque { return new(deque) },
		Init:     []op{push(1)},
		Parallel: [][]op{{push(2), popHead}, {popTail}, {popTail}},
	}
}

// TestLinearizable: law X4. The chain's popTail may say "empty" when it is not:
// the strict deque sees it only in an order that no single execution shows.
func TestLinearizable(t *testing.T) {
	type op = explore.Op[*list, *deque]
	table := realTimeLitmus()
	push, popHead := table.Init[0], table.Parallel[0][1]
	r := explore.Linearizable(explore.Config{}, table)
	if r.Verdict != explore.Violated || !strings.Contains(r.Failure, "no order of these operations") {
		t.Errorf("strict model: %v", r)
	}
	table.Parallel = table.Parallel[:2] // one thief: no excuse is needed
	r = explore.Linearizable(explore.Config{}, table)
	want := []explore.Most{{Name: "pushHead", Steps: 7}, {Name: "popHead", Steps: 2}, {Name: "popTail", Steps: 5}}
	if r.Verdict != explore.Exhausted || r.Histories == 0 || !slices.Equal(r.Most, want) {
		t.Error(r.Most)
		t.Errorf("one thief: %v", r)
	}
	table.Parallel = [][]op{{push}, {popHead}}
	defer func() {
		if s, _ := recover().(string); s != `explore: the role "owner" is played by two threads` {
			t.Errorf("two owners: %q", s)
		}
	}()
	explore.Linearizable(explore.Config{}, table)
}

type deque struct{ q []int }

func (d *deque) head() (int, bool) {
	if len(d.q) == 0 {
		return 0, false
	}
	v := d.q[len(d.q)-1]
	d.q = d.q[:len(d.q)-1]
	return v, true
}

func (d *deque) tail() (int, bool) {
	if len(d.q) == 0 {
		return 0, false
	}
	v := d.q[0]
	d.q = d.q[1:]
	return v, true
}

// TestOwnSpecification: a structure, run sequentially, specifies itself.
func TestOwnSpecification(t *testing.T) {
	type op = explore.Op[*atomic.Int32, *atomic.Int32]
	add := func(x *atomic.Int32) any { return x.Add(1) }
	lose := func(x *atomic.Int32) any { v := x.Load() + 1; x.Store(v); return v }
	fresh := func() *atomic.Int32 { return new(atomic.Int32) }
	for _, c := range []struct {
		f    func(*atomic.Int32) any
		want explore.Verdict
	}{{add, explore.Exhausted}, {lose, explore.Violated}} {
		o := op{Name: "add", Do: c.f, Spec: c.f}
		r := explore.Linearizable(explore.Config{}, explore.Table[*atomic.Int32, *atomic.Int32]{
			New: fresh, Model: fresh, Parallel: [][]op{{o, o}, {o}}, Post: []op{o}})
		if r.Verdict != c.want {
			t.Error(r)
		}
	}
}

// TestNothingLeaks: law E7, after executions that complete, deadlock, panic and
// are cut.
func TestNothingLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		explore.Explore(explore.Config{All: true}, func() {
			var a, b sync.Mutex
			var x atomic.Int32
			explore.Parallel(
				func() { a.Lock(); defer a.Unlock(); b.Lock(); b.Unlock() },
				func() { b.Lock(); defer b.Unlock(); a.Lock(); a.Unlock() },
				func() { explore.Assume(x.Add(1) != 1) },
				func() {
					if x.Add(1) == 1 {
						panic("first")
					}
				})
		})
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

// TestSideBySide: explorations in several goroutines do not meet.
func TestSideBySide(t *testing.T) {
	for _, p := range programs[:12] {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			for range 5 {
				p.check(t, explore.EngineConfig{})
			}
		})
	}
}

// TestOutside: with no exploration running, everything is std's.
func TestOutside(t *testing.T) {
	var x atomic.Int32
	var mu sync.Mutex
	done := make(chan bool)
	for range 4 {
		explore.Go(func() {
			for range 1000 {
				mu.Lock()
				x.Add(1)
				mu.Unlock()
				explore.Gosched()
			}
			done <- true
		})
	}
	for range 4 {
		<-done
	}
	if x.Load() != 4000 || !mu.TryLock() || mu.TryLock() {
		t.Error(x.Load())
	}
	for name, f := range map[string]func(){"Join": explore.Join, "Check": func() { explore.Check(false, "") }} {
		func() {
			defer func() {
				if s, _ := recover().(string); s != "explore: "+name+" outside of an exploration" {
					t.Errorf("%s: %q", name, s)
				}
			}()
			f()
		}()
	}
}

// TestGoexit: a scenario that ends its goroutine, as t.FailNow does, ends the
// exploration's goroutine too, and nothing is left behind (E7).
func TestGoexit(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, f := range []func(){
		func() {
			var x atomic.Int32
			explore.Parallel(func() { x.Add(1); runtime.Goexit() }, func() { x.Add(1); x.Add(1) })
		},
		func() { var x atomic.Int32; x.Add(1); runtime.Goexit() },
	} {
		ended := make(chan bool)
		go func() {
			normal := false
			defer func() { ended <- normal }()
			explore.Explore(explore.Config{}, f)
			normal = true
		}()
		if <-ended {
			t.Error("the exploration went on")
		}
	}
	if r := explore.Explore(explore.Config{}, counter(right)); r.Verdict != explore.Exhausted {
		t.Error(r)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}
