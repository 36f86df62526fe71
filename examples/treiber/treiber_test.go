package treiber

import (
	"fmt"
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// stack is what both stacks are, and the model.
type stack interface {
	Push(v int64)
	Pop() (int64, bool)
}

// slice is a stack for one goroutine.
type slice struct{ values []int64 }

func (s *slice) Push(v int64) { s.values = append(s.values, v) }

func (s *slice) Pop() (v int64, ok bool) {
	if n := len(s.values); n > 0 {
		v, s.values = s.values[n-1], s.values[:n-1]
		return v, true
	}
	return 0, false
}

type op = explore.Op[stack, stack]

func push(v int64) op {
	do := func(s stack) any { s.Push(v); return nil }
	return op{Name: fmt.Sprintf("push(%d)", v), Do: do, Spec: do}
}

var pop = func() op {
	do := func(s stack) any {
		if v, ok := s.Pop(); ok {
			return v
		}
		return "empty"
	}
	return op{Name: "pop", Do: do, Spec: do}
}()

// clients are small enough to be run in every interleaving, and large enough for ABA.
func clients(s func() stack) []explore.Table[stack, stack] {
	model := func() stack { return new(slice) }
	return []explore.Table[stack, stack]{
		{New: s, Model: model, Parallel: [][]op{{push(1), pop}, {push(2), pop}}},
		{New: s, Model: model, Init: []op{push(1)}, Parallel: [][]op{{pop}, {pop}, {push(2)}}, Post: []op{pop}},
		{New: s, Model: model, Init: []op{push(1), push(2)}, Parallel: [][]op{{pop}, {pop, pop, push(3)}}, Post: []op{pop, pop}},
	}
}

// exhausted complains unless every interleaving was right; go test alone samples.
func exhausted(t *testing.T, r explore.Report) {
	t.Helper()
	if r.Verdict != explore.Exhausted && !(r.Real && r.Verdict == explore.Sampled) {
		t.Error(r)
	}
	t.Log(r)
}

func TestStack(t *testing.T) {
	for _, c := range clients(func() stack { return new(Stack[int64]) }) {
		exhausted(t, explore.Linearizable(explore.Config{}, c))
	}
}

func TestRecycling(t *testing.T) {
	for _, c := range clients(func() stack { return new(Recycling) }) {
		exhausted(t, explore.Linearizable(explore.Config{SpinCut: true}, c))
	}
}

// Without the tag a node comes back in the middle of a pop.
func TestABA(t *testing.T) {
	found := false
	for _, c := range clients(func() stack { return &Recycling{Untagged: true} }) {
		r := explore.Linearizable(explore.Config{SpinCut: true}, c)
		found = found || r.Verdict == explore.Violated
		t.Log(r)
	}
	if !found && !explore.Sampling() {
		t.Error("ABA was not found")
	}
}
