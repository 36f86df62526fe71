// Package oldpool is the pool that sync.Pool was before Go 1.13, as a baseline: for each P
// a slice behind a mutex, no second chance for what was put before a garbage
// collection, and a clearing that visits every value. Benchmarks, the stress and the
// explorer run it beside package pool, so that what the lock-free design bought can be
// seen.
//
// # Laws
//
//	O1  A value is got at most once per Put, and none is invented.
//	O2  Put(x) happens before the Get that returns x.
//	O3  A value survives no clearing: Clear leaves nothing of what was put before it.
//
// Source: the design as the history of sync.Pool tells it. In Go 1.12 the clearing ran
// while the world stood still, which a module cannot; here it takes the locks.
package oldpool

import (
	"sync"

	"github.com/poolproof/poolproof/internal/pin"
)

// Pool is a set of values. Make one with New.
type Pool[T any] struct {
	shards []*shard[T] // one for each place; never changes
}

// shard is the values of one place, and of whoever else comes.
type shard[T any] struct {
	mu     sync.Mutex
	values []T
	_      [96]byte
}

// New returns an empty pool with so many shards. It needs no more than pin.Places().
func New[T any](shards int) *Pool[T] {
	p := &Pool[T]{shards: make([]*shard[T], shards)}
	for i := range p.shards {
		p.shards[i] = new(shard[T])
	}
	return p
}

// home returns the number of the shard of the caller's place.
func (p *Pool[T]) home() int {
	place := pin.Pin()
	pin.Unpin(place) // a lock is not to be taken while pinned; to move on now is no harm
	return place % len(p.shards)
}

// Put adds x to the pool. Any goroutine may call it.
func (p *Pool[T]) Put(x T) {
	s := p.shards[p.home()]
	s.mu.Lock()
	s.values = append(s.values, x)
	s.mu.Unlock()
}

// Get takes the newest value of the own shard, or else of another one, and reports
// whether there was one. Any goroutine may call it.
func (p *Pool[T]) Get() (x T, ok bool) {
	home := p.home()
	for i := range p.shards {
		if x, ok = p.shards[(home+i)%len(p.shards)].take(); ok {
			return x, true
		}
	}
	return x, false
}

// take takes the newest value of the shard.
func (s *shard[T]) take() (x T, ok bool) {
	var none T
	s.mu.Lock()
	if n := len(s.values) - 1; n >= 0 {
		x, s.values[n], ok = s.values[n], none, true
		s.values = s.values[:n]
	}
	s.mu.Unlock()
	return x, ok
}

// Clear drops all values, one by one. Any goroutine may call it.
func (p *Pool[T]) Clear() {
	var none T
	for _, s := range p.shards {
		s.mu.Lock()
		for i := range s.values {
			s.values[i] = none
		}
		s.values = nil
		s.mu.Unlock()
	}
}
