package model

import (
	"fmt"
	"slices"
)

// The pool, strict and true: a bag whose values age.

// StrictPool is a bag: Get misses only when the bag is empty, and any value in it may
// be returned. A Rotate drops what another Rotate has found in it before.
func StrictPool() Spec {
	return Spec{name: "strict pool", pool: true, start: bag{}, split: whole}
}

// TruePool is the strongest specification that a cache meets: a bag that loses what
// it likes when it likes, and so may miss at any time (M6).
func TruePool() Spec {
	return Spec{name: "true pool", pool: true, start: bag{}, split: splitCache}
}

// splitCache makes a cache of the bag, by leaving out the Gets that missed: they are
// legal anywhere, since what they missed may have been lost. So are Puts of what was
// never got, from which nobody learns anything.
func splitCache(h History) []point {
	got := make(map[int]bool)
	for _, op := range h {
		if op.Kind == Get && op.OK {
			got[op.Value] = true
		}
	}
	return slices.DeleteFunc(whole(h), func(p point) bool {
		return p.op.Kind == Get && !p.op.OK || p.op.Kind == Put && !got[p.op.Value]
	})
}

// bag is the state of a pool. Values are kept in order, so that Puts commute.
type bag struct {
	young values // no Rotate since the Put
	old   values // one
}

func (b bag) step(p point) (state, bool) {
	op, found := p.op, false
	switch {
	case op.Kind == Put:
		b.young = b.young.with(op.Value)
		return b, true
	case op.Kind == Rotate:
		b.young, b.old = nil, b.young
		return b, true
	case !op.OK:
		return b, len(b.young)+len(b.old) == 0
	}
	if b.young, found = b.young.without(op.Value); !found {
		b.old, found = b.old.without(op.Value)
	}
	return b, found
}

func (b bag) equal(other state) bool {
	o := other.(bag)
	return b.young.equal(o.young) && b.old.equal(o.old)
}

func (b bag) hash() uint64 { return b.old.mix(b.young.mix(seed)) }

func (b bag) String() string { return fmt.Sprintf("%d, older %d", []int(b.young), []int(b.old)) }
