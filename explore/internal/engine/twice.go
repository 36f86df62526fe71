package engine

import "fmt"

// Twice runs every schedule of another strategy twice and names what differs:
// time, randomness, map order, state that outlives an execution (E4).
type Twice struct {
	Strategy Strategy
	first    []choice
	second   bool // the execution repeats the first
	failed   int  // failures of the first
}

func (s *Twice) Eager() bool {
	x, ok := s.Strategy.(eager)
	return ok && x.Eager()
}

// Rehearsal reports whether the execution does not count: it will be repeated.
func (s *Twice) Rehearsal() bool {
	if !s.second {
		return true
	}
	x, ok := s.Strategy.(interface{ Rehearsal() bool })
	return ok && x.Rehearsal()
}

func (s *Twice) Next(e *Engine) bool {
	if s.first != nil && !s.second {
		s.second = true
		e.repeat = len(s.first)
		return true
	}
	s.second = false
	return s.Strategy.Next(e)
}

//go:norace
func (s *Twice) Pick(e *Engine) int32 {
	if !s.second {
		return s.Strategy.Pick(e)
	}
	if e.n < len(s.first) {
		return s.first[e.n].thread
	}
	for id := range e.threads { // the end: nothing but silent code is left
		if e.Enabled(int32(id)) {
			return int32(id)
		}
	}
	return -1
}

//go:norace
func (s *Twice) Choose(e *Engine, n int) int {
	if !s.second {
		return s.Strategy.Choose(e, n)
	}
	if e.n < len(s.first) {
		return int(s.first[e.n].value)
	}
	return 0
}

func (s *Twice) Done(e *Engine) {
	if !s.second {
		s.first, s.failed = make([]choice, e.n), len(e.failures)
		for i := range s.first {
			s.first[i] = choice{e.ev[i].Thread, e.ev[i].Choice}
		}
		return
	}
	if e.n != len(s.first) || len(e.failures) != s.failed {
		e.fail(Failure{Kind: Nondeterminism, Thread: -1, Value: fmt.Sprintf(
			"one schedule took %d steps with %d failures, and then %d with %d", len(s.first), s.failed, e.n, len(e.failures))})
	}
	s.first = nil
	s.Strategy.Done(e)
}
