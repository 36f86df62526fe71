package model

import (
	"fmt"
	"slices"
)

// The strict deque: what a ring and a chain seem to be.

// StrictRing is a deque of limited capacity: a push is refused only when the deque
// is full, a pop only when it is empty; the owner pops the newest value, a thief the
// oldest.
func StrictRing(capacity int) Spec {
	checkCapacity(capacity)
	return Spec{name: fmt.Sprintf("strict ring of %d", capacity), start: deque{capacity: capacity}, split: whole}
}

// StrictChain is a deque of any length: a push is never refused, a pop only when the
// deque is empty.
func StrictChain() Spec {
	return Spec{name: "strict chain", start: deque{capacity: unlimited}, split: whole}
}

// unexcused is the sketch of both true deques. It leaves out the answers that may have
// an excuse, and in what remains a true deque is a deque of any length: values are
// there from the push's last moment to the pop's first (M3).
var unexcused = Spec{name: "deque without excuses", start: deque{capacity: unlimited}, split: splitUnexcused}

func splitUnexcused(h History) []point {
	return slices.DeleteFunc(whole(h), func(p point) bool {
		return refused(*p.op) || misses(*p.op) && h.meets(*p.op, pushes)
	})
}

const unlimited = int(^uint(0) >> 1)

func checkCapacity(capacity int) {
	if capacity < 1 {
		panic(fmt.Sprintf("model: a ring of %d slots holds nothing", capacity))
	}
}

// deque is the state of a strict deque.
type deque struct {
	capacity int
	values   values // oldest first
}

func (d deque) step(p point) (state, bool) {
	op, legal := p.op, false
	switch {
	case op.Kind == PushHead:
		room := len(d.values) < d.capacity
		if op.OK && room {
			d.values = d.values.and(op.Value)
		}
		return d, op.OK == room
	case !op.OK:
		return d, len(d.values) == 0
	case op.Kind == PopHead:
		d.values, legal = d.values.last(op.Value)
	case op.Kind == PopTail:
		d.values, legal = d.values.first(op.Value)
	}
	return d, legal
}

func (d deque) equal(other state) bool { return d.values.equal(other.(deque).values) }
func (d deque) hash() uint64           { return d.values.mix(seed) }
func (d deque) String() string         { return fmt.Sprint([]int(d.values)) }
