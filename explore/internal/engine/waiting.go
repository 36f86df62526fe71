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
	if l < 0 && t.step == asleep {
		return op + ", and no Signal or Broadcast that came after it began has woken it"
	}
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

// A Wait is a step that a thread announced and did not get to take.
type Wait struct {
	Thread int32
	Name   string // of the step; empty where it waits for threads that it started
	Loc    int32  // -1 if nobody has touched it
	PC     uintptr
}

// Waits returns who waits for what at the end of a deadlocked execution, and who retries
// what at the end of one that was cut.
func (e *Engine) Waits() []Wait { return e.waits }

// waitsFor records what the threads wait for, in traced executions.
func (e *Engine) waitsFor() {
	for _, t := range e.threads {
		switch {
		case t.run != e.run:
		case t.retried:
			e.waits = append(e.waits, Wait{Thread: t.id, Name: "retry", Loc: -1, PC: t.pc})
		case t.status == joining && !e.cut:
			e.waits = append(e.waits, Wait{Thread: t.id, Loc: -1})
		case t.status == pending && (t.stuck || !e.cut):
			w := Wait{Thread: t.id, Name: t.op.String(), Loc: e.findLoc(t.addr), PC: t.pc}
			if t.step != nil {
				w.Name = t.step.Name
			}
			e.waits = append(e.waits, w)
		}
	}
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
