package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Cond is a condition variable. In an exploration, any thread that waits may be
// the one that a Signal wakes.
// It must not be copied after first use.
type Cond struct {
	L Locker

	c     *std.Cond // outside of explorations
	once  std.Once
	run   uint32 // execution to which states belong
	state []condState
}

// condState is what a Cond's word stands for. States are never changed: the word
// numbers them, so that an earlier one can be looked at again.
type condState struct {
	next    int   // ticket of the next waiter
	waiting []int // tickets of those who wait
	signals []int // of each signal not taken yet: the tickets under it may take it
}

// States are made in one thread and read in others, under the detector too: what
// follows does without slices and its like (E10).

// mayWake reports whether a signal is there for the waiter with that ticket.
//
//go:norace
func (s *condState) mayWake(ticket int) bool {
	for _, limit := range s.signals {
		if ticket < limit {
			return true
		}
	}
	return false
}

// wait adds a waiter and returns its ticket.
//
//go:norace
func (s *condState) wait() (ticket int) {
	ticket = s.next
	s.next++
	s.waiting = append(s.waiting, ticket)
	return ticket
}

// leave takes the signal that the fewest others may take.
//
//go:norace
func (s *condState) leave(ticket int) {
	s.waiting = without(s.waiting, ticket)
	best := -1
	for _, limit := range s.signals {
		if ticket < limit && (best < 0 || limit < best) {
			best = limit
		}
	}
	s.signals = without(s.signals, best)
}

// signal adds at most n signals, no more than there are waiters without one.
//
//go:norace
func (s *condState) signal(n int) {
	for range min(n, len(s.waiting)-len(s.signals)) {
		s.signals = append(s.signals, s.next)
	}
}

// nobody is no ticket.
const nobody = -1

// without returns a copy of list without its first x.
//
//go:norace
func without(list []int, x int) (c []int) {
	for _, y := range list {
		if y == x {
			x = nobody
			continue
		}
		c = append(c, y)
	}
	return c
}

// NewCond returns a new Cond with Locker l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

func (c *Cond) plain() *std.Cond {
	c.once.Do(func() { c.c = std.NewCond(c.L) })
	return c.c
}

// next returns a new state, a copy of the present one v, to be changed as one
// step of the exploration, and its number.
//
//go:norace
func (c *Cond) next(e *engine.Engine) (s *condState, v, n uint64) {
	v = e.Held(unsafe.Pointer(c), 0)
	old := c.at(e, v)
	c.state = append(c.state, condState{old.next, without(old.waiting, nobody), without(old.signals, nobody)})
	n = uint64(len(c.state) - 1)
	return &c.state[n], v, n
}

//go:norace
func (c *Cond) at(e *engine.Engine, v uint64) condState {
	if c.run != e.Number() || len(c.state) == 0 {
		c.run, c.state = e.Number(), append(c.state[:0], condState{})
	}
	return c.state[v]
}

// Wait unlocks c.L, waits to be woken, and locks c.L again.
func (c *Cond) Wait() {
	e := engine.Enter(unsafe.Pointer(c), engine.RMW, 0)
	if e == nil {
		c.plain().Wait()
		return
	}
	s, v, n := c.next(e)
	ticket := s.wait()
	e.LeaveOrdered(v, n, true, engine.Nothing)
	c.L.Unlock()
	e.EnterGuarded(unsafe.Pointer(c), engine.Lock, 0, func(v uint64) bool {
		s := c.at(e, v)
		return s.mayWake(ticket)
	})
	s, v, n = c.next(e)
	s.leave(ticket)
	e.LeaveOrdered(v, n, true, engine.AcquireWriters)
	c.L.Lock()
}

// Signal wakes one thread that waits, if there is any.
func (c *Cond) Signal() { c.wake(1) }

// Broadcast wakes all threads that wait.
func (c *Cond) Broadcast() { c.wake(1 << 30) }

func (c *Cond) wake(n int) {
	e := engine.Enter(unsafe.Pointer(c), engine.RMW, 0)
	if e == nil {
		if n == 1 {
			c.plain().Signal()
		} else {
			c.plain().Broadcast()
		}
		return
	}
	s, v, next := c.next(e)
	s.signal(n)
	e.LeaveOrdered(v, next, true, engine.ReleaseWriters)
}
