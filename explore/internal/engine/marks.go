package engine

import "unsafe"

// A mark remembers who raised a wait group from zero, and who waited on it: std
// demands that the one happens before the other, or after it.
type mark struct {
	thread int32
	epoch  uint32
	raised bool
}

// mark records that the running thread is about to raise the group at p from zero,
// or to wait on it, with the clock that it had before, and reports a race with
// what is not ordered before.
//
//go:norace
func (e *Engine) mark(p unsafe.Pointer, raised bool) {
	if !e.Clocks || e.probing {
		return
	}
	t := e.cur
	l := &e.locs[e.locate(p, t.object, 0)]
	for _, m := range l.marks {
		if m.thread != t.id && m.raised != raised && t.clock.at(m.thread) < m.epoch && !e.raced.found {
			e.raced.found = true
			one, two := t.id, m.thread
			if !raised {
				one, two = two, one
			}
			e.fail(Failure{Kind: Race, Thread: one, Other: two, Value: "sync: WaitGroup misuse: its Add from zero and a Wait by thread " + e.Name(two) + " are unordered"})
			return
		}
	}
	l.marks = append(l.marks, mark{t.id, t.clock.at(t.id), raised})
	t.clock.tick(t.id)
}
