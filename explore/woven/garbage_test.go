package woven_test

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
	"github.com/poolproof/poolproof/explore/weak"
	"github.com/poolproof/poolproof/explore/woven"
)

type mortal struct {
	next *mortal
	_    int
	slot atomic.Pointer[mortal]
	many map[string][]any
	call func() *mortal
}

// outcomesOf returns what f says in some execution, sorted, followed by what went wrong:
// the same with and without reduction.
func outcomesOf(t *testing.T, f func(say func(string, ...any))) []string {
	t.Helper()
	var all [2][]string
	for i, s := range []engine.Strategy{&engine.Optimal{}, &engine.DepthFirst{Bound: -1}} {
		said := map[string]bool{}
		line := ""
		e := &engine.Engine{Strategy: s, MaxSteps: 1000, Clocks: true, Scenario: func() {
			line = ""
			f(func(format string, args ...any) { line += fmt.Sprintf(format, args...) })
		}}
		e.OnDone = func(e *engine.Engine) {
			for _, f := range e.Failures() {
				line += " " + f.Kind.String()
				if f.Kind == engine.Panicked {
					line += fmt.Sprint(" ", f.Value)
				}
			}
			said[strings.TrimSpace(line)] = true
		}
		e.Run(nil)
		all[i] = slices.Sorted(maps.Keys(said))
	}
	if !slices.Equal(all[0], all[1]) {
		t.Errorf("Optimal said %q, its twin %q", all[0], all[1])
	}
	return all[0]
}

// set is a write that Go's race detector does not report: it is meant.
//
//go:norace
func set(x *int, v int) { *explore.W(x) = v }

// finalize and cleanup are what woven source has for runtime's.
func finalize(p *mortal, f func(*mortal)) {
	if f == nil {
		woven.SetFinalizer(runtime.SetFinalizer)(p, nil)
		return
	}
	woven.SetFinalizer(runtime.SetFinalizer)(p, f)
}

func cleanup(p *mortal, f func(int)) runtime.Cleanup {
	return woven.AddCleanup(runtime.AddCleanup[mortal, int], p, f, 0)
}

