// A bounded queue of one producer and one consumer, who keep each other's index.
//
//poolproof:module github.com/puzpuzpuz/xsync/v3@v3.5.1
package xsync_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/puzpuzpuz/xsync/v3"
)

type queue = xsync.SPSCQueueOf[int]
type op = explore.Op[*queue, *[]int]

const capacity = 2

func put(v int) op {
	return op{Name: "put", Role: "producer",
		Do: func(q *queue) any { return q.TryEnqueue(v) },
		Spec: func(m *[]int) any {
			if len(*m) == capacity {
				return false
			}
			*m = append(*m, v)
			return true
		}}
}

func get(int) op {
	return op{Name: "get", Role: "consumer",
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
}

// All clients of at most eight calls: a bounded queue.
func TestLinearizable(t *testing.T) {
	r := explore.LinearizableAll(explore.Config{}, explore.Clients[*queue, *[]int]{
		New:   func() *queue { return xsync.NewSPSCQueueOf[int](capacity) },
		Model: func() *[]int { return new([]int) },
		Ops:   []func(int) op{put, get},
		Calls: 8, Threads: 2, OneRole: true,
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
