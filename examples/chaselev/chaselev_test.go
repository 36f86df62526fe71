package chaselev

import (
	"fmt"
	"testing"

	"github.com/poolproof/poolproof/explore"
)

type op = explore.Op[*Deque, *[]int64]

func push(call int) op {
	v := int64(call)
	return op{
		Name: fmt.Sprintf("push(%d)", v), Role: "owner",
		Do:   func(d *Deque) any { return d.Push(v) },
		Spec: func(m *[]int64) any { *m = append(*m, v); return true },
	}
}

// taken is the result of what takes a value, if there is one.
func taken(v int64, ok bool) any {
	if !ok {
		return "empty"
	}
	return v
}

func pop(int) op {
	return op{
		Name: "pop", Role: "owner",
		Do: func(d *Deque) any { return taken(d.Pop()) },
		Spec: func(m *[]int64) any {
			n := len(*m)
			if n == 0 {
				return taken(0, false)
			}
			v := (*m)[n-1]
			*m = (*m)[:n-1]
			return v
		},
	}
}

func steal(int) op {
	return op{
		Name: "steal",
		Do:   func(d *Deque) any { return taken(d.Steal()) },
		Spec: func(m *[]int64) any {
			if len(*m) == 0 {
				return taken(0, false)
			}
			v := (*m)[0]
			*m = (*m)[1:]
			return v
		},
	}
}

// clients are all clients of at most so many calls of one owner and two thieves.
func clients(deque func() *Deque, calls int) explore.Clients[*Deque, *[]int64] {
	return explore.Clients[*Deque, *[]int64]{
		New: deque, Model: func() *[]int64 { return new([]int64) },
		Ops:   []func(int) op{push, pop, steal},
		Calls: calls, Threads: 3, OneRole: true,
	}
}

func TestDeque(t *testing.T) {
	two := explore.Table[*Deque, *[]int64]{
		New: func() *Deque { return new(Deque) }, Model: func() *[]int64 { return new([]int64) },
		Parallel: [][]op{{push(1), push(2), pop(3), pop(4)}, {steal(5)}, {steal(6)}},
	}
	r := explore.Linearizable(explore.Config{}, two)
	if r.Verdict != explore.Exhausted && !(r.Real && r.Verdict == explore.Sampled) {
		t.Error(r)
	}
	t.Log(r)
}

// Every client of up to five calls.
func TestClients(t *testing.T) {
	r := explore.LinearizableAll(explore.Config{}, clients(func() *Deque { return new(Deque) }, 5))
	if err := r.Err(); err != nil {
		t.Error(err)
	}
	t.Log(r)
}

// The last value goes to the owner and to a thief; the smallest client that shows it is
// found.
func TestHasty(t *testing.T) {
	r := explore.LinearizableAll(explore.Config{}, clients(func() *Deque { return &Deque{Hasty: true} }, 5))
	if r.Verdict != explore.Violated && !r.Real {
		t.Error(r)
	}
	t.Log(r)
}
