//go:build race && !poolrace

package pool

import (
	"reflect"
	"sync/atomic"
	"weak"

	"github.com/poolproof/poolproof/internal/pin"
)

// The plain accesses of the pool, as in watched.go, but not watched by the race
// detector.

// newGuarded returns the extra of a guarded pool.
//
//go:norace
func newGuarded[T any](config Config[T]) *extra[T] {
	return &extra[T]{options: &options[T]{
		evicted: config.Evicted, check: config.Check, count: config.Count, bound: int64(config.Bound),
		kept:   make([]atomic.Pointer[array[T]], max(config.Clearings, 1)),
		counts: make([]count, stripes(pin.Places())),
	}}
}

// newArray returns an array of n shards, the first of them those of old (P5), of whose
// generation it is. Without old it begins one, now.
//
//go:norace
func newArray[T any](old *array[T], n int, now uint64) *array[T] {
	a := &array[T]{make([]*shard[T], n)}
	fresh, born, loot := 0, uint32(now), new(atomic.Bool)
	if old != nil {
		fresh = len(old.shards)
		born, loot = old.shards[0].born, old.shards[0].loot
		//lint:ignore S1001 copy tells the race detector, whatever the function's pragma says
		for i, s := range old.shards {
			a.shards[i] = s
		}
	}
	for i := fresh; i < n; i++ {
		s := newShard[T]()
		s.born, s.loot = born, loot
		a.shards[i] = s
	}
	return a
}

// newShard returns a shard that shares no line with another one.
//
//go:norace
func newShard[T any]() *shard[T] {
	if !wideLines && reflect.TypeFor[shard[T]]().Size() <= 64 {
		return new(shard[T])
	}
	return &new(padded[T]).shard
}

// hasPrivate reports whether the shard has a private item.
//
//go:norace
func (s *shard[T]) hasPrivate() bool { return s.full }

// setPrivate makes it the shard's private item. There is none.
//
//go:norace
func (s *shard[T]) setPrivate(it item[T]) { s.private, s.full = it, true }

// privateItem takes the shard's private item, and leaves no reference to it.
//
//go:norace
func (s *shard[T]) privateItem() item[T] {
	var none item[T]
	it := s.private
	s.private, s.full = none, false
	return it
}

// missed counts a miss and reports whether it is time to see if a clearing is due.
//
//go:norace
func (s *shard[T]) missed() bool {
	s.misses = (s.misses + 1) % missesPerCheck
	return s.misses == 0
}

// hasRoom reports whether the shard has a block with room.
//
//go:norace
func (s *shard[T]) hasRoom() bool { return s.block != nil && s.n < blockSize }

// push puts it into the block, which has room.
//
//go:norace
func (s *shard[T]) push(it item[T]) {
	s.block.items[s.n] = it
	s.n++
}

// addBlock gives the shard, which has none, an empty block.
//
//go:norace
func (s *shard[T]) addBlock() {
	if s.block = s.spare; s.block != nil {
		s.spare, s.block.next = s.block.next, nil
		s.spares--
	} else {
		s.block = new(block[T])
	}
}

// hasBlock reports whether the shard has a block.
//
//go:norace
func (s *shard[T]) hasBlock() bool { return s.block != nil }

// fullBlock takes the block, which is full, away from the shard.
//
//go:norace
func (s *shard[T]) fullBlock() *block[T] {
	b := s.block
	s.block, s.n = nil, 0
	return b
}

// hasBlocked reports whether the block holds an item.
//
//go:norace
func (s *shard[T]) hasBlocked() bool { return s.n != 0 }

// pop takes the newest item of the block, and leaves no reference to it.
//
//go:norace
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
//
//go:norace
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
//
//go:norace
func (s *shard[T]) deep() bool { return s.nonempty }

//go:norace
func (s *shard[T]) pushed() { s.nonempty = true }

//go:norace
func (s *shard[T]) drained() { s.nonempty = false }

// addUnclosed adds a to the list of arrays that are to be closed.
//
//go:norace
func (o *options[T]) addUnclosed(a *array[T]) { o.unclosed = &unclosed[T]{a, o.unclosed} }

// takeUnclosed returns the list and leaves none.
//
//go:norace
func (o *options[T]) takeUnclosed() *unclosed[T] {
	u := o.unclosed
	o.unclosed = nil
	return u
}

// register puts the pool into the registry if it is not there. The caller holds rotating.
//
//go:norace
func (p *Pool[T]) register() {
	if p.tie == nil {
		p.tie = &tie[T]{p}
		l := listFor[T]()
		l.entries = with(l.entries, entry[T]{weak.Make(p.tie)})
	}
}

// unregister says that the pool is not in the registry any more. The caller holds rotating.
//
//go:norace
func (p *Pool[T]) unregister() { p.tie = nil }

// lists returns the registry's first list. The caller holds rotating.
//
//go:norace
func lists() list { return registry }

// listFor returns the list of the pools of T, and makes it if there is none. The caller holds
// rotating.
//
//go:norace
func listFor[T any]() *listOf[T] {
	for l := registry; l != nil; l = l.following() {
		if l, ok := l.(*listOf[T]); ok {
			return l
		}
	}
	l := &listOf[T]{next: registry}
	registry = l
	return l
}

// take returns all entries and leaves none. The caller holds rotating.
//
//go:norace
func (l *listOf[T]) take() []entry[T] {
	taken := l.entries
	l.entries = nil
	return taken
}

// trim clears what is behind the entries, or gives it back if it is much. The caller has
// taken them.
//
//go:norace
func trim[T any](kept []entry[T]) []entry[T] {
	gone := kept[len(kept):cap(kept)]
	if len(gone) > 3*len(kept) {
		return roomFor(len(kept), kept)
	}
	for i := range gone {
		gone[i] = entry[T]{}
	}
	return kept
}

// putBack puts entries back that were taken, before those that were made meanwhile. The
// caller holds rotating.
//
//go:norace
func (l *listOf[T]) putBack(kept []entry[T]) {
	for _, e := range l.entries {
		kept = with(kept, e)
	}
	l.entries = kept
}

// with appends an entry, as append does, which would tell the race detector.
//
//go:norace
func with[T any](entries []entry[T], e entry[T]) []entry[T] {
	n := len(entries)
	if n == cap(entries) {
		entries = roomFor(n+n/4+1, entries)
	}
	entries = entries[:n+1]
	entries[n] = e
	return entries
}

// roomFor returns a copy of the entries with room for n.
//
//go:norace
func roomFor[T any](n int, entries []entry[T]) []entry[T] {
	larger := make([]entry[T], len(entries), n)
	//lint:ignore S1001 copy tells the race detector, whatever the function's pragma says
	for i, e := range entries {
		larger[i] = e
	}
	return larger
}
