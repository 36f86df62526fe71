package sampling

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// Nothing that this program imports has steps: so scenarios run on real goroutines (X6).

func TestSampling(t *testing.T) {
	if !explore.Sampling() {
		t.Fatal("this program imports explore/atomic, explore/sync or explore/woven")
	}
	runs := 0
	var overlap atomic.Int32
	r := explore.Explore(explore.Config{}, func() {
		runs++
		var x, inside atomic.Int32
		add := func() {
			if inside.Add(1) > 1 {
				overlap.Add(1)
			}
			x.Add(1)
			explore.Gosched()
			inside.Add(-1)
		}
		explore.Parallel(add, add)
		explore.Check(x.Load() == 2, "%d of 2", x.Load())
	})
	if r.Verdict != explore.Sampled || !r.Real || r.Executions != 1000 || runs != 1000 || r.Err() != nil {
		t.Error(runs, r)
	}
	if want := "on real goroutines, GOMAXPROCS "; !strings.HasPrefix(r.Bounds, want) || !strings.Contains(r.String(), "sampled: 1000 runs") {
		t.Error(r)
	}
	if overlap.Load() == 0 {
		t.Error("the threads never met")
	}
	if r = explore.Explore(explore.Config{Executions: 7}, func() { runs++ }); r.Executions != 7 || runs != 1007 {
		t.Error(runs, r)
	}
}

// What goes wrong in a run is told with the run's number.
func TestFailures(t *testing.T) {
	for what, scenario := range map[string]func(run int){
		"run 3 on real goroutines: assertion failed in thread 1: it is 3": func(run int) {
			explore.Parallel(func() { explore.Check(run != 3, "it is %d", run) })
		},
		"run 3 on real goroutines: panic in thread 1-2: it is 3\n": func(run int) {
			explore.Parallel(func() {
				explore.Go(func() {})
				explore.Go(func() {
					if run == 3 {
						panic("it is 3")
					}
				})
				explore.Join()
			})
		},
	} {
		run := 0
		r := explore.Explore(explore.Config{}, func() { run++; scenario(run) })
		if r.Verdict != explore.Violated || !strings.HasPrefix(r.Failure, what) || r.Err() == nil || run != 3 {
			t.Errorf("%d runs, %v\nwant %s", run, r, what)
		}
	}
	r := explore.Explore(explore.Config{}, func() { explore.Assume(false) })
	if r.Verdict != explore.Unknown || r.Blocked != 1000 || !strings.Contains(r.Failure, "no run came to its end") {
		t.Error(r)
	}
	if r = explore.Explore(explore.Config{Strategy: explore.Replay("s1.0")}, func() {}); r.Verdict != explore.Unknown || !strings.Contains(r.Failure, "run it by poolproof test") {
		t.Error(r)
	}
}

// Choices are random, the same in each of two explorations, and every value comes.
func TestChoose(t *testing.T) {
	var all [2][]int
	for i := range all {
		explore.Explore(explore.Config{Executions: 100}, func() { all[i] = append(all[i], explore.Choose(3)) })
	}
	seen := map[int]bool{}
	for _, n := range all[0] {
		seen[n] = true
	}
	if fmt.Sprint(all[0]) != fmt.Sprint(all[1]) || len(seen) != 3 {
		t.Error(all)
	}
}

// A P has one thread, a collection waits until nobody is pinned, and no P is left.
func TestPinsAndCollections(t *testing.T) {
	collections := 0
	var met atomic.Int32
	r := explore.Explore(explore.Config{}, func() {
		explore.Procs(2)
		var on [3]atomic.Int32
		var pinned atomic.Int32
		explore.AtGC(func() {
			explore.Check(pinned.Load() == 0, "%d pinned during a collection", pinned.Load())
			collections++
		})
		pin := func() {
			p := explore.Pin()
			explore.Check(explore.Pin() == p, "an inner pin is elsewhere")
			if pinned.Add(1) == 2 {
				met.Add(1)
			}
			explore.Check(on[p].Add(1) == 1, "two on one P")
			runtime.Gosched()
			on[p].Add(-1)
			pinned.Add(-1)
			explore.Unpin()
			explore.Unpin()
		}
		explore.Parallel(pin, pin, pin, explore.GC, func() { explore.Procs(3) })
		explore.Check(explore.Procs(0) == 3, "%d Ps", explore.Procs(0))
	})
	if r.Verdict != explore.Sampled || collections != 1000 || met.Load() == 0 {
		t.Error(collections, met.Load(), r)
	}
}

type op = explore.Op[*counter, *int]

// counter loses an update where its calls meet.
type counter struct {
	mu sync.Mutex
	n  int
}

var add = op{
	Name: "add",
	Do: func(c *counter) any {
		c.mu.Lock()
		n := c.n
		c.mu.Unlock()
		runtime.Gosched()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.n = n + 1
		return c.n
	},
	Spec: func(n *int) any { *n++; return *n },
}

var right = op{
	Name: "add",
	Do: func(c *counter) any {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.n++
		return c.n
	},
	Spec: add.Spec,
}

// Histories are recorded and judged by the model.
func TestHistories(t *testing.T) {
	table := func(o op) explore.Table[*counter, *int] {
		return explore.Table[*counter, *int]{
			New: func() *counter { return new(counter) }, Model: func() *int { return new(int) },
			Init: []op{o}, Parallel: [][]op{{o, o}, {o}}, Post: []op{o},
		}
	}
	r := explore.Linearizable(explore.Config{}, table(add))
	if r.Verdict != explore.Violated || !strings.Contains(r.Failure, "not linearizable: no order of these operations explains their results:") {
		t.Error(r)
	}
	if r = explore.Linearizable(explore.Config{}, table(right)); r.Verdict != explore.Sampled || r.Histories < 2 {
		t.Error(r)
	}
	clients := func(o op) explore.Clients[*counter, *int] {
		return explore.Clients[*counter, *int]{
			New: func() *counter { return new(counter) }, Model: func() *int { return new(int) },
			Ops: []func(int) op{func(int) op { return o }}, Calls: 3, Threads: 2,
		}
	}
	if r = explore.LinearizableAll(explore.Config{}, clients(add)); r.Verdict != explore.Violated || !strings.HasPrefix(r.Failure, "client ") {
		t.Error(r)
	}
	if r = explore.LinearizableAll(explore.Config{}, clients(right)); r.Verdict != explore.Sampled || r.Clients != 5 || r.Executions != 5*30 {
		t.Error(r)
	}
	if r = explore.LinearizableAll(explore.Config{Executions: 40}, clients(right)); r.Verdict != explore.Unknown || r.Executions != 40 {
		t.Error(r)
	}
}
