package explore_test

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

// TestRandomWalkIsUniform: three stores by two threads have 20 interleavings, and
// each comes as often as any other.
func TestRandomWalkIsUniform(t *testing.T) {
	const runs = 20_000
	seen := map[string]float64{}
	explore.RunEngine(explore.EngineConfig{Strategy: &engine.RandomWalk{Seed: 1, Runs: runs}, OnDone: func(e *engine.Engine) {
		seen[e.Schedule().String()]++
	}}, func() { explore.Parallel(kstores(3)()...) })
	if len(seen) != 20 {
		t.Fatalf("%d interleavings, want 20", len(seen))
	}
	chi := 0.0
	for _, n := range seen {
		chi += (n - runs/20) * (n - runs/20) / (runs / 20)
	}
	if chi > 43.8 { // 19 degrees of freedom, one in a thousand; the seed is fixed
		t.Errorf("χ² = %.1f: not uniform: %v", chi, seen)
	}
}

// lostUpdate is a bug of depth 2 in four threads.
func lostUpdate() {
	var x atomic.Int32
	explore.Parallel(append(inc2(&x), func() { var y atomic.Int32; y.Add(1); y.Add(1) })...)
	if x.Load() != 2 {
		panic("lost update")
	}
}

func inc2(x *atomic.Int32) fns {
	return each(2, func(int) func() { return func() { x.Store(x.Load() + 1) } })
}

// TestStrategiesFind: every strategy finds the lost update, and its schedule,
// printed and parsed, brings it back.
func TestStrategiesFind(t *testing.T) {
	for _, c := range []struct {
		name string
		s    engine.Strategy
	}{
		{"optimal", &engine.Optimal{}},
		{"depth-first", &engine.DepthFirst{Bound: -1}},
		{"one forced switch", &engine.DepthFirst{Bound: 1}},
		{"random walk", &engine.RandomWalk{Seed: 7, Runs: 100}},
		{"PCT", &engine.PCT{Seed: 7, Runs: 100, Depth: 2}},
		{"POS", &engine.POS{Seed: 7, Runs: 100}},
		{"optimal, twice", &engine.Twice{Strategy: &engine.Optimal{}}},
		{"random walk, twice", &engine.Twice{Strategy: &engine.RandomWalk{Seed: 7, Runs: 100}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var found string
			explore.RunEngine(explore.EngineConfig{Strategy: c.s, OnDone: func(e *engine.Engine) {
				if len(e.Failures()) > 0 && found == "" {
					found = e.Schedule().String()
				}
			}}, lostUpdate)
			if found == "" {
				t.Fatal("not found")
			}
			s, err := engine.ParseSchedule(found)
			if err != nil {
				t.Fatal(err)
			}
			r := explore.RunEngine(explore.EngineConfig{Strategy: &engine.Replay{Schedule: s}}, lostUpdate)
			if len(r.Failures) != 1 || r.Failures[0].Kind != engine.Panicked || r.Failures[0].Value != "lost update" {
				t.Errorf("replay of %s: %v", found, r.Failures)
			}
		})
	}
}

// TestNoForcedSwitchNoBug: with no forced switch the update is not lost.
func TestNoForcedSwitchNoBug(t *testing.T) {
	s := &engine.DepthFirst{Bound: 0}
	r := explore.RunEngine(explore.EngineConfig{Strategy: s}, lostUpdate)
	if r.Failed != 0 || !s.Cut() || r.Complete != 6 {
		t.Errorf("%d failed of %d, cut: %t", r.Failed, r.Complete, s.Cut())
	}
}

// TestFewestSwitchesFirst: each interleaving within the bound counts once, in
// order of forced switches, and the lost update needs one.
func TestFewestSwitchesFirst(t *testing.T) {
	seen := map[string]int{}
	last, first := 0, -1
	s := &engine.Preemptions{Bound: 99}
	r := explore.RunEngine(explore.EngineConfig{Strategy: s, OnDone: func(e *engine.Engine) {
		seen[e.Schedule().String()]++
		n := switches(e)
		if n < last {
			t.Errorf("%d forced switches after %d", n, last)
		}
		last = n
		if len(e.Failures()) > 0 && first < 0 {
			first = n
		}
	}}, lostUpdate)
	all := explore.RunEngine(explore.EngineConfig{Strategy: &engine.DepthFirst{Bound: -1}}, lostUpdate)
	if int64(len(seen)) != all.Complete || r.Complete != all.Complete || s.Cut() {
		t.Errorf("%d interleavings, %d different, want %d", r.Complete, len(seen), all.Complete)
	}
	if first != 1 {
		t.Errorf("first failure with %d forced switches", first)
	}
}

