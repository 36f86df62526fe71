//go:build !race || poolrace

package pool

import (
	"reflect"
	"sync/atomic"
	"weak"

	"github.com/poolproof/poolproof/internal/pin"
)

// The plain accesses of the pool. In this build the race detector, if it is on,
// watches them; in unwatched.go, which holds the same functions, it does not
// (package dequeue, watched.go, says why).

// newGuarded returns the core of a guarded pool.
func newGuarded[T any](config Config[T]) *core[T] {
	o := &options[T]{
		evicted: config.Evicted, check: config.Check, count: config.Count, bound: int64(config.Bound),
		kept:   make([]atomic.Pointer[array[T]], max(config.Clearings, 1)),
		counts: make([]count, stripes(pin.Places())),
	}
	c := newCore(&o.local)
	c.options = o
	return c
}

// newCore returns the core of the pool whose local array is there.
func newCore[T any](local *atomic.Pointer[array[T]]) *core[T] { return &core[T]{local: local} }

// newArray returns an array of n shards, the first of them those of old (P5), which
// it is as old as. Without old it is born now.
func newArray[T any](old *array[T], n int, now uint64) *array[T] {
	a := &array[T]{shards: make([]*shard[T], n), born: now}
	a.loot = &a.first
	fresh := 0
	if old != nil {
		a.born, a.loot = old.born, old.loot
		//lint:ignore S1001 copy tells the race detector, whatever the function's pragma says
		for i, s := range old.shards {
			a.shards[i] = s
		}
		fresh = len(old.shards)
	}
	for i := fresh; i < n; i++ {
		a.shards[i] = newShard[T]()
	}
	return a
}

// newShard returns a shard that shares no line with another one.
func newShard[T any]() *shard[T] {
	if !wideLines && reflect.TypeFor[shard[T]]().Size() <= 64 {
		return new(shard[T])
	}
	return &new(padded[T]).shard
}

// hasPrivate reports whether the shard has a private item.
func (s *shard[T]) hasPrivate() bool { return s.full }

// setPrivate makes it the shard's private item. There is none.
func (s *shard[T]) setPrivate(it item[T]) { s.private, s.full = it, true }

// privateItem takes the shard's private item, and leaves no reference to it.
func (s *shard[T]) privateItem() item[T] {
	var none item[T]
	it := s.private
	s.private, s.full = none, false
	return it
}

// missed counts a miss and reports whether it is time to see if a clearing is due.
func (s *shard[T]) missed() bool {
	s.misses = (s.misses + 1) % missesPerCheck
	return s.misses == 0
}

// hasRoom reports whether the shard has a block with room.
func (s *shard[T]) hasRoom() bool { return s.block != nil && s.n < blockSize }

// push puts it into the block, which has room.
func (s *shard[T]) push(it item[T]) {
	s.block.items[s.n] = it
	s.n++
}

// addBlock gives the shard, which has none, an empty block.
func (s *shard[T]) addBlock() {
	if s.block = s.spare; s.block != nil {
		s.spare, s.block.next = s.block.next, nil
		s.spares--
	} else {
		s.block = new(block[T])
	}
}

// hasBlock reports whether the shard has a block.
func (s *shard[T]) hasBlock() bool { return s.block != nil }

// fullBlock takes the block, which is full, away from the shard.
func (s *shard[T]) fullBlock() *block[T] {
	b := s.block
	s.block, s.n = nil, 0
	return b
}

// hasBlocked reports whether the block holds an item.
func (s *shard[T]) hasBlocked() bool { return s.n != 0 }

// pop takes the newest item of the block, and leaves no reference to it.
func (s *shard[T]) pop() item[T] {
	var none item[T]
	s.n--
	p := &s.block.items[s.n]
	it := *p
	*p = none
	return it
}

// adopt makes b, which is full unless it is nil, the shard's block. The one that it
// has is empty.
func (s *shard[T]) adopt(b *block[T]) {
	if b == nil {
		return
	}
	if s.block != nil && s.spares < maxSpares {
		s.block.next, s.spare = s.spare, s.block
		s.spares++
	}
	s.block, s.n = b, blockSize
}

// deep, pushed and drained read, set and clear what the owner knows of its chain.
func (s *shard[T]) deep() bool { return s.nonempty }

func (s *shard[T]) pushed() { s.nonempty = true }

func (s *shard[T]) drained() { s.nonempty = false }

// addUnclosed adds a to the list of arrays that are to be closed.
func (o *options[T]) addUnclosed(a *array[T]) { o.unclosed = &unclosed[T]{a, o.unclosed} }

// takeUnclosed returns the list and leaves none.
func (o *options[T]) takeUnclosed() *unclosed[T] {
	u := o.unclosed
	o.unclosed = nil
	return u
}

// register puts the core into the registry if it is not there. The caller holds rotating.
func (c *core[T]) register() {
	if !c.registered {
		c.registered = true
		registry = &entryOf[T]{weak.Make(c), registry}
	}
}

// unregister says that the core is not in the registry any more. The caller holds rotating.
func (c *core[T]) unregister() { c.registered = false }

// push puts the entry into the registry, which it is not in. The caller holds rotating.
func (e *entryOf[T]) push() { e.next, registry = registry, e }

// following returns the next entry. The caller holds rotating, or took the registry.
func (e *entryOf[T]) following() entry { return e.next }

// takeRegistry returns all entries and leaves none. The caller holds rotating.
func takeRegistry() entry {
	e := registry
	registry = nil
	return e
}
