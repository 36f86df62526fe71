package model

import (
	"fmt"
	"slices"
	"strings"
)

// The true ring: a deque of limited capacity whose slots come back late.

// TrueRing is the strongest specification that the ring meets. A thief who took a
// value stands in its slot until it releases it, and a push that needs the slot is
// refused (M4):
//
//	owner    ┌ push 1 ┐┌ push 2 ┐             ┌ push 3 ─► full ┐
//	thief 1                      ┌ popTail ─ claim ─────────────── release ─► 1 ┐
//	thief 2                                 ┌ popTail ─► 2 ┐
//
// Pops are those of [StrictRing].
func TrueRing(capacity int) Spec {
	checkCapacity(capacity)
	return Spec{
		name:  fmt.Sprintf("true ring of %d", capacity),
		start: ring{capacity: capacity},
		split: splitRing, excuses: []excuse{inTheSlot},

		sketch: &unexcused,
	}
}

// splitRing gives a successful popTail two moments if a refused push overlaps it. No
// other operation can tell them apart: a push that is accepted wants the slot free,
// which it is at the soonest when the release follows the claim at once.
func splitRing(h History) []point {
	return split(h, func(op Op) (first, second moment, ok bool) {
		return claim, release, thefts(op) && h.meets(op, refused)
	})
}

// ring is the state of a true ring, and of the last ring of a true chain. The values
// have the indexes from tail to head = tail+len(values); the slot of index i is that
// of every index i+n·capacity.
type ring struct {
	number   int // which of a chain's rings it is
	capacity int
	values   values // oldest first
	tail     int    // values that were claimed so far: the oldest one's index
	held     []hold // slots that were claimed and not yet released, in that order
}

// hold is a slot whose value was claimed by a popTail that has not released it.
type hold struct {
	op          *Op
	ring, index int
}

// full reports whether the slot at head is occupied. The index that had the slot
// before is head-capacity: its value is still there, or a thief stands in it, or it
// is free. The owner's own popHead moves head back and leaves the slot free, so
// nothing is kept of it; and tail only rises, so that an index is claimed once.
func (r ring) full() bool {
	before := r.tail + len(r.values) - r.capacity
	return before >= r.tail || slices.ContainsFunc(r.held, func(h hold) bool {
		return h.ring == r.number && h.index == before
	})
}

func (r ring) step(p point) (state, bool) {
	next, legal := r.moved(p)
	return next, legal
}

// moved is step for who knows that it is a ring.
func (r ring) moved(p point) (_ ring, legal bool) {
	op := p.op
	switch {
	case p.moment == release:
		r.held, legal = released(r.held, op)
		return r, legal
	case op.Kind == PushHead:
		room := !r.full()
		if op.OK && room {
			r.values = r.values.and(op.Value)
		}
		return r, op.OK == room // M4: full if and only if there is no room
	case !op.OK:
		return r, len(r.values) == 0
	case op.Kind == PopHead:
		r.values, legal = r.values.last(op.Value)
		return r, legal
	case op.Kind == PopTail:
		if r.values, legal = r.values.first(op.Value); !legal {
			return r, false
		}
		if p.moment == claim {
			r.held = append(slices.Clip(r.held), hold{op, r.number, r.tail})
		}
		r.tail++
		return r, true
	}
	return r, false
}

// released returns the holds without the operation's, which there is not before its
// claim: so the release is the later of the two moments.
func released(held []hold, op *Op) (rest []hold, legal bool) {
	at := slices.IndexFunc(held, func(h hold) bool { return h.op == op })
	if at < 0 {
		return held, false
	}
	return slices.Concat(held[:at], held[at+1:]), true
}

func (r ring) equal(other state) bool {
	o := other.(ring)
	return r.number == o.number && r.tail == o.tail && r.values.equal(o.values) && slices.Equal(r.held, o.held)
}

func (r ring) hash() uint64 {
	h := mix(mix(r.values.mix(seed), r.tail), r.number)
	for _, slot := range r.held {
		h = mix(mix(h, slot.index), slot.ring)
	}
	return h
}

func (r ring) String() string {
	var b strings.Builder
	fmt.Fprint(&b, []int(r.values))
	for _, h := range r.held {
		fmt.Fprintf(&b, ", %s in the slot of %d", h.op.who(), h.op.Value)
	}
	return b.String()
}
