package engine

import (
	"fmt"
	"reflect"
	"unsafe"
)

// What a thread does, as it does it: it announces a step, waits for its turn, performs the
// step and records what that did (E1, E2).

// nearly is how many steps before the last the places of steps are kept, for busiest.
const nearly = 1000

// announce tells the engine the running thread's next step and returns when it
// is that thread's turn (E1, E2).
//
//go:norace
func (e *Engine) announce(p unsafe.Pointer, op Op, arg, now uint64, guard Guard) {
	t := e.cur
	if t.dying {
		panic(unwind{})
	}
	if e.probing {
		e.iterate(p, op, arg, now, guard)
		return
	}
	t.status = pending
	t.op, t.addr, t.arg, t.now, t.guard = op, p, arg, now, guard
	t.spin = t.spinNext && op == CAS
	t.spinNext = false
	if e.Traced || e.n > e.MaxSteps-nearly && e.MaxSteps > 0 {
		t.pc = caller()
	}
	next := e.schedule()
	for next != t {
		e.next = next
		t.yield(struct{}{})
		if t.dying {
			panic(unwind{})
		}
		e.cur = t
		if e.granted == t {
			return
		}
		next = e.schedule()
	}
}

// commit opens the event of the announced step.
//
//go:norace
func (e *Engine) commit(t *thread) *Event {
	i := e.n
	if i == len(e.ev) {
		e.ev = append(e.ev, Event{})
	}
	ev := &e.ev[i]
	loc := int32(-1)
	if t.addr != nil {
		loc = e.locate(t.addr, t.object, t.now)
	}
	t.object = Anything
	if i < e.repeat && (ev.Thread != t.id || ev.Op != t.op || ev.Loc != loc) {
		e.fail(Failure{Kind: Nondeterminism, Thread: t.id, Value: fmt.Sprintf(
			"step %d was thread %d: %v location %d, and is now thread %d: %v location %d", i, ev.Thread, ev.Op, ev.Loc, t.id, t.op, loc)})
	}
	ev.Thread, ev.Loc, ev.Op, ev.Arg, ev.guard, ev.spin, ev.PC = t.id, loc, t.op, t.arg, t.guard, t.spin, t.pc
	ev.step, t.step = t.step, nil
	ev.Choice, ev.Opaque = 0, false
	if e.Clocks {
		ev.epoch = t.clock.at(t.id)
	}
	if t.span >= 0 {
		sp := &e.spans[t.span]
		if sp.First < 0 {
			sp.First = int32(i)
		}
		sp.Last = int32(i)
		sp.Steps++
	}
	ev.preds = -1
	if len(t.preds) > 0 {
		ev.preds = int32(e.npred)
		if e.npred == len(e.preds) {
			e.preds = append(e.preds, nil)
		}
		e.preds[e.npred] = extend(e.preds[e.npred][:0], t.preds)
		e.npred++
		t.preds = t.preds[:0]
	}
	t.last = int32(i)
	t.steps++
	return ev
}

// Enter announces a step on the word at p, now holding now, and returns the
// caller's engine when it is its turn, or nil where no exploration runs. Every
// Enter that returns an engine is followed by one Leave.
//
//go:norace
func Enter(p unsafe.Pointer, op Op, o Object) *Engine {
	if running.Load() == nil {
		return nil
	}
	return enter(p, op, o)
}

//go:norace
func enter(p unsafe.Pointer, op Op, o Object) *Engine {
	e := at(p, o)
	if e != nil {
		e.cur.object = o
		e.announce(p, op, 0, 0, nil)
	}
	return e
}

// EnterCAS announces a CAS that expects want, of a word now holding now.
//
//go:norace
func (e *Engine) EnterCAS(p unsafe.Pointer, o Object, want, now uint64) {
	e.cur.object = o
	e.announce(p, CAS, want, now, nil)
}

// EnterGuarded is Enter for a step that waits until guard holds; now is what
// the location holds if nothing of this execution touched it before.
//
//go:norace
func (e *Engine) EnterGuarded(p unsafe.Pointer, op Op, o Object, now uint64, guard Guard) {
	e.mayWait(op != Try, op.String())
	e.cur.object = o
	e.announce(p, op, 0, now, guard)
}

// Leave records the step that Enter announced: the location held before and
// now holds after.
//
//go:norace
func (e *Engine) Leave(before, after uint64, wrote bool) { e.leave(before, after, wrote, false, 0) }

// LeavePointer is Leave for values that differ from run to run.
//
//go:norace
func (e *Engine) LeavePointer(before, after uint64, wrote bool) {
	e.leave(before, after, wrote, true, 0)
}

//go:norace
func (e *Engine) leave(before, after uint64, wrote, opaque bool, order Order) {
	e.leaveAs(before, after, plainMode(wrote), opaque, order)
}

