//go:build !race || poolrace

package dequeue

// The plain accesses of the ring. In this build the race detector, if it is on,
// watches them. In unwatched.go, which holds the same functions, it does not:
// there package pool hides its own traffic from the detector, atomics included,
// so that a race of the pool's user is not hidden behind it.

func newRing[T any](size int) *Dequeue[T] {
	return &Dequeue[T]{slots: make([]slot[T], size)}
}

// put fills the slot.
func (s *slot[T]) put(v T) { s.value = v }

// take empties the slot, so that it holds no reference (D5).
func (s *slot[T]) take() (v T) {
	var none T
	v, s.value = s.value, none
	return v
}