// TestGarbage: law E13: what a weak pointer, a finalizer and a cleanup may see, in all
// executions.
func TestGarbage(t *testing.T) {
	alive := func(w weak.Pointer[mortal]) int {
		if w.Value() != nil {
			return 1
		}
		return 0
	}
	for _, c := range []struct {
		name string
		want string
		f    func(say func(string, ...any))
	}{
		{"what is not dropped stays", "1", func(say func(string, ...any)) {
			w := weak.Make(new(mortal))
			explore.GC()
			say("%d", alive(w))
		}},
		{"what is dropped stays until the next GC step", "1 0", func(say func(string, ...any)) {
			n := new(mortal)
			w := weak.Make(n)
			explore.GC()
			explore.Drop(n)
			a := 1
			if w != weak.Make(n) {
				a = 0
			}
			explore.GC()
			say("%d %d", a, alive(w))
		}},
		{"a collector beside", "0|1", func(say func(string, ...any)) {
			n := new(mortal)
			w := weak.Make(n)
			explore.Drop(n)
			var saw int
			explore.Parallel(explore.GC, func() { saw = alive(w) })
			say("%d", saw)
		}},
		{"who got a value holds it", "0 0|1 1", func(say func(string, ...any)) {
			n := new(mortal)
			w := weak.Make(n)
			explore.Drop(n)
			var saw, again int
			explore.Parallel(explore.GC, func() { saw = alive(w); again = alive(w) })
			explore.GC() // nobody holds it any more
			explore.Check(alive(w) == 0, "it is held by a thread that has ended")
			say("%d %d", saw, again)
		}},
		{"what it leads to is dropped", "0 0 0 0 1", func(say func(string, ...any)) {
			n, a, b, c, d := &mortal{}, &mortal{}, &mortal{}, &mortal{}, &mortal{}
			n.next = a
			a.slot.Store(b)
			b.many = map[string][]any{"": {1, c}}
			c.call = func() *mortal { return d } // where the walk ends
			var w []weak.Pointer[mortal]
			for _, x := range []*mortal{a, b, c, n, d} {
				w = append(w, weak.Make(x))
			}
			explore.Drop(n)
			explore.GC()
			say("%d %d %d %d %d", alive(w[0]), alive(w[1]), alive(w[2]), alive(w[3]), alive(w[4]))
		}},
		{"the same pointer, the same weak pointer", "true true false", func(say func(string, ...any)) {
			n := new(mortal)
			v := weak.Make(n)
			explore.Drop(n)
			explore.GC()
			var none weak.Pointer[mortal]
			say("%t %t %t", v == weak.Make(n), none.Value() == nil, v == weak.Make(new(mortal)))
		}},
		{"a finalizer runs some time after", "0|1", func(say func(string, ...any)) {
			var x atomic.Int32
			finalize(woven.Dropped(new(mortal)), func(*mortal) { x.Store(1) })
			explore.GC()
			say("%d", x.Load())
		}},
		{"and never before a GC step", "0", func(say func(string, ...any)) {
			var x atomic.Int32
			finalize(woven.Dropped(new(mortal)), func(*mortal) { x.Store(1) })
			explore.Settle()
			say("%d", x.Load())
		}},
		{"once, and again if it is set again", "1 1|1 2", func(say func(string, ...any)) {
			var once, again atomic.Int32
			finalize(woven.Dropped(new(mortal)), func(*mortal) { once.Add(1) })
			var f func(n *mortal)
			f = func(n *mortal) { again.Add(1); finalize(n, f) }
			finalize(woven.Dropped(new(mortal)), f)
			explore.GC()
			explore.GC()
			explore.Settle()
			say("%d %d", once.Load(), again.Load())
		}},
		{"one finalizer at a time, in any order", "[1 2]|[2 1]", func(say func(string, ...any)) {
			var order []int
			var running atomic.Int32
			for i := range 2 {
				finalize(woven.Dropped(new(mortal)), func(*mortal) {
					explore.Check(running.Add(1) == 1, "two at a time")
					order = append(order, i+1)
					running.Add(-1)
				})
			}
			explore.GC()
			explore.Settle()
			say("%v", order)
		}},
		{"cleanups at the same time", "1|2", func(say func(string, ...any)) {
			var running, most atomic.Int32
			for range 2 {
				cleanup(woven.Dropped(new(mortal)), func(int) {
					if n := running.Add(1); n > most.Load() {
						most.Store(n)
					}
					running.Add(-1)
				})
			}
			explore.GC()
			explore.Settle()
			say("%d", most.Load())
		}},
		{"a cleanup waits for the finalizer", "01", func(say func(string, ...any)) {
			var x, y atomic.Int32
			n := woven.Dropped(new(mortal))
			finalize(n, func(*mortal) { x.Store(1) })
			cleanup(n, func(int) { explore.Check(x.Load() == 1, "before"); y.Store(1) })
			explore.GC()
			explore.Settle()
			was := y.Load()
			explore.GC()
			explore.Settle()
			say("%d%d", was, y.Load())
		}},
		{"taken back", "0 0", func(say func(string, ...any)) {
			var x, y atomic.Int32
			n := woven.Dropped(new(mortal))
			finalize(n, func(*mortal) { x.Store(1) })
			finalize(n, nil)
			woven.Cleanup(cleanup(n, func(int) { y.Store(1) })).Stop()
			explore.GC()
			explore.Settle()
			say("%d %d", x.Load(), y.Load())
		}},
		{"a weak pointer is nil when the finalizer runs", "", func(func(string, ...any)) {
			n := woven.Dropped(new(mortal))
			w := weak.Make(n)
			finalize(n, func(*mortal) { explore.Check(alive(w) == 0, "alive") })
			explore.GC()
		}},
		{"a finalizer follows what its setter did", "", func(func(string, ...any)) {
			var x int
			*explore.W(&x) = 1
			finalize(woven.Dropped(new(mortal)), func(*mortal) { *explore.W(&x) = 2 })
			explore.GC()
		}},
		{"and nothing that the collector's thread did", "data race", func(func(string, ...any)) {
			x := 0
			finalize(woven.Dropped(new(mortal)), func(*mortal) { set(&x, 2) })
			explore.Parallel(func() { set(&x, 1); explore.GC() })
		}},
		{"a timer fires at any time", "0 1|1 1", func(say func(string, ...any)) {
			var x atomic.Int32
			woven.AfterFunc(time.AfterFunc)(time.Hour, func() { x.Store(1) })
			was := x.Load()
			explore.Settle()
			say("%d %d", was, x.Load())
		}},
		{"unless it is stopped", "false 1|true 0", func(say func(string, ...any)) {
			var x atomic.Int32
			timer := woven.AfterFunc(time.AfterFunc)(time.Hour, func() { x.Store(1) })
			was := woven.Timer(timer).Stop()
			explore.Settle()
			explore.Check(!woven.Timer(timer).Stop(), "stopped twice")
			say("%t %d", was, x.Load())
		}},
		{"and once more if it is set again", "false 2|true 1", func(say func(string, ...any)) {
			var x atomic.Int32
			timer := woven.AfterFunc(time.AfterFunc)(time.Hour, func() { x.Add(1) })
			was := woven.Timer(timer).Reset(time.Hour)
			explore.Settle()
			say("%t %d", was, x.Load())
		}},
		{"nobody waits for a timer", "0|1", func(say func(string, ...any)) {
			var x atomic.Int32
			woven.AfterFunc(time.AfterFunc)(time.Hour, func() { x.Store(1) })
			explore.Parallel(func() {})
			say("%d", x.Load())
		}},
		{"a sleeper may wake late", "0|1", func(say func(string, ...any)) {
			var x atomic.Int32
			var saw int32
			explore.Parallel(func() { woven.Sleep(time.Sleep)(1); saw = x.Load() }, func() { x.Store(1) })
			say("%d", saw)
		}},
		{"who asks in which order is part of the execution", "[0 0]|[0 1]|[1 0]|[1 2]|[2 1]", func(say func(string, ...any)) {
			var next atomic.Int32
			var came [2]int32
			ask := func(i int) func() {
				return func() { cleanup(woven.Dropped(new(mortal)), func(int) { came[i] = next.Add(1) }) }
			}
			explore.Parallel(ask(0), ask(1), explore.GC)
			explore.Settle()
			say("%v", came)
		}},
		{"collections are counted", "|0 1|0 2|1 2", func(say func(string, ...any)) {
			read := func() uint32 {
				var m runtime.MemStats
				woven.ReadMemStats(func(*runtime.MemStats) {})(&m)
				return m.NumGC
			}
			var a, b uint32
			var wg sync.WaitGroup
			wg.Go(func() { explore.GC(); explore.GC() })
			wg.Go(func() { a = read(); explore.Assume(a < 2); b = read(); explore.Assume(a < b) })
			wg.Wait()
			say("%d %d", a, b)
		}},
		{"a P of one's own", "0|1", func(say func(string, ...any)) {
			explore.Procs(2)
			explore.On(1)
			p := explore.Pin()
			explore.Unpin()
			explore.Check(p == 1, "moved")
			explore.On(-1)
			say("%d", explore.Pin())
			explore.Unpin()
		}},
		{"a P that is gone", "0|1", func(say func(string, ...any)) {
			explore.Procs(2)
			explore.On(2)
			say("%d", explore.Pin())
			explore.Unpin()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(outcomesOf(t, c.f), "|"); got != c.want {
				t.Errorf("outcomes %q, want %q", got, c.want)
			}
		})
	}
}

