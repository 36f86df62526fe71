package explore_test

import (
	"slices"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// TestResultsAreToldApart: histories whose results look the same in print are still
// judged apart, as == does.
func TestResultsAreToldApart(t *testing.T) {
	type op = explore.Op[*atomic.Int32, *int]
	right, wrong := &[1]int{1}, &[1]int{1}
	for _, c := range []struct {
		name    string
		results [2]any // the first is legal, the second is not
	}{
		{"a number and its text", [2]any{1, "1"}},
		{"two pointers to equal values", [2]any{right, wrong}},
		{"nil and its text", [2]any{nil, "<nil>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explore.Linearizable(explore.Config{}, explore.Table[*atomic.Int32, *int]{
				New: func() *atomic.Int32 { return new(atomic.Int32) }, Model: func() *int { return new(int) },
				Parallel: [][]op{{{Name: "choose",
					Do:   func(x *atomic.Int32) any { x.Load(); return c.results[explore.Choose(2)] },
					Spec: func(*int) any { return c.results[0] }}}},
			})
			if r.Verdict != explore.Violated {
				t.Errorf("%v", r)
			}
		})
	}
}

// TestSmallCache: a cache of judged histories that keeps nothing gives the same
// verdicts.
func TestSmallCache(t *testing.T) {
	g := explore.Clients[*stack, *sequence]{
		New: func() *stack { return new(stack) }, Model: func() *sequence { return new(sequence) },
		Ops: []func(int) explore.Op[*stack, *sequence]{
			func(n int) explore.Op[*stack, *sequence] {
				return explore.Op[*stack, *sequence]{Name: "push",
					Do: func(s *stack) any { s.push(n); return nil }, Spec: func(m *sequence) any { return m.add(n) }}
			},
			func(int) explore.Op[*stack, *sequence] {
				return explore.Op[*stack, *sequence]{Name: "pop",
					Do: func(s *stack) any { return s.pop(false) }, Spec: func(m *sequence) any { return m.take(true) }}
			},
		},
		Calls: 3, Threads: 3,
	}
	big := explore.LinearizableAll(explore.Config{}, g)
	undo := explore.SetMaxHistories(1)
	defer undo()
	small := explore.LinearizableAll(explore.Config{}, g)
	if big.Verdict != small.Verdict || big.Executions != small.Executions || !slices.Equal(big.Most, small.Most) {
		t.Errorf("%v\nand with a small cache\n%v", big, small)
	}
	if small.Histories <= big.Histories {
		t.Errorf("%d histories judged, with a small cache %d", big.Histories, small.Histories)
	}
}
