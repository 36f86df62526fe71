package sync

import (
	"slices"
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

// mayWake reports whether a signal is there for the waiter with that ticket.
func (s *condState) mayWake(ticket int) bool {
	return slices.ContainsFunc(s.signals, func(limit int) bool { return ticket < limit })
}

// NewCond returns a new Cond with Locker l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

func (c *Cond) plain() *std.Cond {
	c.once.Do(func() { c.c = std.NewCond(c.L) })
	return c.c
}

// step changes the state as one step of the exploration.
func (c *Cond) step(e *engine.Engine, order engine.Order, f func(s *condState)) {
	v := e.Held(unsafe.Pointer(c), 0)
	s := c.at(e, v)
	s.waiting, s.signals = slices.Clone(s.waiting), slices.Clone(s.signals)
	f(&s)
	c.state = append(c.state, s)
	e.LeaveOrdered(v, uint64(len(c.state)-1), true, order)
}

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
	var ticket int
	c.step(e, engine.Nothing, func(s *condState) {
		ticket = s.next
		s.next++
		s.waiting = append(s.waiting, ticket)
	})
	c.L.Unlock()
	e.EnterGuarded(unsafe.Pointer(c), engine.Lock, 0, func(v uint64) bool {
		s := c.at(e, v)
		return s.mayWake(ticket)
	})
	c.step(e, engine.AcquireWriters, func(s *condState) {
		s.waiting = slices.DeleteFunc(s.waiting, func(t int) bool { return t == ticket })
		best := -1 // the signal that the fewest others may take
		for i, limit := range s.signals {
			if ticket < limit && (best < 0 || limit < s.signals[best]) {
				best = i
			}
		}
		s.signals = slices.Delete(s.signals, best, best+1)
	})
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
	c.step(e, engine.ReleaseWriters, func(s *condState) {
		for range min(n, len(s.waiting)-len(s.signals)) {
			s.signals = append(s.signals, s.next)
		}
	})
}
