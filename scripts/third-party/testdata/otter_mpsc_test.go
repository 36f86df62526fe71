// A queue of many producers and one consumer that grows by linked rings.
//
//poolproof:module github.com/maypok86/otter/v2@v2.4.0
//poolproof:inside
package queue_test

import (
	"testing"

	"github.com/maypok86/otter/v2/internal/deque/queue"
	"github.com/poolproof/poolproof/explore"
)

type q = queue.MPSC[int]
type op = explore.Op[*q, *[]int]

func push(v int) op {
	return op{Name: "push",
		Do: func(s *q) any { return s.TryPush(&v) },
		Spec: func(m *[]int) any {
			if len(*m) == 4 {
				return false
			}
			*m = append(*m, v)
			return true
		}}
}

var pop = op{Name: "pop", Role: "consumer",
	Do: func(s *q) any {
		if v := s.TryPop(); v != nil {
			return *v
		}
		return 0
	},
	Spec: func(m *[]int) any {
		if len(*m) == 0 {
			return 0
		}
		v := (*m)[0]
		*m = (*m)[1:]
		return v
	}}

// Two producers link a ring beside the consumer: a bounded queue.
func TestLinearizable(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*q, *[]int]{
		New:      func() *q { return queue.NewMPSC[int](2, 4) },
		Model:    func() *[]int { return new([]int) },
		Init:     []op{push(1)},
		Parallel: [][]op{{push(2)}, {push(3)}, {pop, pop}},
		Post:     []op{pop, pop, pop},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two producers want the last place, beside the consumer: a bounded queue.
func TestFull(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*q, *[]int]{
		New:      func() *q { return queue.NewMPSC[int](2, 4) },
		Model:    func() *[]int { return new([]int) },
		Init:     []op{push(1), push(2), push(3)},
		Parallel: [][]op{{push(4)}, {push(5)}, {pop}},
		Post:     []op{pop, pop, pop, pop},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
