package engine

import "fmt"

// what says what t waits for: the operation, its object, and who changed that last.
//
//go:norace
func (e *Engine) what(t *thread) string {
	op := t.op.String()
	if t.step != nil {
		op = t.step.Name
	}
	l := e.findLoc(t.addr)
	if l < 0 {
		return op + ", and nobody has touched its object"
	}
	for i := e.n - 1; i >= 0; i-- {
		if ev := &e.ev[i]; ev.Loc == l && ev.Write {
			return fmt.Sprintf("%s of location %d, which thread %s changed last, in %s", op, l, e.Name(ev.Thread), ev.Name())
		}
	}
	return fmt.Sprintf("%s of location %d, which nobody has changed", op, l)
}

// Name is the operation, for reports.
//
//go:norace
func (ev *Event) Name() string {
	if ev.step != nil {
		return ev.step.Name
	}
	return ev.Op.String()
}
