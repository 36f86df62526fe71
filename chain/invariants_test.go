package chain

import (
	"fmt"
	"strings"
)

// checkInvariants executes the laws that can be seen in a chain at rest: C2 (links),
// C1 (what is not at the head is never pushed to: rings before tail are gone, rings
// behind head do not exist) and C6 (sizes). It panics with the whole chain. No other
// goroutine may be using the chain.
func (c *Chain[T]) checkInvariants() {
	fail := func(law, format string, args ...any) {
		panic(fmt.Sprintf("chain: %s broken: %s\n%s", law, fmt.Sprintf(format, args...), c))
	}
	tail := c.tail.Load()
	if (tail == nil) != (c.head == nil) {
		fail("C2", "only one of head and tail is nil")
	}
	if tail == nil {
		return
	}
	last := tail
	for r := tail; r != nil; r = r.next.Load() {
		last = r
		next := r.next.Load()
		if next == nil {
			break
		}
		if next.prev.Load() != r {
			fail("C2", "next and prev do not match")
		}
		if next.values.Size() != min(2*r.values.Size(), limitRing) {
			fail("C6", "a ring of %d follows one of %d", next.values.Size(), r.values.Size())
		}
	}
	if last != c.head {
		fail("C1", "head is not the last ring")
	}
	if tail.prev.Load() != nil {
		fail("C4", "a dropped ring is still linked")
	}
	if s := tail.values.Size(); s < firstRing || s%firstRing != 0 {
		fail("C6", "a ring of %d", s)
	}
}

// String draws the chain from tail to head.
func (c *Chain[T]) String() string {
	var b strings.Builder
	for r := c.tail.Load(); r != nil; r = r.next.Load() {
		fmt.Fprintf(&b, "ring %p prev %p size %d %+v\n", r, r.prev.Load(), r.values.Size(), r.values)
	}
	fmt.Fprintf(&b, "head %p", c.head)
	return b.String()
}

// rings counts the rings from tail to head.
func (c *Chain[T]) rings() (n int) {
	for r := c.tail.Load(); r != nil; r = r.next.Load() {
		n++
	}
	return n
}
