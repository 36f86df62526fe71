package explore_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/sync"
)

// Every client up to a bound, the smallest first: here of a register that can only be
// raised, and is raised in two steps.
func ExampleLinearizableAll() {
	type op = explore.Op[*atomic.Int32, *int]
	raise := func(call int) op {
		return op{Name: fmt.Sprintf("raise(%d)", call),
			Do: func(x *atomic.Int32) any {
				if int(x.Load()) < call {
					x.Store(int32(call))
				}
				return nil
			},
			Spec: func(m *int) any { *m = max(*m, call); return nil }}
	}
	read := op{Name: "read",
		Do:   func(x *atomic.Int32) any { return int(x.Load()) },
		Spec: func(m *int) any { return *m }}
	clients := explore.Clients[*atomic.Int32, *int]{
		New:   func() *atomic.Int32 { return new(atomic.Int32) },
		Model: func() *int { return new(int) },
		Ops:   []func(int) op{raise, func(int) op { return read }},
		Calls: 4, Threads: 2,
	}
	r := explore.LinearizableAll(explore.Config{}, clients)
	fmt.Println(r.Verdict, r.Clients, r.Executions)
	fmt.Println(r.Failure)
	again := explore.Linearizable(explore.Config{Strategy: explore.Replay(r.Schedule)}, clients.Client(r.Clients))
	fmt.Println(again.Verdict, again.Executions)
	// Output:
	// violated 20 38
	// client 20, raise(1) read | raise(3): not linearizable: no order of these operations explains their results:
	// 	1 raise(1)
	// 	2 read = 1, after 1 3
	// 	3 raise(3)
	// the model follows 1 3, and no order further: what comes next it answers otherwise
	// 	2 read = 1: the model says 3
	// violated 1
}

// A schedule brings a failure back, under whatever strategy it was found.
func ExampleReplay() {
	scenario := func() {
		var x atomic.Int32
		increment := func() { x.Store(x.Load() + 1) }
		explore.Parallel(increment, increment)
		explore.Check(x.Load() == 2, "lost update")
	}
	found := explore.Explore(explore.Config{Strategy: explore.PCT(1, 1000, 2)}, scenario)
	again := explore.Explore(explore.Config{Strategy: explore.Replay(found.Schedule)}, scenario)
	fmt.Println(found.Verdict, again.Verdict, again.Executions, found.Failure == again.Failure)
	// Output:
	// violated violated 1 true
}

// A loop that waits has no bound of its own. Retry marks an iteration that changed
// nothing, Spin a CAS that ends one, and SpinCut ends or delays what is marked.
func ExampleSpin() {
	var retry bool
	scenario := func() {
		var x atomic.Int32
		add := func() {
			for {
				old := x.Load()
				if retry {
					explore.Spin()
				}
				if x.CompareAndSwap(old, old+1) {
					return
				}
			}
		}
		explore.Parallel(add, add, add)
		explore.Check(x.Load() == 3, "lost update")
	}
	fmt.Println(explore.Explore(explore.Config{}, scenario))
	retry = true
	fmt.Println(explore.Explore(explore.Config{SpinCut: true}, scenario))
	// Output:
	// exhausted: 60 executions, 0 blocked, 600 steps (optimal)
	// exhausted: 6 executions, 15 blocked, 114 steps (optimal, retries cut)
}

// Few forced switches find most bugs, and their number says how odd a schedule is.
func ExamplePreemptions() {
	scenario := func() {
		var x atomic.Int32
		increment := func() { x.Store(x.Load() + 1) }
		explore.Parallel(increment, increment)
		explore.Check(x.Load() == 2, "lost update")
	}
	for k := range 2 {
		r := explore.Explore(explore.Config{Strategy: explore.Preemptions(k)}, scenario)
		fmt.Printf("%v, %s: %q\n", r.Verdict, r.Bounds, r.Failure)
	}
	// Output:
	// bounded, at most 0 forced switches: ""
	// violated, at most 1 forced switches: "assertion failed in thread 0 before step 5: lost update"
}

// What waits for ever is a deadlock.
func ExampleParallel() {
	r := explore.Explore(explore.Config{}, func() {
		var a, b sync.Mutex
		both := func(first, second *sync.Mutex) func() {
			return func() {
				first.Lock()
				defer first.Unlock()
				second.Lock()
				defer second.Unlock()
			}
		}
		explore.Parallel(both(&a, &b), both(&b, &a))
	})
	fmt.Println(r.Verdict)
	for _, who := range strings.Split(r.Failure, "; ") {
		fmt.Println(who)
	}
	fmt.Println(r.Schedule)
	// Output:
	// violated
	// deadlock before step 2: thread 0 waits for those it started
	// thread 1 waits in Mutex.Lock of location 1, which thread 2 changed last, in Mutex.Lock
	// thread 2 waits in Mutex.Lock of location 0, which thread 1 changed last, in Mutex.Lock
	// s1.1.2
}

// A search that does not fit into one sitting is kept in a file.
func ExampleConfig() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	c := explore.Config{Checkpoint: filepath.Join(dir, "search"), Executions: 50}
	for sitting := 1; ; sitting++ {
		r := explore.Explore(c, func() {
			var x atomic.Int32
			add := func() { x.Add(1) }
			explore.Parallel(add, add, add, add, add)
		})
		fmt.Println(sitting, r.Verdict, r.Executions, r.Failure)
		if r.Verdict != explore.Unknown {
			break
		}
	}
	// Output:
	// 1 unknown 50 the budget ended first
	// 2 unknown 100 the budget ended first
	// 3 exhausted 120
}
