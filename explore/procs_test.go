package explore_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// TestProcs: threads pinned to one P exclude each other, threads on two do not,
// every thread gets everywhere, and nobody is pinned to a P that is gone.
func TestProcs(t *testing.T) {
	together, on := false, map[[2]int]bool{}
	// Two Ps commute: only the twin must have threads on both at once.
	r := explore.Explore(explore.Config{Strategy: explore.DepthFirst()}, func() {
		p := explore.NewProcs(2, 2)
		var busy [2]int
		explore.Parallel(each(2, func(i int) func() {
			return func() {
				k := p.Pin()
				busy[k]++
				explore.Check(busy[k] == 1, "two threads on P %d", k)
				explore.Check(k < p.Count(), "on P %d of %d", k, p.Count())
				together = together || busy[0]+busy[1] == 2
				on[[2]int{i, k}] = true
				explore.Gosched()
				busy[k]--
				p.Unpin(k)
			}
		})...)
	})
	if r.Verdict != explore.Exhausted || !together || len(on) != 4 {
		t.Errorf("%v; two at a time: %t; places %v", r, together, on)
	}
	shrunk := false
	r = explore.Explore(explore.Config{}, func() {
		p := explore.NewProcs(2, 3)
		explore.Parallel(func() {
			k := p.Pin()
			n := p.Count()
			shrunk = shrunk || n == 1
			explore.Gosched()
			explore.Check(n == p.Count() && k < n, "P %d of %d, then of %d", k, n, p.Count())
			p.Unpin(k)
		}, func() { p.Set(1) })
	})
	if r.Verdict != explore.Exhausted || !shrunk {
		t.Errorf("%v; shrunk: %t", r, shrunk)
	}
}
