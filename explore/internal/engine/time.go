package engine

import "time"

// The time of an execution stands still, except that who sleeps for a while finds it
// that much later, and so does who comes after that (E17). So it never says that what
// came before was later, and threads see the same whatever else runs between.
//
// A loop that only waits for the time sleeps, too, and each time twice as long, so that soon
// enough it is as late as it waits for (see Loop).

// first is when executions begin, in all processes, so that a schedule means the same in
// each: later than what a process has read from its clock before, and early enough for 32
// bits.
var first = time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC)

// shortest and longest are how long such a loop sleeps: a loop that the longest does not end
// waits for something else.
const (
	shortest = time.Microsecond
	longest  = 366 * 24 * time.Hour
)

// nap says that a thread had slept so long, with all that it came after, at a moment of its
// clock.
type nap struct {
	thread  int32
	at      uint32
	elapsed time.Duration
}

// Now returns the running thread's time.
//
//go:norace
func (e *Engine) Now() time.Time {
	e.bound("a clock that stands still but for sleeping")
	t, d := e.cur, e.elapsed()
	t.asks++
	if e.probing {
		panic(unwind{}) // later it may go on
	}
	if d != t.told {
		t.told = d
		t.changes++
	}
	return first.Add(d)
}

// elapsed is the time since the execution began, as the running thread knows it.
//
//go:norace
func (e *Engine) elapsed() (d time.Duration) {
	for i := range e.naps {
		if n := &e.naps[i]; n.at <= e.cur.clock.at(n.thread) {
			d = max(d, n.elapsed)
		}
	}
	return d
}

// Nap is a step that touches nothing, after which it is later for the running thread.
//
//go:norace
func (e *Engine) Nap(d time.Duration) {
	e.Plain(Yield)
	e.nap(d)
}

//go:norace
func (e *Engine) nap(d time.Duration) {
	if e.probing {
		return
	}
	t := e.cur
	e.naps = extend(e.naps, []nap{{t.id, t.clock.at(t.id), e.elapsed() + d}})
}
