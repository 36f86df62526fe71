package msqueue

import (
	"fmt"
	"testing"

	"github.com/poolproof/poolproof/explore"
)

type op = explore.Op[*Queue[int], *[]int]

func enqueue(v int) op {
	return op{
		Name: fmt.Sprintf("enqueue(%d)", v),
		Do:   func(q *Queue[int]) any { q.Enqueue(v); return nil },
		Spec: func(m *[]int) any { *m = append(*m, v); return nil },
	}
}

var dequeue = op{
	Name: "dequeue",
	Do: func(q *Queue[int]) any {
		if v, ok := q.Dequeue(); ok {
			return v
		}
		return "empty"
	},
	Spec: func(m *[]int) any {
		if len(*m) == 0 {
			return "empty"
		}
		v := (*m)[0]
		*m = (*m)[1:]
		return v
	},
}

func client(queue func() *Queue[int], parallel ...[]op) explore.Table[*Queue[int], *[]int] {
	return explore.Table[*Queue[int], *[]int]{
		New: queue, Model: func() *[]int { return new([]int) },
		Parallel: parallel, Post: []op{dequeue, dequeue},
	}
}

func TestQueue(t *testing.T) {
	for _, c := range []explore.Table[*Queue[int], *[]int]{
		client(New[int], []op{enqueue(1)}, []op{dequeue}),
		client(New[int], []op{enqueue(1)}, []op{enqueue(2)}),
		client(New[int], []op{enqueue(1), dequeue}, []op{enqueue(2), dequeue}),
		client(New[int], []op{enqueue(1)}, []op{enqueue(2)}, []op{dequeue}),
	} {
		r := explore.Linearizable(explore.Config{}, c)
		if r.Verdict != explore.Exhausted && !(r.Real && r.Verdict == explore.Sampled) {
			t.Error(r)
		}
		t.Log(r)
	}
}

// When head overtakes tail, a dequeue finds a queue that is neither empty nor has a
// value.
func TestCareless(t *testing.T) {
	careless := func() *Queue[int] {
		q := New[int]()
		q.Careless = true
		return q
	}
	r := explore.Linearizable(explore.Config{}, client(careless, []op{enqueue(1)}, []op{dequeue, dequeue}))
	if r.Verdict != explore.Violated && !r.Real {
		t.Error(r)
	}
	t.Log(r)
}
