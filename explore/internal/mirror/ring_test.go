package mirror_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/mirror/chain"
	"github.com/poolproof/poolproof/explore/internal/mirror/dequeue"
)

// rows are the ring's in targets.md: the owner's program of U (PushHead) and H
// (PopHead), the PopTails of each thief, and how many executions there are; with
// retries cut, complete and blocked ones.
var rows = []struct {
	size         int
	owner        string
	thieves      []int
	all          int64
	cut, blocked int64
}{
	{2, "UUH", []int{1}, 12, 6, 2},
	{2, "UUH", []int{1, 1}, 397, 31, 43},
	{2, "UUH", []int{2, 2}, 3057, 183, 412},
	{2, "UUH", []int{1, 1, 1}, 10033, 139, 481},
	{2, "UUH", []int{2, 2, 2}, 149293, 1774, 9254},
	{2, "UUU", []int{1}, 11, 8, 1},
	{2, "UUU", []int{1, 1}, 265, 55, 29},
	{2, "UUU", []int{2, 2}, 7485, 511, 418},
	{2, "UUU", []int{1, 1, 1}, 16303, 346, 448},
	{8, "UUHH", []int{1}, 28, 7, 6},
	{8, "UUHH", []int{2}, 77, 18, 18},
}

// scenario is the row's, over the shipped ring.
func scenario(size int, index uint32, owner string, thieves []int) func() {
	return func() {
		d := dequeue.NewAt[int](size, index)
		threads := []func(){func() {
			next := 0
			for _, o := range owner {
				if o == 'U' {
					next++
					d.PushHead(next)
				} else {
					d.PopHead()
				}
			}
		}}
		for _, n := range thieves {
			threads = append(threads, func() {
				for range n {
					d.PopTail()
				}
			})
		}
		explore.Parallel(threads...)
	}
}

// The shipped ring, woven, has as many executions as targets.md says, none of which
// races (weave.F3, dequeue.D4); and the retries that weave marks cut what they should
// (weave.F5). It has as many near wrap-around.
func TestTheRing(t *testing.T) {
	for _, r := range rows {
		for _, index := range []uint32{0, 1<<32 - 1, 1<<32 - 2} {
			if r.all > 100_000 && (testing.Short() || index != 0) || r.all > 5_000 && underRace {
				continue // the engine switches a hundred times more slowly under the detector
			}
			for _, cut := range []bool{false, true} {
				got := explore.Explore(explore.Config{SpinCut: cut}, scenario(r.size, index, r.owner, r.thieves))
				want, blocked := r.all, int64(0)
				if cut {
					want, blocked = r.cut, r.blocked
				}
				if got.Verdict != explore.Exhausted || got.Executions != want || got.Blocked != blocked {
					t.Errorf("ring %d at %d, %s | %v, retries cut %v: %d + %d executions, want %d + %d; %v",
						r.size, index, r.owner, r.thieves, cut, got.Executions, got.Blocked, want, blocked, got)
				}
			}
		}
	}
}

// The shipped chain has the 92 executions of the litmus for real-time order.
func TestTheChain(t *testing.T) {
	chain.Sizes(1, dequeue.MaxSize)
	defer chain.Sizes(8, dequeue.MaxSize)
	got := explore.Explore(explore.Config{}, func() {
		var c chain.Chain[int]
		c.PushHead(1)
		steal := func() { c.PopTail() }
		explore.Parallel(func() { c.PushHead(2); c.PopHead() }, steal, steal)
	})
	if got.Verdict != explore.Exhausted || got.Executions != 92 {
		t.Error(got)
	}
}

// TestTheTailOnlyMovesForward: nobody moves the tail of a chain back to a ring that was
// dropped (chain.C4). An observer who finds it at two moments sees no more rings from
// there at the second, while nobody pushes.
func TestTheTailOnlyMovesForward(t *testing.T) {
	chain.Sizes(1, 1)
	defer chain.Sizes(8, 1<<30)
	moved := false
	got := explore.Explore(explore.Config{}, func() {
		var c chain.Chain[int]
		for v := range 3 { // rings of one value each
			c.PushHead(v)
		}
		steal := func() { c.PopTail(); c.PopTail() }
		explore.Parallel(steal, steal, func() {
			_, before := c.Inspect()
			_, after := c.Inspect()
			moved = moved || len(after) < len(before)
			explore.Check(len(after) <= len(before), "C4: the tail moved back")
		})
	})
	if got.Verdict != explore.Exhausted || !moved {
		t.Errorf("the tail moved: %t, %v", moved, got)
	}
}
