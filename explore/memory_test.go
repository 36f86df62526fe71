package explore_test

import (
	"runtime"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestMemoryIsBounded: memory does not grow with the number of executions, and an
// execution allocates at most twice beyond what its scenario does.
func TestMemoryIsBounded(t *testing.T) {
	var x [2]atomic.Int32
	shared := fns{}
	for range 4 {
		shared = append(shared, func() { x[0].Add(1); x[1].Add(1) }) // (4!)² classes
	}
	runs, most, first := 0, uint64(0), uint64(0)
	var before, after runtime.MemStats
	r := explore.RunEngine(explore.EngineConfig{OnDone: func(*engine.Engine) {
		runs++
		switch runs {
		case 100:
			first = heap()
			runtime.ReadMemStats(&before)
		case 300, 500:
			most = max(most, heap())
		}
		if runs == 299 {
			runtime.ReadMemStats(&after)
		}
	}}, func() {
		x[0].Store(0)
		x[1].Store(0)
		for _, f := range shared {
			explore.Go(f)
		}
		explore.Join()
	})
	if r.Complete != 576 {
		t.Fatal(r.Complete)
	}
	if most > first+64<<10 {
		t.Errorf("%d bytes after 100 executions, %d later", first, most)
	}
	if n := float64(after.Mallocs-before.Mallocs) / 199; n > 2 {
		t.Errorf("%.1f allocations per execution", n)
	}
}

// TestManyExecutions: law E7 and bounded memory over a million executions.
func TestManyExecutions(t *testing.T) {
	if testing.Short() {
		t.Skip("a million executions")
	}
	goroutines := runtime.NumGoroutine()
	var early, late uint64
	runs := 0
	explore.RunEngine(explore.EngineConfig{
		Stop: func() bool { return runs >= 1_000_000 },
		OnDone: func(*engine.Engine) {
			runs++
			switch runs {
			case 10_000:
				early = heap()
			case 999_000:
				late = heap()
			}
		}}, func() { explore.Parallel(scenario{2, "UUHUH", []int{2, 2, 2}}.build()...) })
	if runs < 1_000_000 {
		t.Fatalf("only %d executions", runs)
	}
	if late > early+4<<20 {
		t.Errorf("heap of %d bytes after 10,000 executions, %d after 999,000", early, late)
	}
	t.Logf("heap %d KB after 10,000 executions, %d KB after 999,000", early>>10, late>>10)
	if n := runtime.NumGoroutine(); n > goroutines+2 {
		t.Errorf("%d goroutines before, %d after", goroutines, n)
	}
}
