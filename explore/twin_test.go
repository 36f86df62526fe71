package explore_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

// class names the equivalence class of an execution by its Foata normal form:
// layer by layer, the steps whose predecessors are all in earlier layers. It
// shares nothing with the analysis of Optimal.
func class(e *engine.Engine, dependent func(i, j int) bool) string {
	ev := e.Events()
	layer := make([]int, len(ev))
	var layers [][]string
	seq := map[int32]int{}
	for j := range ev {
		for i := range j {
			if dependent(i, j) {
				layer[j] = max(layer[j], layer[i]+1)
			}
		}
		if layer[j] == len(layers) {
			layers = append(layers, nil)
		}
		layers[layer[j]] = append(layers[layer[j]], fmt.Sprintf("%s.%d=%d", e.Name(ev[j].Thread), seq[ev[j].Thread], ev[j].Choice))
		seq[ev[j].Thread]++
	}
	for _, l := range layers {
		slices.Sort(l)
	}
	return fmt.Sprint(layers)
}

// plainly is E3 and E8 by hand, and the order of start and join as recorded.
func plainly(e *engine.Engine) func(i, j int) bool {
	ev := e.Events()
	return func(i, j int) bool {
		a, b := &ev[i], &ev[j]
		return a.Thread == b.Thread || e.Follows(i, j) ||
			a.Loc >= 0 && a.Loc == b.Loc && (a.Write || b.Write) && !apart(a.Mode, b.Mode) ||
			a.Op == engine.Call && b.Op == engine.Return || a.Op == engine.Return && b.Op == engine.Call
	}
}

// apart is E10 by hand: what commutes although it changes one word.
func apart(a, b engine.Mode) bool {
	type pair [2]engine.Mode
	return slices.ContainsFunc([]pair{
		// a lock with readers, and the world
		{engine.Enters, engine.Enters}, {engine.Enters, engine.Leaves}, {engine.Leaves, engine.Leaves},
		{engine.Enters, engine.Probes}, {engine.Leaves, engine.Probes},
		{engine.Enters, engine.Drains}, {engine.Leaves, engine.Shuts}, {engine.Drains, engine.Shuts},
		// a wait group
		{engine.Adds, engine.Leaves}, {engine.Takes, engine.Leaves}, {engine.Takes, engine.Takes},
	}, func(p pair) bool { return p == pair{a, b} || p == pair{b, a} })
}

// TestTwinCounts: without reduction, all interleavings are run.
func TestTwinCounts(t *testing.T) {
	for _, c := range []struct {
		name string
		runs int64
		p    func() fns
	}{
		{"2 threads of 2 steps", 6, straight("wa wa", "wb wb")},
		{"3 threads of 2 steps", 90, straight("wa wa", "wb wb", "wc wc")},
		{"4, 3 and 2 steps", 1260, straight("wa wa wa wa", "rb rb rb", "wa wb")},
		{"choices", 3 * 2 * 3, func() fns {
			var x atomic.Int32
			return fns{func() { explore.Choose(3) }, func() { x.Store(int32(explore.Choose(2))) }}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explore.RunEngine(explore.EngineConfig{Strategy: &engine.DepthFirst{Bound: -1}}, func() { explore.Parallel(c.p()...) })
			if r.Complete != c.runs || r.Failed > 0 {
				t.Errorf("%d runs, want %d; %v", r.Complete, c.runs, r.Failures)
			}
		})
	}
}

// TestTwinClasses: the twin's classes, counted by normal form, are as many as
// the executions of Optimal.
func TestTwinClasses(t *testing.T) {
	for _, p := range programs {
		if p.m > 300 || slices.Contains([]string{"indexer(11)", "indexer(12)", "indexer(13)", "filesystem(14)", "filesystem(16)", "filesystem(20)", "casw(3)", "Treiber P|P|P", "Michael-Scott ED|ED", "5 stores each", "binc(3)", "lastzero(5)", "casrot(6)", "wcas(6)", "ring of 6: 2+2W", "ring of 5: LB", "Treiber PO|PO", "fib(2)", "mutex(5)", "ticketlock(5)", "control_flow(3)", "Treiber P|P|O"}, p.name) {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			seen := map[string]bool{}
			explore.RunEngine(explore.EngineConfig{Strategy: &engine.DepthFirst{Bound: -1}, OnDone: func(e *engine.Engine) {
				if !e.WasCut() {
					seen[class(e, plainly(e))] = true
				}
			}}, func() {
				explore.Parallel(p.build()...)
				if p.after != nil {
					p.after()
				}
			})
			if int64(len(seen)) != p.m {
				t.Errorf("%d classes, want %d", len(seen), p.m)
			}
		})
	}
}

// TestForcedSwitches: the classes that have a linearisation with at most k
// forced switches.
func TestForcedSwitches(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func() fns
		want  []int
		long  bool
	}{
		{"UUH|1", scenario{2, "UUH", []int{1}}.build, []int{2, 6, 8, 10, 12}, false},
		{"UUHH|1", scenario{8, "UUHH", []int{1}}.build, []int{2, 8, 11, 17, 21, 25, 28}, false},
		{"UUH|1|1", scenario{2, "UUH", []int{1, 1}}.build, []int{5, 31, 77, 139, 231, 333, 385, 397}, true},
		{"IRIW", straight("wx", "wy", "rx ry", "ry rx"), []int{14, 15}, false},
		{"inc(3)", inc(3), []int{6, 24, 36}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.long && testing.Short() {
				t.Skip("half a million interleavings")
			}
			for k, want := range c.want {
				seen := map[string]bool{}
				explore.RunEngine(explore.EngineConfig{Strategy: &engine.DepthFirst{Bound: k}, OnDone: func(e *engine.Engine) {
					seen[class(e, plainly(e))] = true
				}}, func() { explore.Parallel(c.build()...) })
				if len(seen) != want {
					t.Errorf("at most %d: %d classes, want %d", k, len(seen), want)
				}
			}
		})
	}
}
