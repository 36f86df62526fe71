package engine

import "math/rand/v2"

// POS runs Runs executions by partial order sampling: every announced step has a
// random priority, the highest goes first, and those that conflict with it get a
// new one. It reaches the classes of a program more evenly than a random walk.
//
// Memory: O(threads).
type POS struct {
	Seed uint64
	Runs int64

	rng      *rand.Rand
	begun    int64
	priority []uint64 // of each thread's announced step, 0 for none yet
	seen     int      // steps after which priorities were renewed
}

func (s *POS) Eager() bool { return true }

func (s *POS) Next(e *Engine) bool {
	s.rng = rand.New(newPCG(s.Seed, uint64(s.begun)))
	s.begun++
	s.priority, s.seen = s.priority[:0], 0
	return s.begun <= s.Runs
}

//go:norace
func (s *POS) Pick(e *Engine) int32 {
	for len(s.priority) < len(e.threads) {
		s.priority = append(s.priority, 0)
	}
	if e.n > s.seen {
		s.seen = e.n
		last := &e.ev[e.n-1]
		s.priority[last.Thread] = 0
		for id, t := range e.threads {
			if t.run == e.run && t.status == pending && last.Loc >= 0 && t.addr == e.locs[last.Loc].addr &&
				(last.Write || t.op != Load && t.op != Await) {
				s.priority[id] = 0
			}
		}
	}
	best := int32(-1)
	for id := range e.threads {
		if !e.Enabled(int32(id)) {
			continue
		}
		if s.priority[id] == 0 {
			s.priority[id] = 1 + s.rng.Uint64N(1<<62)
		}
		if best < 0 || s.priority[id] > s.priority[best] {
			best = int32(id)
		}
	}
	return best
}

//go:norace
func (s *POS) Choose(e *Engine, n int) int { return s.rng.IntN(n) }

func (s *POS) Done(*Engine) {}
