package engine

// With SpinCut a marked CAS waits until it would succeed, and its thread may wait
// for ever. If another iteration, begun on the final values, would come to a CAS
// that succeeds, or to anything else that writes, the execution was merely cut.
// If it would fail again, and nobody is left to change that, it is a livelock.

// probeLimit is how many steps an iteration may take before it counts as endless.
const probeLimit = 10_000

// probe lets every thread that waits in a marked CAS begin another iteration,
// performing only what changes nothing, and records none of it.
func (e *Engine) probe() {
	for _, t := range e.threads {
		if t.run != e.run || !t.stuck || !t.spin {
			continue
		}
		e.unwinding, e.probing, e.probed, e.fails = true, true, 0, false
		e.cur, e.granted = t, t
		t.releaseStart()
		t.resume()
		t.acquireEnd()
		e.unwinding, e.probing = false, false
		t.status = absent
		if e.fails {
			e.fail(Failure{Kind: Livelock, Thread: t.id, Value: "its retry would fail again on the final values"})
		}
	}
}

// iterate is announce for a thread that is being probed.
//
//go:norace
func (e *Engine) iterate(t *thread, op Op, want, now uint64) {
	e.probed++
	marked := t.spinNext
	t.spinNext = false
	switch {
	case e.probed > probeLimit:
		e.fails = true
	case op == Load, op == CAS && want != now && !marked:
		return
	case op == CAS && want != now:
		e.fails = true
	}
	panic(unwind{})
}
