package engine

import "unsafe"

// With SpinCut a thread's part may end in a retry: a marked CAS waits until it
// would succeed, perhaps for ever, and a marked Retry waits for ever. When nobody
// else can move, each of these threads is asked what another iteration, begun on
// the final values, would do:
//
//	fails again   it comes to a Retry, to a marked CAS that fails, to the beginning of
//	              one more, or to no end, and on the way there it only read, or wrote
//	              what was there
//	goes on       anything else: it comes to a step that changes something, to one
//	              that waits, to a choice or an assumption, asks for the time, or comes
//	              to the operation's end
//
// If all fail again, nobody is left to change the values, and they would fail for
// ever: a livelock. If one goes on, or an assumption ended one, the execution was
// merely cut: in another one that thread begins its last iteration later, when it
// goes on, and the others are asked again after it. So no livelock is missed: what
// the threads of a livelock did before their last iterations began is an execution
// too, in which the iterations that failed earlier, and changed nothing, are left
// out.
//
// An iteration that takes and frees a lock has written, and goes on. But a thread that was
// idle, and since when nobody else has changed anything, need not be asked: it would do the
// same once more.

// probeLimit is how many steps an iteration may take before it counts as endless.
const probeLimit = 10_000

// probe asks every thread whose part ended in a retry, and records nothing of it.
// Performed is what changes nothing, and of the words of the code under test the one
// change at which a thread goes on, after which nobody is asked any more.
func (e *Engine) probe() {
	first := int32(-1)
	for _, t := range e.threads {
		if t.run != e.run {
			continue
		}
		if t.status == cut {
			return
		}
		if t.status == retrying && t.bounded {
			return // another iteration may be the one that counts
		}
		if !t.retried && !(t.stuck && t.spin) {
			continue
		}
		if t.calm && t.around == e.others(t) {
			if first < 0 {
				first = t.id
			}
			continue
		}
		e.probes++
		e.unwinding, e.probing, e.probed, e.fails = true, true, 0, false
		e.cur, e.granted, e.before = t, t, t.state()
		t.releaseStart()
		t.resume()
		t.acquireEnd()
		e.unwinding, e.probing = false, false
		t.status = absent
		if !e.fails {
			return
		}
		if first < 0 {
			first = t.id
		}
	}
	e.fail(Failure{Kind: Livelock, Thread: first, Value: "its retry would fail again on the final values, and nobody is left to change them"})
}

// others is what may make a thread do something else from the same state on: what all others
// have changed, the times at which it asked for the time, and its choices. It never comes again.
type others struct{ changes, asks, choices uint64 }

//go:norace
func (e *Engine) others(t *thread) others {
	o := others{asks: t.asks, choices: t.choices}
	for _, c := range e.threads {
		if c != t && c.run == e.run {
			o.changes += mix(uint64(c.id)<<48 ^ c.state())
		}
	}
	return o
}

// iterate is announce for a thread that is being probed: it returns when the step
// changes nothing, and else ends the iteration.
//
//go:norace
func (e *Engine) iterate(p unsafe.Pointer, op Op, want, now uint64, guard Guard) {
	t := e.cur
	e.probed++
	marked, step := t.spinNext, t.step
	t.spinNext, t.step = false, nil
	if l := e.findLoc(p); p != nil && l >= 0 {
		now = e.locs[l].val
	}
	switch {
	case e.probed > probeLimit:
		e.fails = true
	case step != nil && (guard == nil || guard(now)) && !step.Do(now).Mode.changes():
		return
	case op == Load || op == Yield:
		return
	case op == Await && guard(now):
		return
	case op == Try && !guard(now):
		return
	case op == CAS && want != now && !marked:
		return
	case op == CAS && want != now:
		e.fails = true
	case step == nil && (op == Store || op == RMW || op == CAS):
		return // what it did is known when it leaves
	}
	panic(unwind{})
}
