package explore_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// BenchmarkRow explores a whole row per iteration: executions/s, steps/s, and
// allocations of an execution, the scenario's own included.
func BenchmarkRow(b *testing.B) {
	bench := func(name string, build func() fns) {
		b.Run("program="+name, func(b *testing.B) {
			var runs, steps int64
			b.ReportAllocs()
			for b.Loop() {
				r := explore.RunEngine(explore.EngineConfig{}, func() { explore.Parallel(build()...) })
				runs += r.Complete + r.Blocked
				steps += r.Steps
			}
			b.ReportMetric(float64(runs)/b.Elapsed().Seconds(), "executions/s")
			b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
		})
	}
	for _, r := range rings {
		if r.m > 3000 {
			bench(r.String(), r.build)
		}
	}
	for _, p := range []program{
		row("readers(12)", 0, readers(12)),
		row("lastzero(10)", 0, lastzero(10)),
		row("indexer(15)", 0, indexer(15)),
		row("filesystem(20)", 0, filesystem(20)),
		row("ainc(7)", 0, ainc(7)),
		row("inc(4)", 0, inc(4)),
		row("fib(3)", 0, fib(3)),
		row("casrot(8)", 0, casrot(8)),
		row("mutex(6)", 0, mutex(6)),
	} {
		bench(p.name, p.build)
	}
}
