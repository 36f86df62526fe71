package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The true chain: a deque made of rings, of which a thief sees one at a time.

// TrueChain is the strongest specification that a chain meets whose first ring has
// first slots, and each next one twice as many up to limit. A thief looks which ring
// is the last, and answers "empty" when that one is, though another may have been
// linked since (M5):
//
//	owner    ┌ push 1 ┐                 ┌ push 2: links a ring ┐
//	thief 1             ┌ popTail ─ look ────────────────────────────────────── answer ─► empty ┐
//	thief 2                                                     ┌ popTail ─► 1 ┐
//
// A push is never refused, and otherwise the pops are those of [StrictChain].
//
// The push has two moments as well: between the one at which it finds the last ring
// full (M4) and the one at which its value is there, thieves may drain that ring and
// even be told, truthfully, that the chain is empty. The value still goes into a new
// ring, which tells the later pushes, and so the later excuses, from those of a value
// in the old one.
func TrueChain(first, limit int) Spec {
	checkCapacity(first)
	if limit < first {
		panic(fmt.Sprintf("model: a limit of %d slots for rings whose first has %d", limit, first))
	}
	return Spec{
		name: fmt.Sprintf("true chain of %d to %d", first, limit),
		// The first ring is there from the start. The algorithm makes it with the first
		// push; but until then the chain is empty, so no answer tells the difference.
		start: chain{limit: limit, last: ring{number: 1, capacity: first}},
		split: splitChain, excuses: []excuse{looked, decided, inTheSlot},

		sketch: &unexcused,
	}
}

// splitChain gives two moments to what overlaps an operation that can come between.
// Where values lie is only ever told by an empty popTail that overlaps a push; in a
// history without such a one nothing has two.
func splitChain(h History) []point {
	excuse := slices.ContainsFunc(h, func(op Op) bool { return misses(op) && h.meets(op, pushes) })
	return split(h, func(op Op) (first, second moment, ok bool) {
		switch {
		case !excuse:
			return all, all, false
		case pushes(op):
			return decide, publish, h.meets(op, thefts)
		case thefts(op):
			return claim, release, h.meets(op, pushes)
		case misses(op):
			return look, answer, h.meets(op, pushes)
		}
		return all, all, false
	})
}

// chain is the state of a true chain.
type chain struct {
	limit   int
	older   []placed // values in rings before the last, oldest first
	last    ring     // the ring that is pushed to; its holds are those of all rings
	pending outcome  // of the push that has decided and not yet published
	looks   []seen   // of the popTails that have not yet answered, by call
}

// placed is a value and the number of the ring that it is in.
type placed struct{ value, ring int }

// seen is the last ring that a popTail found.
type seen struct {
	op   *Op
	ring int
}

// outcome is what a push decided.
type outcome uint8

const (
	none outcome = iota
	room         // the value goes into the last ring
	link         // it goes into a new one
)

func (c chain) step(p point) (state, bool) {
	next, legal := c.moved(p)
	return next, legal
}

func (c chain) moved(p point) (_ chain, legal bool) {
	op := p.op
	switch {
	case op.Kind == PushHead:
		return c.push(p)
	case op.Kind == PopTail && !op.OK:
		return c.empty(p)
	case p.moment == release || !op.OK && len(c.older) == 0:
		c.last, legal = c.last.moved(p)
		return c, legal
	case op.Kind == PopTail && len(c.older) > 0:
		if c.older[0].value != op.Value {
			return c, false
		}
		if p.moment == claim {
			c.last.held = append(slices.Clip(c.last.held), hold{op: op, ring: c.older[0].ring})
		}
		c.older = c.older[1:]
		return c, true
	case op.Kind == PopHead && len(c.last.values) == 0 && len(c.older) > 0:
		// The owner backs up. What it drains so is not pushed to again, and the last ring
		// stays the last.
		newest := len(c.older) - 1
		if !op.OK || c.older[newest].value != op.Value {
			return c, false
		}
		c.older = c.older[:newest]
		return c, true
	}
	c.last, legal = c.last.moved(p)
	return c, legal
}

// push is a push's step. Whether the new ring is linked when the push decides or when
// it publishes is not to be told: until the value is there the ring is empty, and a
// thief who sees it has found all others drained for good.
func (c chain) push(p point) (_ chain, legal bool) {
	if !p.op.OK {
		return c, false
	}
	if p.moment != publish {
		c.pending = room
		if c.last.full() {
			c.pending = link
		}
		if p.moment == decide {
			return c, true
		}
	}
	switch c.pending {
	case none:
		return c, false
	case link:
		old := c.last
		c.older = slices.Clip(c.older)
		for _, v := range old.values {
			c.older = append(c.older, placed{v, old.number})
		}
		c.last = ring{number: old.number + 1, capacity: min(2*old.capacity, c.limit), held: old.held}
	}
	c.pending = none
	c.last.values = c.last.values.and(p.op.Value)
	return c, true
}

// empty is the step of a popTail that answers "empty". A thief gets to the last ring
// only past older ones that it found drained, hence the look's condition.
func (c chain) empty(p point) (_ chain, legal bool) {
	if p.moment != answer {
		if len(c.older) > 0 {
			return c, false
		}
		if p.moment == all {
			return c, len(c.last.values) == 0
		}
		at, _ := slices.BinarySearchFunc(c.looks, p.op, func(s seen, op *Op) int { return cmp.Compare(s.op.Call, op.Call) })
		c.looks = slices.Insert(slices.Clip(c.looks), at, seen{p.op, c.last.number})
		return c, true
	}
	at := slices.IndexFunc(c.looks, func(s seen) bool { return s.op == p.op })
	if at < 0 || c.oldest() <= c.looks[at].ring {
		return c, false // not looked yet, or a value in the ring that was seen (M5)
	}
	c.looks = slices.Concat(c.looks[:at], c.looks[at+1:])
	return c, true
}

// oldest returns the number of the ring that the oldest value is in, or one past the
// last ring's when there is none.
func (c chain) oldest() int {
	switch {
	case len(c.older) > 0:
		return c.older[0].ring
	case len(c.last.values) > 0:
		return c.last.number
	}
	return c.last.number + 1
}

func (c chain) equal(other state) bool {
	o := other.(chain)
	return c.pending == o.pending && c.last.equal(o.last) &&
		slices.Equal(c.older, o.older) && slices.Equal(c.looks, o.looks)
}

func (c chain) hash() uint64 {
	h := mix(c.last.hash(), int(c.pending))
	for _, v := range c.older {
		h = mix(mix(h, v.value), v.ring)
	}
	for _, s := range c.looks {
		h = mix(h, s.ring)
	}
	return h
}

func (c chain) String() string {
	var b strings.Builder
	for _, v := range c.older {
		fmt.Fprintf(&b, "%d in ring %d, ", v.value, v.ring)
	}
	fmt.Fprintf(&b, "ring %d %v", c.last.number, c.last)
	for _, s := range c.looks {
		fmt.Fprintf(&b, ", %s saw ring %d", s.op.who(), s.ring)
	}
	if c.pending == link {
		b.WriteString(", the owner will link")
	}
	return b.String()
}
