package dequeue

import (
	"fmt"
	"reflect"
)

// checkInvariants executes the laws that can be seen in a ring at rest: D1, D4
// (whose turn each slot says it is) and D5. It panics with the whole ring. No
// other goroutine may be using the ring.
func (d *Dequeue[T]) checkInvariants() {
	head, tail := unpack(d.headTail.Load())
	size := uint32(len(d.slots))
	fail := func(law, format string, args ...any) {
		panic(fmt.Sprintf("dequeue: %s broken: %s\nhead %d, tail %d, size %d\n%+v", law, fmt.Sprintf(format, args...), head, tail, size, d.slots))
	}
	if head-tail > size {
		fail("D1", "%d values in %d slots", head-tail, size)
	}
	// The size indexes from tail on use each slot once: first those that hold a
	// value, then those that the owner comes to next.
	for n := range size {
		i := tail + n
		s := d.slot(i)
		if got, want := s.lap.Load(), d.lap(i); got != want {
			fail("D4", "the slot of index %d is ready for lap %d, not %d", i, got, want)
		}
		if n >= head-tail && !reflect.ValueOf(&s.value).Elem().IsZero() {
			fail("D5", "the slot of index %d is free and holds %v", i, s.value)
		}
	}
}
