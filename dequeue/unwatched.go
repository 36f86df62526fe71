//go:build race && !poolrace

package dequeue

// The plain accesses of the ring, as in watched.go, but not watched by the race
// detector.

//go:norace
func newRing[T any](size int) *Dequeue[T] {
	return &Dequeue[T]{slots: make([]slot[T], size)}
}

// put fills the slot.
//
//go:norace
func (s *slot[T]) put(v T) { s.value = v }

// take empties the slot, so that it holds no reference (D5).
//
//go:norace
func (s *slot[T]) take() (v T) {
	var none T
	v, s.value = s.value, none
	return v
}
