package explore_test

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// TestNothingRanToItsEnd: law X1, a green verdict needs an execution that nothing cut.
func TestNothingRanToItsEnd(t *testing.T) {
	for _, s := range []explore.Strategy{explore.Optimal(), explore.DepthFirst(), explore.Preemptions(0), explore.POS(1, 20)} {
		r := explore.Explore(explore.Config{Strategy: s}, func() {
			var x atomic.Int32
			x.Load()
			explore.Assume(false)
		})
		if r.Verdict != explore.Unknown || r.Executions != 0 || !strings.HasPrefix(r.Failure, "no execution ran to its end") {
			t.Errorf("%v", r)
		}
	}
	// A client that can only wait says nothing, and one more thread lets it go on.
	type op = explore.Op[*atomic.Int32, *int]
	one := func(v int32) bool { return v == 1 }
	g := clientsOf(2, 2, false,
		func(int) op {
			return op{Name: "wait", Do: func(x *atomic.Int32) any {
				for !one(x.Load()) {
					explore.Retry()
				}
				return nil
			}, Spec: func(*int) any { return nil }}
		})
	r := explore.LinearizableAll(explore.Config{SpinCut: true}, g)
	if r.Verdict == explore.Bounded || r.Executions != 0 {
		t.Errorf("nobody lets them go on: %v", r)
	}
}

// TestStepBoundRemedy: a loop that waits for ever is told from a bound, with the remedy.
func TestStepBoundRemedy(t *testing.T) {
	wait := func(c explore.Config) explore.Report {
		return explore.Explore(c, func() {
			var x atomic.Int32
			explore.Parallel(func() {
				for x.Load() == 0 {
					explore.Retry()
				}
			}, func() { x.Store(1) })
		})
	}
	if r := wait(explore.Config{Steps: 50}); r.Verdict != explore.Unknown ||
		r.Failure != "step bound exceeded in thread 1 before step 50: 50 steps, 50 of them by thread 1, which goes on at verdict_test.go:47: raise Config.Steps, or mark loops that wait with Retry or Spin and set Config.SpinCut" {
		t.Errorf("%v", r)
	}
	// Who took most of the steps is named, and not who took the last one.
	if r := explore.Explore(explore.Config{Steps: 50}, func() {
		var x atomic.Int32
		many := func(n int) func() {
			return func() {
				for range n {
					x.Add(1)
				}
			}
		}
		explore.Parallel(many(40), many(20))
	}); !strings.Contains(r.Failure, "50 steps, 40 of them by thread 1") {
		t.Errorf("%v", r)
	}
	if r := wait(explore.Config{SpinCut: true}); r.Verdict != explore.Exhausted || r.Executions != 1 || r.Blocked != 1 {
		t.Errorf("%v", r)
	}
}
