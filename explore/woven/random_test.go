package woven_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/woven"
)

// TestRandom: a thread has the same random numbers in every execution, those of threads
// differ, and what was explored with them is bounded.
func TestRandom(t *testing.T) {
	number, below, shuffle := woven.Random(rand.Uint64), woven.Random(rand.IntN), woven.Random(rand.Shuffle)
	runs := map[[2]uint64]int{}
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		var drawn [2]uint64
		draw := func(i int) func() {
			return func() {
				x.Add(1)
				drawn[i] = number()
				explore.Check(below(3) < 3, "out of range")
				shuffle(2, func(i, j int) {})
			}
		}
		explore.Parallel(draw(0), draw(1))
		explore.Check(drawn[0] != drawn[1], "two threads draw the same")
		runs[drawn]++
	})
	if r.Verdict != explore.Bounded || !strings.Contains(r.Bounds, "one sequence of random numbers") || r.Executions != 2 || len(runs) != 1 {
		t.Error(r, runs)
	}
	a, b, c, d := number(), number(), number(), number()
	if a == b && c == d {
		t.Error("outside of an exploration the numbers are not random")
	}
}
