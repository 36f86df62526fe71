// Package linearizability lets real goroutines use the ring and the chain, records
// what they did and what they were answered, and asks package model whether one
// order of the calls explains it.
//
// A round is a scenario (an owner and 1 to 8 thieves with a script each), a fresh
// deque, one goroutine for each, and the verdict on the history. Scenarios come from
// a seed; how the goroutines interleave is up to the machine, so a clean run is a
// sample, not a proof.
//
// # Laws
//
//	L1  A history is judged by the true model: the strongest one that correct code
//	    meets. What the strict one rejects besides is counted as excused.
//	L2  A failure is kept: the history as a table and as porcupine's page, with the
//	    seed and the round that made its scenario.
//	L3  A run tells what it met: steals, growths, wrap-arounds. A caller who gets
//	    none of these has tested nothing and says so.
package linearizability

import (
	"math/rand/v2"

	"github.com/poolproof/poolproof/chain"
	"github.com/poolproof/poolproof/dequeue"
	"github.com/poolproof/poolproof/model"
)

// Deque is what is checked: one owner at the head, thieves at the tail.
type Deque interface {
	PushHead(int) bool    // owner: false means full
	PopHead() (int, bool) // owner: the newest value, false means empty
	PopTail() (int, bool) // any thief: the oldest value, false means empty
}

// Subject is a kind of deque, and what it ought to do.
type Subject struct {
	Name string // as the tests and the table call it

	// Fresh returns an empty deque. Capacity and start are the ring's; others may
	// ignore them.
	Fresh func(capacity int, start uint32) Deque

	// True and Strict are the models of what Fresh returns.
	True, Strict func(capacity int) model.Spec

	// Capacities are the sizes to choose from, and Calls is how many pushes and pops an
	// owner's script may have.
	Capacities []int
	Calls      int

	// Grown reports whether a deque must have outgrown its first ring that held at
	// least this many values at once.
	Grown func(values int) bool
}

// Ring is package dequeue.
var Ring = Subject{
	Name:       "dequeue",
	Fresh:      func(capacity int, start uint32) Deque { return dequeue.NewAt[int](capacity, start) },
	True:       model.TrueRing,
	Strict:     model.StrictRing,
	Capacities: []int{1, 2, 4, 8},
	Calls:      14,
	Grown:      func(int) bool { return false },
}

// firstRing and limitRing are the sizes of chain's rings (chain.C6).
const (
	firstRing = 8
	limitRing = dequeue.MaxSize
)

// Chain is package chain.
var Chain = Subject{
	Name:       "chain",
	Fresh:      func(int, uint32) Deque { return &growing{} },
	True:       func(int) model.Spec { return model.TrueChain(firstRing, limitRing) },
	Strict:     func(int) model.Spec { return model.StrictChain() },
	Capacities: []int{firstRing},
	Calls:      24,
	Grown:      func(values int) bool { return values > firstRing },
}

// growing is a chain whose push says what it always does: it went in.
type growing struct{ chain.Chain[int] }

func (g *growing) PushHead(v int) bool { g.Chain.PushHead(v); return true }

// scenario is who does what in one round.
type scenario struct {
	capacity int
	start    uint32
	owner    []model.Kind // PushHead and PopHead
	thieves  []int        // how often each one calls PopTail
	yields   uint64       // seeds the moments at which a client yields its processor
}

// newScenario draws a scenario for so many thieves. Its ring starts a few pushes
// before the index wraps around, or at it.
func newScenario(r *rand.Rand, s Subject, thieves int) scenario {
	sc := scenario{
		capacity: s.Capacities[r.IntN(len(s.Capacities))],
		start:    -uint32(r.IntN(4)),
		thieves:  make([]int, thieves),
		yields:   r.Uint64(),
	}
	popEvery := 2 + r.IntN(5) // an owner who mostly pushes, or pushes and pops
	for range 1 + r.IntN(s.Calls) {
		k := model.PushHead
		if r.IntN(popEvery) == 0 {
			k = model.PopHead
		}
		sc.owner = append(sc.owner, k)
	}
	// Together the thieves want about what the owner pushes.
	for i := range sc.thieves {
		sc.thieves[i] = 1 + r.IntN(1+len(sc.owner)/thieves)
	}
	return sc
}

// scripts returns what each client does, the owner first.
func (sc scenario) scripts() [][]model.Kind {
	scripts := [][]model.Kind{sc.owner}
	for _, n := range sc.thieves {
		calls := make([]model.Kind, n)
		for i := range calls {
			calls[i] = model.PopTail
		}
		scripts = append(scripts, calls)
	}
	return scripts
}
