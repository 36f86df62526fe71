// Package msqueue is the queue of Michael and Scott over nodes of the garbage collector.
//
//	head ──► node ──► node ──► node ──► nil
//	 the value of this one     ▲
//	 has been taken            tail, or one node behind
//
// An enqueue links its node by a CAS and then moves tail; whoever finds tail behind moves
// it first.
package msqueue

import "sync/atomic"

// Queue is a queue of any number of values, first in, first out. New makes one. All
// methods may be called by any goroutine at any time.
type Queue[T any] struct {
	// Careless is the seeded bug: Dequeue does not look whether it overtakes tail.
	Careless bool

	head, tail atomic.Pointer[node[T]]
}

type node[T any] struct {
	value T // written before the node is linked
	next  atomic.Pointer[node[T]]
}

// New returns an empty queue.
func New[T any]() *Queue[T] {
	q := new(Queue[T])
	n := new(node[T])
	q.head.Store(n)
	q.tail.Store(n)
	return q
}

// Enqueue puts v at the end.
func (q *Queue[T]) Enqueue(v T) {
	n := &node[T]{value: v}
	for {
		t := q.tail.Load()
		if next := t.next.Load(); next != nil {
			q.tail.CompareAndSwap(t, next) // another's, who has not moved it yet
			continue
		}
		if t.next.CompareAndSwap(nil, n) {
			q.tail.CompareAndSwap(t, n) // or another has moved it
			return
		}
	}
}

// Dequeue takes the first value. It returns false if the queue is empty.
func (q *Queue[T]) Dequeue() (v T, ok bool) {
	for {
		h, t := q.head.Load(), q.tail.Load()
		next := h.next.Load()
		if h == t {
			if next == nil {
				return v, false
			}
			if !q.Careless {
				q.tail.CompareAndSwap(t, next) // so that head stays behind tail
				continue
			}
		}
		if q.head.CompareAndSwap(h, next) {
			return next.value, true
		}
	}
}
