//go:build race && !poolrace

package chain

import "github.com/poolproof/poolproof/dequeue"

// The plain accesses of the chain, as in watched.go, but not watched by the race
// detector.

//go:norace
func newRing[T any](size int) *ring[T] {
	return &ring[T]{values: dequeue.New[T](size)}
}

// newest returns the ring at the head, nil before the first push. Owner only.
//
//go:norace
func (c *Chain[T]) newest() *ring[T] { return c.head }

// setNewest makes r the ring at the head. Owner only.
//
//go:norace
func (c *Chain[T]) setNewest(r *ring[T]) { c.head = r }
