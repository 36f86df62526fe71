package chain

import dequeue "github.com/poolproof/poolproof/explore/internal/mirror/rings"

// Sizes sets the slots of the first ring and of the largest, of chains that are used
// from now on. It must not be called while an exploration of chains goes on.
func Sizes(first, limit int) { firstRing, limitRing = first, limit }

// Inspect returns the rings that can be reached from the owner's, along prev, oldest
// first, and those that a thief can reach from tail, along next. No thread may be
// running: it is for the time after an execution.
func (c *Chain[T]) Inspect() (owner, thief []*dequeue.Dequeue[T]) {
	for r := c.head; r != nil; r = r.prev.Load() {
		owner = append([]*dequeue.Dequeue[T]{r.values}, owner...)
	}
	for r := c.tail.Load(); r != nil; r = r.next.Load() {
		thief = append(thief, r.values)
	}
	return owner, thief
}
