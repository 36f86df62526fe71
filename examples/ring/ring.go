// Package ring is Vyukov's bounded queue: any number of producers and consumers over an
// array of slots.
//
//	lap of a slot   it holds
//	2n              nothing, and waits for the n-th push of its own
//	2n+1            the value of that push
//
// A producer claims the next index by a CAS, writes its value, and raises the lap: only
// then may a consumer claim the same index.
package ring

import "sync/atomic"

// Ring is a queue of a fixed number of values. New makes one. All methods may be called by
// any goroutine at any time.
type Ring[T any] struct {
	// Ignorant is the seeded bug: a producer ignores whether its CAS claimed the index.
	Ignorant bool

	head, tail atomic.Uint64 // the next index to pop, and to push
	slots      []slot[T]
}

type slot[T any] struct {
	lap   atomic.Uint64
	value T // of whoever has claimed the slot
}

// New returns an empty queue of a capacity of at least 1.
func New[T any](capacity int) *Ring[T] { return &Ring[T]{slots: make([]slot[T], capacity)} }

// Push puts v at the end. It returns false if the queue is full.
func (r *Ring[T]) Push(v T) bool {
	for {
		i := r.tail.Load()
		s, lap := r.slot(i)
		switch is := s.lap.Load(); {
		case is == lap:
			if r.tail.CompareAndSwap(i, i+1) || r.Ignorant {
				s.value = v
				s.lap.Store(lap + 1) // publishes the value
				return true
			}
		case is < lap:
			return false // the value of the lap before is still there
		}
	}
}

// Pop takes the first value. It returns false if the queue is empty.
func (r *Ring[T]) Pop() (v T, ok bool) {
	for {
		i := r.head.Load()
		s, lap := r.slot(i)
		switch is := s.lap.Load(); {
		case is == lap+1:
			if r.head.CompareAndSwap(i, i+1) {
				v, s.value = s.value, v
				s.lap.Store(lap + 2) // gives the slot to the next push
				return v, true
			}
		case is < lap+1:
			return v, false
		}
	}
}

// slot returns the slot of an index, and its lap when it waits for a push.
func (r *Ring[T]) slot(i uint64) (*slot[T], uint64) {
	n := uint64(len(r.slots))
	return &r.slots[i%n], i / n * 2
}
