package explore_test

import (
	"flag"
	"os"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if os.Getenv(goRaceOnly) != "" {
		goRacePrograms()
		os.Exit(0)
	}
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if raceEnabled && !asked {
		if err := flag.Set("rapid.checks", "20"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// quick reports whether slow tests are to do less: a build for Go's race detector,
// which is ten times slower, is short too.
func quick() bool { return raceEnabled || testing.Short() }

// TestNoLeaks: law E7, goleak passes after a million executions that complete, are
// cut, deadlock, panic, exceed their steps and leave a thread behind.
func TestNoLeaks(t *testing.T) {
	executions := int64(1_000_000)
	if quick() {
		executions = 20_000
	}
	others := goleak.IgnoreCurrent()
	var runs, cut int64
	kinds := map[engine.Kind]int64{}
	explore.RunEngine(explore.EngineConfig{
		MaxSteps: 60,
		Strategy: &engine.RandomWalk{Seed: 1, Runs: executions},
		OnDone: func(e *engine.Engine) {
			runs++
			if e.WasCut() {
				cut++
			}
			for _, f := range e.Failures() {
				kinds[f.Kind]++
			}
		},
	}, func() {
		var x atomic.Int32
		var mu sync.Mutex
		explore.Go(func() { x.Add(1) })
		explore.Go(func() {
			switch end := explore.Choose(100); {
			case end > 4 || end == 4 && explore.Choose(20) > 0:
				x.Add(1)
			case end == 0:
				explore.Assume(x.Add(1) == 1)
			case end == 1:
				mu.Lock()
				mu.Lock()
			case end == 2:
				explore.Go(func() { x.Add(1) })
			case end == 3:
				x.Await(func(v int32) bool { return v > 9 })
			default:
				if explore.Choose(2) == 0 {
					panic("now and then")
				}
				for {
					x.Add(1)
				}
			}
		})
		explore.Join()
	})
	if runs != executions || cut == 0 {
		t.Errorf("%d executions, %d cut", runs, cut)
	}
	for _, k := range []engine.Kind{engine.Deadlock, engine.Outlived, engine.Panicked, engine.StepBound} {
		if kinds[k] == 0 {
			t.Errorf("no %v among %v", k, kinds)
		}
	}
	t.Logf("%d executions, %d cut, %v", runs, cut, kinds)
	goleak.VerifyNone(t, others)
}
