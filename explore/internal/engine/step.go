package engine

import "unsafe"

// A Step is one kind of visible operation on an object whose whole state is one
// word that the engine holds: a lock, a group, a P. What it does is a pure
// function of that word, so that the search knows what it would do elsewhere, in
// the context of any of the steps that it follows (E10).
type Step struct {
	Name  string            // for reports: "Mutex.Lock"
	On    Object            // what it touches
	Mode  Mode              // what it counts as while it waits
	Guard Guard             // it is enabled when this holds; nil for always
	Do    func(uint64) Done // pure
	Raise bool              // the start of a round, if the word was zero: no Wait races it
	Gaps  bool              // it waits for the end of a round: its guard is Free, and may hold between steps that commute
}

// Done is what a step did to the word.
type Done struct {
	After uint64
	Mode  Mode
	Order Order // what it acquired and released
}

// Do announces s on the object at p, whose word is zero in a new execution,
// performs it when it is its turn, and returns the word before it.
//
//go:norace
func (e *Engine) Do(p unsafe.Pointer, s *Step) uint64 {
	e.mayWait(s.Guard != nil, s.Name)
	return e.do(p, s)
}

//go:norace
func (e *Engine) do(p unsafe.Pointer, s *Step) uint64 {
	op := RMW
	if s.Guard != nil {
		op = Lock
	}
	e.cur.step, e.cur.object = s, s.On
	e.announce(p, op, 0, 0, s.Guard)
	v := e.Held(p, 0)
	if s.Gaps || s.Raise && v == 0 {
		e.mark(p, s.Raise)
	}
	d := s.Do(v)
	e.leaveAs(v, d.After, d.Mode, false, d.Order)
	return v
}

// Free is a guard: the word is zero.
//
//go:norace
func Free(v uint64) bool { return v == 0 }

// modeIn returns what the step ev counts as when its location holds v.
//
//go:norace
func (ev *Event) modeIn(v uint64) Mode {
	wrote := ev.Write
	switch {
	case ev.step != nil:
		return ev.step.Do(v).Mode
	case ev.Op == CAS || ev.Op == Try:
		wrote = holds(ev.guard, ev.Arg, v)
	}
	return plainMode(wrote)
}

//go:norace
func plainMode(wrote bool) Mode {
	if wrote {
		return Writes
	}
	return Reads
}
