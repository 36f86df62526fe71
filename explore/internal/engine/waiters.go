package engine

import (
	"slices"
	"unsafe"
)

// A Waiter is one wait on a condition. It has a word of its own, so that waking
// one thread commutes with waking another. Waiters stand in the order of their
// threads' names, so that arrivals commute too.
type Waiter struct {
	word   uint64 // only its address matters
	thread int32
}

var (
	arrive = &Step{Name: "Cond.Wait", Mode: Enters, Guard: idle, Do: func(v uint64) Done { return Done{v + 1, Enters, Nothing} }}
	asleep = &Step{Name: "Cond.Wait", Mode: Reads, Guard: isOne, Do: func(v uint64) Done { return Done{v, Reads, AcquireWriters} }}
	wake   = &Step{Name: "Cond wake", Mode: Writes, Do: func(uint64) Done { return Done{1, Writes, ReleaseWriters} }}
	signal = &Step{Name: "Cond.Signal", Mode: Writes, Guard: idle, Do: func(v uint64) Done {
		switch v {
		case 0:
			return Done{0, Reads, Nothing} // lost
		case 1:
			return Done{0, Writes, Nothing}
		}
		return Done{v | choosing, Writes, Nothing}
	}}
	chosen    = &Step{Name: "Cond.Signal", Mode: Writes, Do: func(v uint64) Done { return Done{v&^choosing - 1, Writes, Nothing} }}
	broadcast = &Step{Name: "Cond.Broadcast", Mode: Writes, Guard: idle, Do: func(v uint64) Done { return Done{0, plainMode(v > 0), Nothing} }}
)

// choosing marks a condition, whose word counts its waiters, while a signal
// chooses among them.
const choosing = 1 << 63

func idle(v uint64) bool  { return v < choosing }
func isOne(v uint64) bool { return v == 1 }

// Arrive makes the running thread a waiter of the condition at p.
func (e *Engine) Arrive(p unsafe.Pointer) *Waiter {
	e.Do(p, arrive)
	w := &Waiter{thread: e.cur.id}
	l := &e.locs[e.findLoc(p)]
	i := len(l.waits)
	for i > 0 && e.Name(l.waits[i-1].thread) > e.Name(w.thread) {
		i--
	}
	l.waits = slices.Insert(l.waits, i, w)
	return w
}

// Sleep waits until w is woken.
func (e *Engine) Sleep(w *Waiter) { e.Do(unsafe.Pointer(w), asleep) }

// Signal wakes one waiter of the condition at p, any of them in some execution,
// if there is any.
func (e *Engine) Signal(p unsafe.Pointer) {
	n := e.do(p, signal)
	if n == 0 {
		return
	}
	i := 0
	if n > 1 {
		i = e.Choose(int(n))
		e.do(p, chosen)
	}
	l := &e.locs[e.findLoc(p)]
	w := l.waits[i]
	l.waits = slices.Delete(l.waits, i, i+1)
	e.do(unsafe.Pointer(w), wake)
}

// Broadcast wakes all waiters of the condition at p.
func (e *Engine) Broadcast(p unsafe.Pointer) {
	if e.do(p, broadcast) == 0 {
		return
	}
	l := &e.locs[e.findLoc(p)]
	ws := slices.Clone(l.waits)
	l.waits = l.waits[:0]
	for _, w := range ws {
		e.do(unsafe.Pointer(w), wake)
	}
}
