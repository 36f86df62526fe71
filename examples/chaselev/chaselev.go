// Package chaselev is the work-stealing deque of Chase and Lev, in an array that does not
// grow.
//
//	     top ▼              ▼ bottom
//	… │     │  3  │  4  │  5  │     │ …
//	  thieves take here ──►  ◄── the owner pushes and pops here
//
// Only for the last value do owner and thieves meet: then both move top by a CAS, and who
// loses has nothing.
package chaselev

import "sync/atomic"

// Size is how many values a deque holds.
const Size = 8

// Deque is a deque of one owner and any number of thieves. The zero value is empty.
type Deque struct {
	// Hasty is the seeded bug: the owner takes the last value without asking thieves.
	Hasty bool

	top, bottom atomic.Int64 // of the values' indexes, which only grow
	values      [Size]atomic.Int64
}

// Push puts v at the bottom. It returns false if the deque is full. Only the owner may
// call it.
func (d *Deque) Push(v int64) bool {
	b := d.bottom.Load()
	if b-d.top.Load() == Size {
		return false
	}
	d.values[b%Size].Store(v)
	d.bottom.Store(b + 1) // publishes the value
	return true
}

// Pop takes the value at the bottom, false if there is none. Only the owner may call it.
func (d *Deque) Pop() (v int64, ok bool) {
	b := d.bottom.Load() - 1
	d.bottom.Store(b) // from here on thieves leave the value at b alone, or top is there
	t := d.top.Load()
	switch {
	case t > b: // empty
		d.bottom.Store(b + 1)
		return 0, false
	case t < b:
		return d.values[b%Size].Load(), true
	}
	v = d.values[b%Size].Load()
	ok = d.Hasty || d.top.CompareAndSwap(t, t+1)
	if d.Hasty {
		d.top.Store(t + 1)
	}
	d.bottom.Store(b + 1)
	return v, ok
}

// Steal takes the value at the top, false if there is none. Any goroutine may call it.
func (d *Deque) Steal() (v int64, ok bool) {
	for {
		t := d.top.Load()
		if t >= d.bottom.Load() {
			return 0, false
		}
		v = d.values[t%Size].Load() // before the CAS: afterwards the owner may overwrite it
		if d.top.CompareAndSwap(t, t+1) {
			return v, true
		}
	}
}
