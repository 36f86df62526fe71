package engine

import "unsafe"

// A Waiter is one wait on a condition. It has a word of its own, so that waking
// one thread commutes with waking another. Waiters stand in the order of their
// threads' names, so that arrivals commute too.
type Waiter struct {
	word   uint64 // only its address matters
	thread int32
}

var (
	arrive = &Step{Name: "Cond.Wait", On: Cond, Mode: Enters, Guard: idle, Do: func(v uint64) Done { return Done{v + 1, Enters, Nothing} }}
	asleep = &Step{Name: "Cond.Wait", Mode: Reads, Guard: isOne, Do: func(v uint64) Done { return Done{v, Reads, AcquireWriters} }}
	wake   = &Step{Name: "Cond wake", Mode: Writes, Do: func(uint64) Done { return Done{1, Writes, ReleaseWriters} }}
	signal = &Step{Name: "Cond.Signal", On: Cond, Mode: Writes, Guard: idle, Do: func(v uint64) Done {
		switch v {
		case 0:
			return Done{0, Reads, Nothing} // lost
		case 1:
			return Done{0, Writes, Nothing}
		}
		return Done{v | choosing, Writes, Nothing}
	}}
	chosen    = &Step{Name: "Cond.Signal", On: Cond, Mode: Writes, Do: func(v uint64) Done { return Done{v&^choosing - 1, Writes, Nothing} }}
	broadcast = &Step{Name: "Cond.Broadcast", On: Cond, Mode: Writes, Guard: idle, Do: func(v uint64) Done { return Done{0, plainMode(v > 0), Nothing} }}
)

// choosing marks a condition, whose word counts its waiters, while a signal
// chooses among them.
const choosing = 1 << 63

//go:norace
func idle(v uint64) bool { return v < choosing }

//go:norace
func isOne(v uint64) bool { return v == 1 }

// Arrive makes the running thread a waiter of the condition at p.
//
//go:norace
func (e *Engine) Arrive(p unsafe.Pointer) *Waiter {
	e.Do(p, arrive)
	w := &Waiter{thread: e.cur.id}
	l := &e.locs[e.findLoc(p)]
	i := len(l.waits)
	for i > 0 && e.Name(l.waits[i-1].thread) > e.Name(w.thread) {
		i--
	}
	l.waits = append(l.waits, w)
	for j := len(l.waits) - 1; j > i; j-- {
		l.waits[j] = l.waits[j-1]
	}
	l.waits[i] = w
	return w
}

// Sleep waits until w is woken.
//
//go:norace
func (e *Engine) Sleep(w *Waiter) { e.Do(unsafe.Pointer(w), asleep) }

// Signal wakes one waiter of the condition at p, any of them in some execution,
// if there is any.
//
//go:norace
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
	for ; i < len(l.waits)-1; i++ {
		l.waits[i] = l.waits[i+1]
	}
	l.waits = l.waits[:i]
	e.do(unsafe.Pointer(w), wake)
}

// Broadcast wakes all waiters of the condition at p.
//
//go:norace
func (e *Engine) Broadcast(p unsafe.Pointer) {
	if e.do(p, broadcast) == 0 {
		return
	}
	l := &e.locs[e.findLoc(p)]
	ws := extend(nil, l.waits)
	l.waits = l.waits[:0]
	for _, w := range ws {
		e.do(unsafe.Pointer(w), wake)
	}
}