// switches counts forced ones from the events alone: a thread that takes a later
// step, and here never waits, could have gone on.
func switches(e *engine.Engine) (n int) {
	ev := e.Events()
	for i := 1; i < len(ev); i++ {
		if ev[i].Thread != ev[i-1].Thread {
			for j := i + 1; j < len(ev); j++ {
				if ev[j].Thread == ev[i-1].Thread && ev[j].Thread != 0 {
					n++
					break
				}
			}
		}
	}
	return n
}

// TestTwiceNamesNondeterminism: law E4.
func TestTwiceNamesNondeterminism(t *testing.T) {
	n := 0
	for name, f := range map[string]func(){
		"a location": func() {
			n++
			var x [2]atomic.Int32
			x[0].Load()
			x[1].Load()
			x[n%2].Load()
		},
		"a value": func() { n++; var x atomic.Int32; x.Store(int32(n)) },
		"a length": func() {
			n++
			var x atomic.Int32
			x.Load()
			if n%2 == 0 {
				x.Load()
			}
		},
		"an op": func() {
			n++
			var x atomic.Int32
			if n%2 == 0 {
				x.Load()
			} else {
				x.Add(1)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			n = 0
			r := explore.RunEngine(explore.EngineConfig{Strategy: &engine.Twice{Strategy: &engine.Optimal{}}}, f)
			if len(r.Failures) != 1 || r.Failures[0].Kind != engine.Nondeterminism {
				t.Errorf("%v", r.Failures)
			}
		})
	}
	r := explore.RunEngine(explore.EngineConfig{Strategy: &engine.Twice{Strategy: &engine.Optimal{}}}, func() { explore.Parallel(inc(3)()...) })
	if r.Complete != 36 || r.Failed != 0 {
		t.Errorf("inc(3): %d executions, %v", r.Complete, r.Failures)
	}
}

// TestScheduleText: a schedule survives being printed, and rubbish is refused.
func TestScheduleText(t *testing.T) {
	for _, text := range []string{"s1", "s1.1x3.2.0x2", "s1.1=2.1.1=1", "s1.2-1x2.2-1-3=4"} {
		s, err := engine.ParseSchedule(text)
		if err != nil || s.String() != text {
			t.Errorf("%q: %q, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "s2.1", "s1.", "s1.x", "s1.1x0", "s1.-1", "s1.1=z"} {
		if s, err := engine.ParseSchedule(text); err == nil {
			t.Errorf("%q read as %v", text, s)
		}
	}
}

// TestReplayOfNestedThreads: schedules name threads by who started them, not by
// when, so that one strategy's schedule is another's.
func TestReplayOfNestedThreads(t *testing.T) {
	scenario := func() {
		var x, y atomic.Int32
		nest := func() {
			y.Add(1)
			explore.Parallel(func() { x.Store(x.Load() + 1) })
		}
		explore.Parallel(nest, nest)
		explore.Check(x.Load() == 2, "lost update")
	}
	for _, s := range []explore.Strategy{explore.Optimal(), explore.DepthFirst(), explore.POS(3, 100)} {
		r := explore.Explore(explore.Config{Strategy: s}, scenario)
		again := explore.Explore(explore.Config{Strategy: explore.Replay(r.Schedule)}, scenario)
		if r.Verdict != explore.Violated || again.Failure != r.Failure || again.Schedule != r.Schedule {
			t.Errorf("%v\nand replayed\n%v", r, again)
		}
	}
}

// TestDeterminism: the same exploration gives the same schedules in the same
// order, and the same report, byte for byte.
func TestDeterminism(t *testing.T) {
	for _, s := range []func() engine.Strategy{
		func() engine.Strategy { return &engine.Optimal{} },
		func() engine.Strategy { return &engine.RandomWalk{Seed: 5, Runs: 50} },
		func() engine.Strategy { return &engine.PCT{Seed: 5, Runs: 50, Depth: 3} },
		func() engine.Strategy { return &engine.POS{Seed: 5, Runs: 50} },
	} {
		var all [2]string
		for i := range all {
			explore.RunEngine(explore.EngineConfig{Strategy: s(), OnDone: func(e *engine.Engine) {
				all[i] += e.Schedule().String() + "\n"
			}}, func() { explore.Parallel(msqueue("ED", "ED")()...) })
		}
		if all[0] != all[1] || all[0] == "" {
			t.Errorf("%T differs from run to run", s())
		}
	}
	for _, f := range []func(){lostUpdate, func() {
		explore.Parallel(msqueue("ED", "ED")()...)
		panic("pointers and a stack")
	}} {
		one, two := explore.Explore(explore.Config{}, f).Minimised(), explore.Explore(explore.Config{}, f).Minimised()
		one.Repeat, two.Repeat = "", "" // a token says which of the test's explorations it is of
		if one.String() != two.String() || !strings.Contains(one.Trace, "strategies_test.go") {
			t.Errorf("%v\nand then\n%v", one, two)
		}
	}
}
