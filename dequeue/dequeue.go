// Package dequeue is a lock-free ring of a fixed size with one owner and any
// number of thieves. The owner pushes and pops at the head; a thief pops at the
// tail.
//
//	         tail                head
//	          │                   │
//	    ┌───┬─▼─┬───┬───┬───┬───┬─▼─┬───┐
//	    │   │ a │ b │ c │ d │ e │   │   │     slots, used modulo their number
//	    └───┴───┴───┴───┴───┴───┴───┴───┘
//	thieves claim ──►             ◄── the owner pops, and pushes ──►
//
// The awkward state: thief A has claimed slot 0 and has not copied its value
// out yet, thief B has come and gone from slot 1. The ring is empty, but slot 0
// is still A's, so a push that needs it is told "full".
//
//	┌───┬───┐      head = tail = 2: no value is left
//	│ A │   │      slot 0: claimed, not released
//	└───┴───┘      PushHead → false
//
// Head and tail live in one 64-bit word, so that a claim decides between the
// owner and all thieves by a single compare-and-swap.
//
// # Laws
//
//	D1  tail ≤ head ≤ tail+size, counting modulo 2³². Values live in [tail, head).
//	D2  Nothing is lost, doubled or invented: a pushed value leaves by exactly one pop.
//	D3  The owner pops the newest value, a thief the oldest.
//	D4  A slot is the owner's from its release until the push that fills it is
//	    published, and again once the owner takes it back; it is one thief's from
//	    the claim until the release. Its value is only touched by whoever has it.
//	D5  A released slot holds no reference: what was popped, the ring keeps not alive.
//	D6  "Empty" is true at some moment of the call. So is "full", or else the
//	    PopTail that took the value whose slot the push needs had not released it.
//	D7  Every retry of a compare-and-swap means that another call succeeded: the
//	    ring is lock-free; a push has no loop at all.
//
// Not promised: that a push succeeds on an empty ring while a thief stands in
// the slot it needs (D6), and that any single thief makes progress.
//
// Source: the algorithm of Go's sync.poolDequeue (Austin Clements, Go 1.13, for
// golang/go#22950). What differs is the slot: instead of an
// interface word that doubles as a mark, it has a state word beside the value
// (see slot), so T may be any type and needs no value that stands for "none".
package dequeue

import (
	"fmt"
	"sync/atomic"
)

// MaxSize is the largest number of slots in a ring: the largest power of two that is
// an int on a 32-bit machine. D1, and two laps that differ (slot.go), would allow twice
// as many.
const MaxSize = 1 << 30

// Dequeue is a ring of a fixed number of slots. Make one with [New]: the zero
// value has no slots, it is always both empty and full.
//
// One goroutine at a time, the owner, may call PushHead and PopHead, and
// whoever becomes owner next must have been told so by the one before (by a
// channel, a lock, …). PopTail may be called by any goroutine at any time.
// A Dequeue must not be copied.
type Dequeue[T any] struct {
	// headTail is head<<32 | tail: head is the index of the next slot to fill,
	// tail that of the oldest value (D1). Head has the upper half, so that adding
	// to it carries out of the word and never into tail. Publishing a larger head
	// hands slots to thieves; claiming is moving tail up or head down (D4).
	headTail atomic.Uint64

	// slots never changes after New, and so is read plainly by all.
	slots []slot[T]
}

// New returns an empty ring of size slots. It panics unless size is a power of
// two from 1 to [MaxSize].
func New[T any](size int) *Dequeue[T] {
	return NewAt[T](size, 0)
}

// NewAt is [New] for a ring whose first value gets the given index rather than
// 0: with an index close to 2³² the indexes wrap around soon, which tests want
// to see. A ring behaves the same wherever it starts. It takes time
// proportional to size when index is not 0.
func NewAt[T any](size int, index uint32) *Dequeue[T] {
	if !sizes(size) {
		panic(fmt.Sprintf("dequeue: size %d is not a power of two from 1 to %d", size, MaxSize))
	}
	d := newRing[T](size)
	if index != 0 {
		for i := index; i != index+uint32(size); i++ {
			d.slot(i).lap.Store(d.lap(i))
		}
		d.headTail.Store(pack(index, index))
	}
	return d
}

// sizes reports whether a ring can have so many slots: a power of two, since indexes
// become slots by a mask.
func sizes(size int) bool {
	return 1 <= size && size <= MaxSize && size&(size-1) == 0
}

// Size returns the number of slots.
func (d *Dequeue[T]) Size() int { return len(d.slots) }

// PushHead adds v at the head and reports whether there was room: false means
// that the ring is full, or that the slot it needs has been claimed by a PopTail
// which has not released it (D6). Only the owner may call it. It takes constant
// time and never waits.
func (d *Dequeue[T]) PushHead(v T) bool {
	head, tail := unpack(d.headTail.Load()) // acquires nothing that D4 needs: head is the owner's own
	if head-tail == uint32(len(d.slots)) {
		return false
	}
	s := d.slot(head)
	if s.lap.Load() != d.lap(head) { // acquires the release of the thief who had the slot last
		return false
	}
	s.put(v)
	d.headTail.Add(1 << 32) // publishes the value to whoever claims it
	return true
}

// PopHead removes the newest value and returns it; false means that the ring is
// empty. Only the owner may call it. It retries only when a thief has taken a
// value meanwhile (D7).
func (d *Dequeue[T]) PopHead() (v T, ok bool) {
	for {
		word := d.headTail.Load()
		head, tail := unpack(word)
		if head == tail {
			return v, false
		}
		// The claim: from here no thief can reach the slot, and its lap still says
		// that the owner may fill it. So it needs no release, only D5.
		if head--; d.headTail.CompareAndSwap(word, pack(head, tail)) {
			return d.slot(head).take(), true
		}
	}
}

// PopTail removes the oldest value and returns it; false means that the ring is
// empty. Any goroutine may call it. It retries only when another call has
// succeeded meanwhile (D7).
func (d *Dequeue[T]) PopTail() (v T, ok bool) {
	i, ok := d.claimTail()
	if !ok {
		return v, false
	}
	v = d.slot(i).take()
	d.releaseTail(i)
	return v, true
}

// claimTail makes the oldest value the calling thief's alone, and returns its
// index. Until releaseTail(i) the thief has the slot, and the owner, come round
// to it again, is told "full" (D4, D6).
func (d *Dequeue[T]) claimTail() (i uint32, ok bool) {
	for {
		word := d.headTail.Load()
		head, tail := unpack(word)
		if head == tail {
			return 0, false
		}
		if d.headTail.CompareAndSwap(word, pack(head, tail+1)) { // acquires the push that published it
			return tail, true
		}
	}
}

// releaseTail hands the slot of index i back to the owner, for the index that
// comes to it next.
func (d *Dequeue[T]) releaseTail(i uint32) {
	d.slot(i).lap.Store(d.lap(i + uint32(len(d.slots)))) // publishes to PushHead that the slot is empty
}

// slot returns the slot that index i uses.
func (d *Dequeue[T]) slot(i uint32) *slot[T] {
	return &d.slots[i&uint32(len(d.slots)-1)]
}

// lap returns what index i has in common with the other indexes of its way
// round the ring, and with no index of the next way round.
func (d *Dequeue[T]) lap(i uint32) uint32 {
	return i &^ uint32(len(d.slots)-1)
}

func pack(head, tail uint32) uint64 { return uint64(head)<<32 | uint64(tail) }

func unpack(word uint64) (head, tail uint32) { return uint32(word >> 32), uint32(word) }
