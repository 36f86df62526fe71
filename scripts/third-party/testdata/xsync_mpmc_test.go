// A bounded queue of many producers and many consumers, after rigtorp's.
//
//poolproof:module github.com/puzpuzpuz/xsync/v4@v4.5.0
package xsync_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/puzpuzpuz/xsync/v4"
)

// Producers and consumers: nothing is lost, doubled or invented.
func TestConserves(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		q := xsync.NewMPMCQueue[int](2)
		var in, out [4]int
		put := func(v int) {
			if q.TryEnqueue(v) {
				in[v]++
			}
		}
		get := func() {
			if v, ok := q.TryDequeue(); ok {
				out[v]++
			}
		}
		explore.Parallel(
			func() { put(1); put(2) },
			func() { put(3); get() },
			func() { get() })
		get()
		get()
		explore.Check(in == out, "put %v, got %v", in, out)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

type queue = xsync.MPMCQueue[int]
type op = explore.Op[*queue, *[]int]

func put(v int) op {
	return op{Name: "put",
		Do: func(q *queue) any { return q.TryEnqueue(v) },
		Spec: func(m *[]int) any {
			if len(*m) == 2 {
				return false
			}
			*m = append(*m, v)
			return true
		}}
}

var get = op{Name: "get",
	Do: func(q *queue) any {
		if v, ok := q.TryDequeue(); ok {
			return v
		}
		return nil
	},
	Spec: func(m *[]int) any {
		if len(*m) == 0 {
			return nil
		}
		v := (*m)[0]
		*m = (*m)[1:]
		return v
	}}

// Is it linearizable as a bounded queue? TryEnqueue answers false, as if the queue were full,
// when another TryEnqueue is faster, though the queue is empty; likewise TryDequeue. Who
// takes false for full, or for empty, loses nothing by trying again.
func TestLinearizable(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it is not linearizable")
	}
	r := explore.Linearizable(explore.Config{}, explore.Table[*queue, *[]int]{
		New:      func() *queue { return xsync.NewMPMCQueue[int](2) },
		Model:    func() *[]int { return new([]int) },
		Parallel: [][]op{{put(1)}, {put(2), get}},
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
