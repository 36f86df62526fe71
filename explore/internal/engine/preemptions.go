package engine

// Preemptions runs every interleaving with at most Bound forced switches, those
// with fewest first: a bug is found with as few switches as it needs. Each bound
// is a depth-first search; what an earlier one ran is run again to get past it,
// and does not count.
//
// Memory: O(threads) per step of one execution.
type Preemptions struct {
	Bound int // at least 0

	search DepthFirst
}

func (s *Preemptions) Eager() bool { return true }

// Cut reports whether the bound kept some interleaving from being run.
func (s *Preemptions) Cut() bool { return s.search.cut }

// Rehearsal reports whether the execution took fewer switches than the present
// bound: an earlier one has run it.
func (s *Preemptions) Rehearsal() bool { return s.search.switches() < s.search.Bound }

// Next raises the bound when nothing is left under it, unless it cut nothing off.
func (s *Preemptions) Next(e *Engine) bool {
	if s.search.Next(e) {
		return true
	}
	if !s.search.cut || s.search.Bound >= s.Bound {
		return false
	}
	s.search = DepthFirst{Bound: s.search.Bound + 1, path: s.search.path[:0], used: true}
	return true
}

//go:norace
func (s *Preemptions) Pick(e *Engine) int32 { return s.search.Pick(e) }

//go:norace
func (s *Preemptions) Choose(e *Engine, n int) int { return s.search.Choose(e, n) }

func (s *Preemptions) Done(*Engine) {}
