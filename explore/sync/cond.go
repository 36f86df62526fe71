package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Cond is a condition variable. In an exploration, any thread that waits may be
// the one that a Signal wakes: a choice.
type Cond struct {
	// L is held while observing or changing the condition.
	L Locker

	once std.Once
	c    std.Cond // outside of explorations
}

// NewCond returns a new Cond with Locker l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// plain returns std's condition, on whatever L is at the time.
func (c *Cond) plain() *std.Cond {
	c.once.Do(func() { c.c.L = (*condLocker)(c) })
	return &c.c
}

type condLocker Cond

func (c *condLocker) Lock()   { c.L.Lock() }
func (c *condLocker) Unlock() { c.L.Unlock() }

// Wait unlocks c.L, waits to be woken, and locks c.L again. c.L must be locked.
func (c *Cond) Wait() {
	e := engine.Current()
	if e == nil {
		c.plain().Wait()
		return
	}
	w := e.Arrive(unsafe.Pointer(c))
	c.L.Unlock()
	e.Sleep(w)
	c.L.Lock()
}

// Signal wakes one thread that waits on c, if there is any.
func (c *Cond) Signal() {
	e := engine.Current()
	if e == nil {
		c.plain().Signal()
		return
	}
	e.Signal(unsafe.Pointer(c))
}

// Broadcast wakes all threads that wait on c.
func (c *Cond) Broadcast() {
	e := engine.Current()
	if e == nil {
		c.plain().Broadcast()
		return
	}
	e.Broadcast(unsafe.Pointer(c))
}
