// Package chain is a lock-free deque that grows: a list of rings (package
// dequeue), each twice as large as the one before. One owner pushes and pops at
// the head, any number of thieves pop at the tail.
//
//	  tail                                              head
//	   │                                                 │
//	   ▼        next           next                      ▼
//	┌──────┐ ────────► ┌──────────┐ ────────► ┌──────────────────┐
//	│ 8    │           │ 16       │           │ 32               │
//	└──────┘ ◄──────── └──────────┘ ◄──────── └──────────────────┘
//	            prev                  prev
//	 thieves pop here, and              the owner pushes here; it pops here
//	 drop a ring once it is drained     first, then backs up along prev
//
// The awkward state: a thief has read next = nil in the only ring. Then the owner
// fills that ring, links a second one and completes a push into it, and other
// thieves drain the first. The thief finds the first ring empty and, having seen
// no next one, answers "empty", although the chain never was (C5).
//
// # Laws
//
//	C1  Pushes go to the ring at head alone; a ring that has a next one is never
//	    pushed to again. So once such a ring was seen empty it stays empty.
//	C2  next goes from nil to a ring, once; prev from a ring to nil, once. Rings
//	    between tail and head are linked both ways, but for a prev that is being cut.
//	C3  Nothing is lost, doubled or invented. The owner pops the newest value, a
//	    thief the oldest.
//	C4  A drained ring is dropped and never used again: reusing it would let a
//	    thief that sleeps in it wake up in another ring's life (ABA).
//	C5  PopHead answers "empty" only if the chain is. PopTail may answer "empty"
//	    when it is not, but only if a push that linked a new ring overlaps it.
//	C6  The first ring has 8 slots, each next one twice as many, up to the limit.
//	    PushHead always succeeds.
//
// Not promised: that a value can be stolen at once (C5), and that the memory of a
// dropped ring goes while a thief sleeps in it or in a ring before it: that thief
// keeps its ring and those linked after it until it wakes. It keeps no ring before
// its own, no popped value, and holds up nobody.
//
// Source: the algorithm of Go's sync.poolChain (Austin Clements, Go 1.13, for
// golang/go#22950).
package chain

import (
	"sync/atomic"

	"github.com/poolproof/poolproof/dequeue"
)

const (
	firstRing = 8               // slots of the first ring
	limitRing = dequeue.MaxSize // slots of the largest
)

// Chain is a deque of any length. The zero value is an empty chain, ready to use.
//
// One goroutine at a time, the owner, may call PushHead and PopHead, and whoever
// becomes owner next must have been told so by the one before. PopTail may be
// called by any goroutine at any time. A Chain must not be copied after use.
type Chain[T any] struct {
	// head is the ring to push to. It is the owner's alone, hence plain; its two
	// accesses, newest and setNewest, stand in watched.go and unwatched.go.
	head *ring[T]

	// tail is the ring to steal from: stored once by the owner, with the first
	// ring, and then only moved forward, to next, by the thief who found it drained.
	tail atomic.Pointer[ring[T]]
}

// ring is one link of the chain.
type ring[T any] struct {
	values *dequeue.Dequeue[T] // never changes

	// next is stored once by the owner, to publish a ring it made (C2). A thief
	// that sees it knows that this ring is pushed to no more (C1).
	next atomic.Pointer[ring[T]]

	// prev is stored by the owner before the ring is published, and cleared by the
	// one thief who dropped the ring before this one (C2), so that the owner backs
	// up no further than needed and the garbage collector gets the dropped ring.
	prev atomic.Pointer[ring[T]]
}

// PushHead adds v at the head. Only the owner may call it. It takes constant
// time, amortized over the growth: at times it allocates a ring.
func (c *Chain[T]) PushHead(v T) {
	r := c.newest()
	if r == nil {
		r = newRing[T](firstRing)
		c.setNewest(r)
		c.tail.Store(r) // publishes the first ring to thieves
	}
	if r.values.PushHead(v) {
		return
	}
	// Full, or a thief still stands in the slot (dequeue.D6): either way the ring
	// is closed by giving it a next one (C1).
	bigger := newRing[T](min(2*r.values.Size(), limitRing))
	bigger.prev.Store(r)
	c.setNewest(bigger)
	r.next.Store(bigger) // publishes the ring to thieves, before it holds a value
	bigger.values.PushHead(v)
}

// PopHead removes the newest value and returns it; false means that the chain is
// empty. Only the owner may call it. It takes time proportional to the number of
// rings, which is at most logarithmic in the number of pushes.
func (c *Chain[T]) PopHead() (v T, ok bool) {
	for r := c.newest(); r != nil; r = r.prev.Load() { // pairs with the thief's cut in PopTail
		if v, ok = r.values.PopHead(); ok {
			return v, true
		}
	}
	return v, false
}

// PopTail removes the oldest value and returns it; false means that the chain is
// empty or a push is linking a new ring to it (C5). Any goroutine may call it.
func (c *Chain[T]) PopTail() (v T, ok bool) {
	for r := c.tail.Load(); r != nil; { // acquires the first ring, or the one a thief moved on to
		next := r.next.Load() // before the pop: only then does its failure mean "drained for good" (C1)
		if v, ok = r.values.PopTail(); ok {
			return v, true
		}
		if next == nil {
			return v, false
		}
		if c.tail.CompareAndSwap(r, next) { // one thief drops it; nobody moves tail back (C4)
			next.prev.Store(nil) // tells the owner that there is nothing behind
		}
		r = next
	}
	return v, false
}