//go:norace
func (e *Engine) leaveAs(before, after uint64, mode Mode, opaque bool, order Order) {
	wrote := mode.changes()
	t := e.cur
	if e.probing {
		if before != after {
			panic(unwind{}) // it goes on
		}
		return
	}
	if t.guard == nil && !t.spin {
		t.now = before
	}
	ev := e.commit(t)
	if e.n < e.repeat && (ev.Write != wrote || !opaque && (ev.After != after || ev.Before != before && ev.Op != Store)) {
		e.fail(Failure{Kind: Nondeterminism, Thread: t.id, Value: fmt.Sprintf(
			"step %d: a %v changed %d to %d (wrote: %t) and now %d to %d (wrote: %t)", e.n, ev.Op, ev.Before, ev.After, ev.Write, before, after, wrote)})
	}
	ev.Before, ev.After, ev.Write, ev.Opaque = before, after, wrote, opaque
	ev.Mode = mode
	e.locs[ev.Loc].val = after
	if mode > Writes {
		e.locs[ev.Loc].parts = true
	}
	e.locs[ev.Loc].saw(e, t, ev)
	if e.Clocks {
		e.sync(t, ev, order)
	}
	e.n++
}

// LeaveOrdered is Leave for an object whose steps synchronise in their own way.
//
//go:norace
func (e *Engine) LeaveOrdered(before, after uint64, wrote bool, order Order) {
	e.leave(before, after, wrote, false, order)
}

// Number returns the number of this execution, for objects that outlive one.
//
//go:norace
func (e *Engine) Number() uint32 { return e.run }

// Held returns what the location of the announced step holds, for objects whose
// state lives in the engine; initial is its value when nothing touched it yet.
//
//go:norace
func (e *Engine) Held(p unsafe.Pointer, initial uint64) uint64 {
	if l := e.findLoc(p); l >= 0 {
		return e.locs[l].val
	}
	return initial
}

// Choose is a step that picks a value in [0, n).
//
//go:norace
func (e *Engine) Choose(n int) int {
	e.announce(nil, Choice, uint64(n), 0, nil)
	c := e.Strategy.Choose(e, n)
	ev := e.commit(e.cur)
	e.cur.choices++
	ev.Choice, ev.Write, ev.Before, ev.After = int32(c), false, 0, uint64(c)
	if e.Clocks {
		e.cur.clock.tick(e.cur.id)
	}
	e.n++
	return c
}

// Plain is a step that touches nothing: a call, a return or a yield.
//
//go:norace
func (e *Engine) Plain(op Op) {
	e.mayWait(op == Yield, "Gosched")
	e.announce(nil, op, 0, 0, nil)
	if e.probing {
		return
	}
	ev := e.commit(e.cur)
	ev.Write, ev.Before, ev.After = false, 0, 0
	e.n++
}

// Spin marks the running thread's next CAS as the end of an iteration that has
// changed nothing if it fails, and is then begun again: with SpinCut it waits
// until it would succeed.
//
//go:norace
func (e *Engine) Spin() { e.cur.spinNext = e.SpinCut }

// Retry marks the end of an iteration that has changed nothing because it failed,
// and is then begun again: with SpinCut it ends the running thread's part.
//
//go:norace
func (e *Engine) Retry() {
	t := e.cur
	if !e.SpinCut {
		return
	}
	if t.dying {
		panic(unwind{})
	}
	if e.probing {
		e.fails = true
		panic(unwind{})
	}
	t.bounded, t.calm = false, false
	e.retire(t)
}

// Assume ends the running thread's part in this execution unless ok.
//
//go:norace
func (e *Engine) Assume(ok bool) {
	if ok {
		return
	}
	t := e.cur
	if !t.dying {
		t.status, t.dying = cut, true
		if watched && !e.probing {
			// What it deferred is no part of the execution: the detector may see
			// it only when all of that is over.
			t.parked = true
			e.next = e.schedule()
			t.yield(struct{}{})
		}
	}
	panic(unwind{})
}

// KeepAlive keeps p's object from being freed, and its address from meaning
// another object, until the execution ends.
//
//go:norace
func (e *Engine) KeepAlive(p unsafe.Pointer) { e.keep = append(e.keep, p) }

// Intern returns the number of x in this execution: equal values, equal numbers.
// What cannot be compared equals nothing, itself included.
//
//go:norace
func (e *Engine) Intern(x any) uint64 {
	if x != nil && !reflect.TypeOf(x).Comparable() {
		e.values = append(e.values, nil)
		return uint64(len(e.values)) << 1
	}
	if x == nil {
		return 0
	}
	for i, v := range e.values {
		if v == x {
			return uint64(i+1) << 1
		}
	}
	e.values = append(e.values, x)
	return uint64(len(e.values)) << 1
}
