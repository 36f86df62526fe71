package explore_test

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// TestMisuse: law X5, the caller's fault is one line that names the value and the
// remedy.
func TestMisuse(t *testing.T) {
	type table = explore.Table[*atomic.Int32, *atomic.Int32]
	type op = explore.Op[*atomic.Int32, *atomic.Int32]
	type clients = explore.Clients[*atomic.Int32, *atomic.Int32]
	fresh := func() *atomic.Int32 { return new(atomic.Int32) }
	add := op{Name: "add", Do: func(x *atomic.Int32) any { return x.Add(1) }, Spec: func(x *atomic.Int32) any { return x.Add(1) }}
	lists := func(...[]op) [][]op { return [][]op{{add}} }
	slice := op{Name: "slice", Do: func(x *atomic.Int32) any { return []int32{x.Load()} }, Spec: add.Spec}
	linearizable := func(t table) func() { return func() { explore.Linearizable(explore.Config{}, t) } }
	for _, c := range []struct {
		name string
		f    func()
		says string
	}{
		{"no scenario", func() { explore.Explore(explore.Config{}, nil) },
			"explore: the scenario is nil: give a function that makes the objects, starts the threads and checks"},
		{"negative budget", func() { explore.Explore(explore.Config{Executions: -1}, counter(right)) },
			"explore: Config.Executions is -1: give a number of executions, or 0 for no limit"},
		{"negative steps", func() { explore.Explore(explore.Config{Steps: -5}, counter(right)) },
			"explore: Config.Steps is -5: give a number of steps, or 0 for 100,000"},
		{"negative budget of all", func() { explore.LinearizableAll(explore.Config{Executions: -1}, clients{}) },
			"explore: Config.Executions is -1: give a number of executions, or 0 for no limit"},
		{"no New", linearizable(table{Model: fresh, Parallel: lists()}),
			"explore: Table.New is nil: it makes the structure under test"},
		{"no Model", linearizable(table{New: fresh, Parallel: lists()}),
			"explore: Table.Model is nil: it makes the model; where the structure is its own, set it to New"},
		{"empty", linearizable(table{New: fresh, Model: fresh}),
			"explore: Table.Parallel is empty: give one list of operations per thread (Init has 0, Post 0)"},
		{"Post without Parallel", linearizable(table{New: fresh, Model: fresh, Post: []op{add}}),
			"explore: Table.Parallel is empty: give one list of operations per thread (Init has 0, Post 1)"},
		{"no Do", linearizable(table{New: fresh, Model: fresh, Parallel: [][]op{{add}, {add, {Name: "sub", Spec: add.Spec}}}}),
			`explore: Table.Parallel[1][1], the operation "sub", lacks Do`},
		{"no Spec", linearizable(table{New: fresh, Model: fresh, Parallel: lists(), Post: []op{{Name: "sub", Do: add.Do}}}),
			`explore: Table.Post[0], the operation "sub", lacks Spec`},
		{"results without ==", linearizable(table{New: fresh, Model: fresh, Parallel: [][]op{{slice}}}),
			`explore: the operation "slice" returned a []int32, which == cannot compare: return an array, a struct or a string`},
		{"no clients' Model", func() { explore.LinearizableAll(explore.Config{}, clients{New: fresh}) },
			"explore: Clients need New and Model"},
		{"no clients' Ops", func() { explore.LinearizableAll(explore.Config{}, clients{New: fresh, Model: fresh}) },
			"explore: Clients need at least one operation in Ops"},
		{"no clients' bound", func() {
			explore.LinearizableAll(explore.Config{}, clients{New: fresh, Model: fresh, Ops: []func(int) op{func(int) op { return add }}, Calls: 3})
		}, "explore: Clients of at most 3 calls in at most 0 threads: both must be at least 1"},
		{"no such client", func() {
			clients{New: fresh, Model: fresh, Ops: []func(int) op{func(int) op { return add }}, Calls: 2, Threads: 2}.Client(7)
		}, "explore: no client 7: there are 3, numbered from 1"},
		{"replay of all", func() {
			explore.LinearizableAll(explore.Config{Strategy: explore.Replay("s1.1")},
				clients{New: fresh, Model: fresh, Ops: []func(int) op{func(int) op { return add }}, Calls: 2, Threads: 2})
		}, "explore: LinearizableAll cannot replay the schedule of one client: give Linearizable the table Clients.Client(report.Clients)"},
		{"no schedule", func() { explore.Replay("") },
			`explore: "" is no schedule of version s1: give the Schedule of a Report`},
		{"rubbish in a schedule", func() { explore.Replay("s1.1.zz") },
			`explore: "zz" in the schedule "s1.1.zz": give the Schedule of a Report`},
		{"no runs", func() { explore.RandomWalk(1, 0) }, "explore: RandomWalk of 0 executions: give at least 1"},
		{"no runs of PCT", func() { explore.PCT(1, -1, 2) }, "explore: PCT of -1 executions: give at least 1"},
		{"no runs of POS", func() { explore.POS(1, 0) }, "explore: POS of 0 executions: give at least 1"},
		{"no depth", func() { explore.PCT(1, 1, 0) },
			"explore: PCT of depth 0: give at least 1, the number of steps whose order makes the bug"},
		{"negative workers", func() { explore.Explore(explore.Config{Workers: -1}, counter(right)) },
			"explore: Config.Workers is -1: give a number of processes, 0 or 1 for this one alone"},
		{"workers of a random walk", func() {
			explore.Explore(explore.Config{Workers: 2, Strategy: explore.RandomWalk(1, 10)}, counter(right))
		}, "explore: Config.Workers and Config.Checkpoint are for the strategy Optimal, not for random walk, seed 1"},
		{"a checkpoint of all interleavings", func() {
			explore.Explore(explore.Config{Checkpoint: "file", Strategy: explore.DepthFirst()}, counter(right))
		}, "explore: Config.Workers and Config.Checkpoint are for the strategy Optimal, not for depth-first"},
		{"a checkpoint of all clients", func() {
			explore.LinearizableAll(explore.Config{Checkpoint: "file"},
				clients{New: fresh, Model: fresh, Ops: []func(int) op{func(int) op { return add }}, Calls: 2, Threads: 2})
		}, "explore: LinearizableAll is one search for each client: Config.Workers and Config.Checkpoint are for Explore and Linearizable"},
		{"no switches", func() { explore.Preemptions(-1) },
			"explore: Preemptions of -1: give the most forced switches, 0 or more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if s, _ := recover().(string); s != c.says || strings.Contains(s, "\n") {
					t.Errorf("says %q\nwant %q", s, c.says)
				}
			}()
			c.f()
		})
	}
}

