package engine

// DepthFirst runs every interleaving, equivalent or not: the stupid twin of
// Optimal. With a bound it runs those with at most that many forced switches: a
// forced switch leaves a thread that could have gone on.
//
// Memory: O(threads) per step of one execution.
type DepthFirst struct {
	Bound int // forced switches, at least 0; -1 for any number

	path []branching
	used bool
	cut  bool // the bound kept something from being run
}

// branching is one step: what was taken there and what is left to take.
type branching struct {
	taken    choice
	left     []choice
	last     int32 // the thread of the step before, where it could go on, else -1
	switches int   // forced ones before this step
}

// Eager: every thread's next step is known before one is picked.
func (s *DepthFirst) Eager() bool { return true }

// Cut reports whether the bound kept some interleaving from being run.
func (s *DepthFirst) Cut() bool { return s.cut }

// switches returns how many forced switches the execution took.
//
//go:norace
func (s *DepthFirst) switches() int {
	if len(s.path) == 0 {
		return 0
	}
	b := &s.path[len(s.path)-1]
	if b.last >= 0 && b.last != b.taken.thread {
		return b.switches + 1
	}
	return b.switches
}

// Next backs up to the last step at which something is left.
func (s *DepthFirst) Next(e *Engine) bool {
	if !s.used {
		s.used = true
		return true
	}
	for n := len(s.path); n > 0; n-- {
		b := &s.path[n-1]
		if k := len(b.left); k > 0 {
			b.taken, b.left = b.left[k-1], b.left[:k-1]
			s.path = s.path[:n]
			e.repeat = n - 1
			return true
		}
	}
	return false
}

// Pick repeats the path, and at its end lets the thread of the last step go on.
//
//go:norace
func (s *DepthFirst) Pick(e *Engine) int32 {
	n := e.n
	if n < len(s.path) {
		return s.path[n].taken.thread
	}
	last, switches := int32(-1), s.switches()
	if n > 0 {
		if t := s.path[n-1].taken.thread; e.Enabled(t) {
			last = t
		}
	}
	if n < cap(s.path) {
		s.path = s.path[:n+1]
	} else {
		s.path = append(s.path, branching{})
	}
	b := &s.path[n]
	b.left, b.last, b.switches = b.left[:0], last, switches
	for i := len(e.threads) - 1; i >= 0; i-- {
		id := int32(i)
		switch {
		case id == last || !e.Enabled(id):
		case last >= 0 && s.Bound >= 0 && switches >= s.Bound:
			s.cut = true
		default:
			b.left = append(b.left, choice{id, 0})
		}
	}
	if last >= 0 {
		b.left = append(b.left, choice{last, 0})
	}
	k := len(b.left) - 1
	if k < 0 {
		s.path = s.path[:n]
		return -1
	}
	b.taken, b.left = b.left[k], b.left[:k]
	return b.taken.thread
}

// Choose takes 0 first and leaves the other values.
//
//go:norace
func (s *DepthFirst) Choose(e *Engine, n int) int {
	b := &s.path[e.n]
	if b.taken.value == 0 && e.n == len(s.path)-1 {
		for v := n - 1; v > 0; v-- {
			b.left = append(b.left, choice{b.taken.thread, int32(v)})
		}
	}
	return int(b.taken.value)
}

func (s *DepthFirst) Done(*Engine) {}
