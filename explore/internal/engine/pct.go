package engine

import (
	"math/rand/v2"
)

// PCT runs Runs executions under random priorities that change at Depth-1
// random steps. Of n threads that take k steps, one execution finds a bug of that
// depth with probability at least 1/(n·k^(Depth-1)).
//
// Memory: O(threads + Depth).
type PCT struct {
	Seed  uint64
	Runs  int64
	Depth int // at least 1

	rng      *rand.Rand
	begun    int64
	steps    int // the longest execution so far
	priority []int
	changes  []int // steps at which the running thread falls behind all others
	lowest   int
}

func (s *PCT) Eager() bool { return true }

func (s *PCT) Next(e *Engine) bool {
	if s.Depth < 1 {
		panic("explore: PCT of depth less than 1")
	}
	s.rng = rand.New(newPCG(s.Seed, uint64(s.begun)))
	s.begun++
	s.priority, s.changes, s.lowest = s.priority[:0], s.changes[:0], 0
	for range s.Depth - 1 {
		s.changes = append(s.changes, s.rng.IntN(max(1, s.steps)))
	}
	return s.begun <= s.Runs+1
}

// Rehearsal reports whether the execution only counts steps.
func (s *PCT) Rehearsal() bool { return s.begun == 1 }

//go:norace
func (s *PCT) Pick(e *Engine) int32 {
	for len(s.priority) < len(e.threads) {
		// A new thread gets a random place among the others.
		s.priority = append(s.priority, 1+s.rng.IntN(1<<30))
	}
	if e.n > 0 && s.behind(e.n) {
		s.lowest--
		s.priority[e.ev[e.n-1].Thread] = s.lowest
	}
	best := int32(-1)
	for id := range e.threads {
		if e.Enabled(int32(id)) && (best < 0 || s.priority[id] > s.priority[best]) {
			best = int32(id)
		}
	}
	return best
}

// behind reports whether the running thread falls behind at step n.
//
//go:norace
func (s *PCT) behind(n int) bool {
	for _, c := range s.changes {
		if c == n {
			return true
		}
	}
	return false
}

//go:norace
func (s *PCT) Choose(e *Engine, n int) int { return s.rng.IntN(n) }

func (s *PCT) Done(e *Engine) { s.steps = max(s.steps, e.n) }
