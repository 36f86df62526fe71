// Package model is the oracle: it says which histories of a ring, a chain or a
// pool are right. It never imports them.
//
//	clients ──► Recorder ──► History ──► Spec.Check ──► Legal, Illegal, Undecided
//	                            │
//	                            └──► String: one lane per client
//
// There are two specifications of each structure. The strict one is what everybody
// expects: a deque that is full only when it is full and empty only when it is
// empty, a bag that loses nothing. The true one is the strongest that correct code
// meets; what it permits beyond the strict one is listed under M4 to M6, and it
// permits nothing else.
//
// The laws of this package:
//
//	M1  A history is legal if every operation can be given its moments, between its
//	    call and its return, so that the answers are those of the specification,
//	    run one moment after the other. Nothing else makes it legal.
//	M2  An operation of a strict specification has one moment. In a true one some
//	    have two, and what lies between them is seen by others (see below).
//	M3  No specification excuses a value that is lost, doubled or invented, a thief
//	    who takes other than the oldest value, an owner who pops other than the
//	    newest, a popHead that answers "empty" of a deque with values, or a push
//	    accepted where there is no room.
//	M4  A true ring's pushHead answers "full" exactly when the ring is full or the
//	    popTail that took the value whose slot it needs has not released that slot.
//	M5  A true chain's popTail answers "empty" only if the newest ring it saw, when
//	    nothing was left in the older ones, is drained: the chain is empty, or all its
//	    values are in rings that were linked since.
//	M6  A true pool may answer every Get with a miss. A value is returned once per
//	    Put at most, and never once two Rotates happened since.
//	M7  When no other operation overlaps, a true deque is a strict one: at
//	    quiescence no excuse is left.
//	M8  Nobody but the caller can make a history that no clients could have recorded:
//	    the recorder refuses to record it, and Check to judge it, by a panic.
//	M9  The same history gets the same verdict, table and page, byte for byte. Only a
//	    timeout looks at a clock.
//
// # Two moments
//
// The search for the moments is porcupine's, and of short histories one like it
// (search.go); it runs a sequential specification and does not tell it what overlaps. But M4 and M5 speak of operations that overlap.
// So an operation with two moments is given to porcupine as two, with the interval
// of the one, and the state remembers what is between the first and the second:
//
//	popTail → value   claim takes the value     release frees its slot
//	popTail → empty   look finds the last ring  answer finds it drained
//	pushHead, chain   decide to link a ring     publish the value, in it or in the last
//
// This is exact, and neither weaker nor stronger than M1, because the moments are
// atomic steps of the algorithm itself (sync.poolDequeue, sync.poolChain): the
// compare-and-swap and the store of the slot; the load of next and the failed load of
// headTail; the load that finds no room and the add to headTail. Each lies between
// the call and the return, the second after the first, and nothing more is known of
// when. Whatever else the algorithm does can be moved to one of them unseen.
//
// Two moments that nothing can come between to see the difference are kept as one:
// that spares the search and changes no verdict (point.go).
//
// Not promised: progress, memory, and what a client does with a value. And a verdict
// is about the histories that it was given.
package model

import (
	"fmt"
	"time"

	"github.com/anishathalye/porcupine"
)

// Spec is a sequential specification. The functions that make one are [StrictRing],
// [TrueRing], [StrictChain], [TrueChain], [StrictPool] and [TruePool].
type Spec struct {
	name  string
	pool  bool  // it is about Put, Get and Rotate, rather than a deque
	start state // before the first operation
	split func(History) []point

	excuses []excuse // operations that split may give two moments

	// sketch, if there is one, is a weaker specification of the same structure, and
	// simple: what it rejects need not be searched by this one.
	sketch *Spec
}

// Name returns what the specification is called in reports.
func (s Spec) Name() string { return s.name }

// Outcome is what became of the judgment of a history.
type Outcome uint8

const (
	Legal     Outcome = iota // the specification explains the history
	Illegal                  // it does not
	Undecided                // time ran out
)

// String returns the outcome's word in lower case.
func (o Outcome) String() string {
	if words := [...]string{"legal", "illegal", "undecided"}; int(o) < len(words) {
		return words[o]
	}
	return fmt.Sprintf("Outcome(%d)", uint8(o))
}

// Check judges a history (M1). A timeout of 0 is unlimited. It panics when the
// history fails Validate, or is of another structure than the specification (M8).
func (s Spec) Check(h History, timeout time.Duration) Outcome {
	if timeout < 0 {
		panic(fmt.Sprintf("model: timeout %v is negative", timeout))
	}
	s.accept(h)
	start := time.Now() // read only for a timeout (M9)
	if s.sketch != nil {
		if sketched := s.sketch.search(h, timeout); sketched != Legal {
			return sketched
		}
	}
	if timeout == 0 {
		return s.search(h, 0)
	}
	if timeout -= time.Since(start); timeout <= 0 {
		return Undecided
	}
	return s.search(h, timeout)
}

// search looks for the moments of M1.
func (s Spec) search(h History, timeout time.Duration) Outcome {
	points := s.split(h)
	if timeout == 0 && len(points) <= short {
		if s.explain(points) {
			return Legal
		}
		return Illegal
	}
	switch porcupine.CheckOperationsTimeout(s.porcupine(), operations(points), timeout) {
	case porcupine.Ok:
		return Legal
	case porcupine.Illegal:
		return Illegal
	}
	return Undecided
}

// accept panics unless the history is one that the specification can judge (M8).
func (s Spec) accept(h History) {
	if s.start == nil {
		panic("model: the zero Spec specifies nothing")
	}
	if err := h.Validate(); err != nil {
		panic(err.Error())
	}
	for _, op := range h {
		if op.Kind.ofPool() != s.pool {
			panic(fmt.Sprintf("model: %s knows no %v", s.name, op.Kind))
		}
	}
}