// TestReached: where memory leads to, and where the walk ends.
func TestReached(t *testing.T) {
	n := &mortal{}
	boxed := struct{ x any }{struct{ a, b *mortal }{nil, n}}
	var slot, other atomic.Pointer[mortal]
	slot.Store(n)
	ring := &mortal{}
	ring.next = ring
	inner := &struct{ a, b int }{}
	for _, c := range []struct {
		name string
		root any
		to   any
		want bool
	}{
		{"itself", n, n, true},
		{"a list", &mortal{next: &mortal{next: n}}, n, true},
		{"an atomic pointer", &slot, n, true},
		{"an empty one", &other, n, false},
		{"a map's value", map[int]*mortal{1: n}, n, true},
		{"a map's key", map[*mortal]bool{n: true}, n, true},
		{"an interface", &boxed, n, true},
		{"beyond a slice's length", append(make([]*mortal, 0, 2), n, n)[:0], n, true},
		{"a cycle", ring, n, false},
		{"a part", &inner, &inner.b, true},
		{"a function", func() *mortal { return n }, n, false},
		{"a weak pointer", []weak.Pointer[mortal]{weak.Make(n)}, n, false},
		{"nothing", nil, n, false},
	} {
		if got := explore.Reached(c.root, c.to)[0]; got != c.want {
			t.Errorf("%s: %t, want %t", c.name, got, c.want)
		}
	}
}
