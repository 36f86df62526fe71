package explore_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// pins is who is on which P, a race on purpose.
type pins struct {
	busy     [2]int
	together bool       // two threads on two Ps at one time
	on       [2][2]bool // by thread and P: was there once
}

//go:norace
func (p *pins) enter(thread, k int) int {
	p.busy[k]++
	p.together = p.together || p.busy[0]+p.busy[1] == 2
	p.on[thread][k] = true
	return p.busy[k]
}

//go:norace
func (p *pins) leave(k int) { p.busy[k]-- }

// TestProcs: threads pinned to one P exclude each other, threads on two do not,
// every thread gets everywhere, and nobody is pinned to a P that is gone.
func TestProcs(t *testing.T) {
	var seen pins
	// Two Ps commute: only the twin must have threads on both at once.
	r := explore.Explore(explore.Config{Strategy: explore.DepthFirst()}, func() {
		p := explore.NewProcs(2, 2)
		seen.busy = [2]int{}
		explore.Parallel(each(2, func(i int) func() {
			return func() {
				k := p.Pin()
				explore.Check(seen.enter(i, k) == 1, "two threads on P %d", k)
				explore.Check(k < p.Count(), "on P %d of %d", k, p.Count())
				explore.Gosched()
				seen.leave(k)
				p.Unpin(k)
			}
		})...)
	})
	if r.Verdict != explore.Exhausted || !seen.together || seen.on != [2][2]bool{{true, true}, {true, true}} {
		t.Errorf("%v; two at a time: %t; places %v", r, seen.together, seen.on)
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
