// Package seqlock is a sequence lock: a writer is never kept waiting, a reader tries again
// when a writer was there meanwhile.
//
//	sequence  4 │ 5 ──────────────── │ 6
//	            │ store, store, …    │
//	            └ odd: being written
package seqlock

import "sync/atomic"

// Pair is two numbers that are read and written together. The zero value is a pair of
// zeros. One goroutine may call Store, any number may call Load, at any time.
type Pair struct {
	// Blind is the seeded bug: a reader does not look whether the number that it
	// begins with is odd.
	Blind bool

	sequence atomic.Uint32
	a, b     atomic.Int64 // read while they are written: a plain access would be a race
}

// Store writes both numbers.
func (p *Pair) Store(a, b int64) {
	p.sequence.Add(1)
	p.a.Store(a)
	p.b.Store(b)
	p.sequence.Add(1)
}

// Load reads both numbers, as one Store wrote them.
func (p *Pair) Load() (a, b int64) {
	for {
		s := p.sequence.Load()
		if s%2 == 1 && !p.Blind {
			continue
		}
		a, b := p.a.Load(), p.b.Load()
		if p.sequence.Load() == s {
			return a, b
		}
	}
}
