package engine

// shadow remembers the plain accesses of an execution.
type shadow struct{}

func (s *shadow) reset() {}

// sync moves the clocks as the step ev of t demands: what read acquires, what
// wrote releases; a store replaces its location's clock, an RMW joins it (E9).
func (e *Engine) sync(t *thread, ev *Event) {
	l := &e.locs[ev.Loc]
	if ev.Op != Store {
		t.clock.join(l.sync)
	}
	if ev.Write {
		if ev.Op == Store {
			l.sync.copy(t.clock)
		} else {
			l.sync.join(t.clock)
		}
		t.clock.tick(t.id)
	}
}
