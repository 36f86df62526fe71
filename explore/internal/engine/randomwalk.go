package engine

import "math/rand/v2"

// RandomWalk runs Runs random executions. A thread is picked with probability
// in proportion to the steps that it has left, as the execution before told:
// where threads take the same number of steps in every execution, each
// interleaving is exactly as likely as any other.
//
// Memory: O(threads).
type RandomWalk struct {
	Seed uint64
	Runs int64

	rng   *rand.Rand
	begun int64
	total []int // by thread: its steps in the execution before
}

func (s *RandomWalk) Eager() bool { return true }

// Next seeds each execution by its number, after one that only counts steps.
func (s *RandomWalk) Next(e *Engine) bool {
	s.rng = rand.New(newPCG(s.Seed, uint64(s.begun)))
	s.begun++
	return s.begun <= s.Runs+1
}

// Rehearsal reports whether the execution only counts steps.
func (s *RandomWalk) Rehearsal() bool { return s.begun == 1 }

//go:norace
func (s *RandomWalk) Pick(e *Engine) int32 {
	sum := 0
	for id := range e.threads {
		if e.Enabled(int32(id)) {
			sum += s.left(e, id)
		}
	}
	if sum == 0 {
		return -1
	}
	r := s.rng.IntN(sum)
	for id := range e.threads {
		if e.Enabled(int32(id)) {
			if r -= s.left(e, id); r < 0 {
				return int32(id)
			}
		}
	}
	panic("internal error: weights changed")
}

// left is what thread id is expected to do yet, at least the announced step.
//
//go:norace
func (s *RandomWalk) left(e *Engine, id int) int {
	if id < len(s.total) {
		return max(1, s.total[id]-e.threads[id].steps)
	}
	return 1
}

//go:norace
func (s *RandomWalk) Choose(e *Engine, n int) int { return s.rng.IntN(n) }

func (s *RandomWalk) Done(e *Engine) {
	s.total = s.total[:0]
	for _, t := range e.threads {
		steps := 0
		if t.run == e.run {
			steps = t.steps
		}
		s.total = append(s.total, steps)
	}
}