// TestMisuseInside: what a scenario does wrong is its thread's panic, in one line.
func TestMisuseInside(t *testing.T) {
	var x atomic.Int32
	for _, c := range []struct {
		name string
		f    func()
		says string
	}{
		{"Explore", func() { explore.Explore(explore.Config{}, counter(right)) },
			"explore: an exploration inside an exploration: call Explore and Linearizable from the test, never from a scenario"},
		{"Choose", func() { explore.Choose(0) }, "explore: Choose(0): give the number of values, at least 1"},
		{"Operation", func() { explore.Operation(func() { explore.Operation(func() {}) }) },
			"explore: an operation inside an operation"},
		{"Unpin", func() { explore.Unpin() }, "explore: Unpin without Pin"},
		{"Go", func() { explore.Go(nil) }, "explore: Go of a nil function"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explore.Explore(explore.Config{}, func() { x.Add(1); c.f() })
			first, _, _ := strings.Cut(r.Failure, "\n")
			if r.Verdict != explore.Violated || first != r.Failure || !strings.HasSuffix(r.Failure, ": "+c.says) {
				t.Errorf("says %q\nwant %q", r.Failure, c.says)
			}
		})
	}
}

// TestForeignSchedule: a schedule of another program, or one that goes on when the
// program has ended, is worth nothing and says so.
func TestForeignSchedule(t *testing.T) {
	for _, c := range []struct{ schedule, says string }{
		{"s1.3.1.2", "its step 0 is thread 3's, who cannot take it"},
		{"s1.1x2.2x9", "its step 1 is thread 1's, who cannot take it"},
		{"s1.1.2.0x5", "its step 4 is thread 0's, who cannot take it"},
		{"s1.1.2=1.0", "its step 1 is the choice of 1, and here a rmw"},
	} {
		r := explore.Explore(explore.Config{Strategy: explore.Replay(c.schedule)}, counter(right))
		if r.Verdict != explore.Unknown || r.Failure != "the schedule is not of this scenario under this Config: "+c.says {
			t.Errorf("%s:\n%v\nwant\n%s", c.schedule, r, c.says)
		}
	}
	if r := explore.Explore(explore.Config{Strategy: explore.Replay("s1.2.1.0")}, counter(right)); r.Verdict != explore.Sampled {
		t.Errorf("its own: %v", r)
	}
}
