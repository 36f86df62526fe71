//go:build !race || poolrace

package chain

import "github.com/poolproof/poolproof/dequeue"

// The plain accesses of the chain. In this build the race detector, if it is on,
// watches them; in unwatched.go, which holds the same functions, it does not
// (package dequeue, watched.go, says why).

func newRing[T any](size int) *ring[T] {
	return &ring[T]{values: dequeue.New[T](size)}
}

// newest returns the ring at the head, nil before the first push. Owner only.
func (c *Chain[T]) newest() *ring[T] { return c.head }

// setNewest makes r the ring at the head. Owner only.
func (c *Chain[T]) setNewest(r *ring[T]) { c.head = r }
