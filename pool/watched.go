//go:build !race || poolrace

package pool

import "weak"

// The plain accesses of the pool. In this build the race detector, if it is on,
// watches them; in unwatched.go, which holds the same functions, it does not
// (package dequeue, watched.go, says why).

func newCore[T any]() *core[T] {
	c := new(core[T])
	w := weak.Make(c)
	c.entry = &entry{find: func() member {
		if c := w.Value(); c != nil {
			return c
		}
		return nil
	}}
	return c
}

// newArray returns an array of n shards, the first of them those of old (P5), which
// it is as old as. Without old it is born now.
func newArray[T any](old *array[T], n int, now uint64) *array[T] {
	a := &array[T]{shards: make([]*shard[T], n), born: now}
	fresh := 0
	if old != nil {
		a.born = old.born
		//lint:ignore S1001 copy tells the race detector, whatever the function's pragma says
		for i, s := range old.shards {
			a.shards[i] = s
		}
		fresh = len(old.shards)
	}
	for i, s := fresh, make([]shard[T], n-fresh); i < n; i++ {
		a.shards[i] = &s[i-fresh]
	}
	return a
}

// putPrivate makes it the shard's private item, if there is none.
func (s *shard[T]) putPrivate(it item[T]) bool {
	if s.full {
		return false
	}
	s.private, s.full = it, true
	return true
}

// takePrivate takes the shard's private item, and leaves no reference to it.
func (s *shard[T]) takePrivate() (it item[T], ok bool) {
	if !s.full {
		return it, false
	}
	var none item[T]
	it, s.private, s.full = s.private, none, false
	return it, true
}

// missed counts a miss and reports whether it is time to see if a clearing is due.
func (s *shard[T]) missed() bool {
	s.misses = (s.misses + 1) % missesPerCheck
	return s.misses == 0
}

// spent and spend read and set the mark of P9.
func (s *shard[T]) spent() bool { return s.empty }
func (s *shard[T]) spend()      { s.empty = true }
