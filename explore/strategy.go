package explore

import (
	"fmt"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Strategy says which interleavings to run. The zero value is [Optimal].
type Strategy struct {
	name    string
	make    func() engine.Strategy
	sampled bool
	replay  bool
	parts   bool // the search can be kept, and shared
}

// Optimal runs one execution of every equivalence class, and none twice.
func Optimal() Strategy {
	return Strategy{name: "optimal", parts: true, make: func() engine.Strategy { return &engine.Optimal{} }}
}

// DepthFirst runs every interleaving, equivalent or not.
func DepthFirst() Strategy {
	return Strategy{name: "depth-first", make: func() engine.Strategy { return &engine.DepthFirst{Bound: -1} }}
}

// Preemptions runs every interleaving with at most k forced switches, k at least
// 0, those with fewest first. A forced switch leaves a thread that could go on.
func Preemptions(k int) Strategy {
	if k < 0 {
		panic(fmt.Sprintf("explore: Preemptions of %d: give the most forced switches, 0 or more", k))
	}
	return Strategy{name: fmt.Sprintf("at most %d forced switches", k),
		make: func() engine.Strategy { return &engine.Preemptions{Bound: k} }}
}

// RandomWalk runs n random executions, each interleaving as likely as any other
// where threads always take the same number of steps.
func RandomWalk(seed uint64, n int64) Strategy {
	checkRuns("RandomWalk", n)
	return Strategy{name: fmt.Sprintf("random walk, seed %d", seed), sampled: true,
		make: func() engine.Strategy { return &engine.RandomWalk{Seed: seed, Runs: n} }}
}

// PCT runs n executions with random priorities that change at depth-1 steps.
func PCT(seed uint64, n int64, depth int) Strategy {
	checkRuns("PCT", n)
	if depth < 1 {
		panic(fmt.Sprintf("explore: PCT of depth %d: give at least 1, the number of steps whose order makes the bug", depth))
	}
	return Strategy{name: fmt.Sprintf("PCT of depth %d, seed %d", depth, seed), sampled: true,
		make: func() engine.Strategy { return &engine.PCT{Seed: seed, Runs: n, Depth: depth} }}
}

// POS runs n executions by partial order sampling.
func POS(seed uint64, n int64) Strategy {
	checkRuns("POS", n)
	return Strategy{name: fmt.Sprintf("partial order sampling, seed %d", seed), sampled: true,
		make: func() engine.Strategy { return &engine.POS{Seed: seed, Runs: n} }}
}

// Replay runs the one execution of a schedule that a report printed.
func Replay(schedule string) Strategy {
	s, err := engine.ParseSchedule(schedule)
	if err != nil {
		panic(err.Error() + ": give the Schedule of a Report")
	}
	return Strategy{name: "replay of " + schedule, sampled: true, replay: true,
		make: func() engine.Strategy { return &engine.Replay{Schedule: s} }}
}
