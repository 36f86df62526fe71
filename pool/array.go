package pool

import (
	"runtime"
	"sync/atomic"

	"github.com/poolproof/poolproof/chain"
)

// array is one generation of shards, one for each place. Neither it nor the slice ever
// changes after newArray (P4). A nil array has no shards.
type array[T any] struct {
	shards []*shard[T]
}

// has reports whether the array has a shard for the place. To ask first is a law:
// an index out of range while pinned stops the process (pin.K4).
func (a *array[T]) has(place int) bool {
	return a != nil && uint(place) < uint(len(a.shards))
}

// olderThan reports whether the array's generation began before that garbage collection was
// over. It has not outlived 2 to the power of 31 of them.
func (a *array[T]) olderThan(collection uint64) bool {
	return collection == always || int32(uint32(collection)-a.shards[0].born) > 0
}

// overflow keeps an item for which the shard, the caller's own, has no private place.
// It goes into the block, and with the full block into the chain.
func (a *array[T]) overflow(s *shard[T], it item[T]) {
	if !s.loot.Load() {
		// Somebody found nothing to steal, or nobody has ever had to: this one they shall
		// find (P10).
		s.chain.PushHead(parcel[T]{item: it})
	} else if s.hasRoom() {
		s.push(it)
		return
	} else if !s.hasBlock() {
		s.addBlock()
		s.push(it)
		return
	} else {
		s.chain.PushHead(parcel[T]{it, s.fullBlock()})
	}
	s.pushed()
	if !s.loot.Load() { // after the push (P9)
		s.loot.Store(true)
	}
}

// barren reports whether a Get from the place, which has looked at the private value
// and the block, need not look further in this array.
func (a *array[T]) barren(place int) bool {
	if !a.has(place) {
		return true
	}
	s := a.shards[place]
	s.own()
	b := !s.deep() && !s.loot.Load()
	s.disown()
	return b
}

// rest takes an item of the caller's own shard that is not private: the newest of the
// block or else of the chain.
func (s *shard[T]) rest() (it item[T], ok bool) {
	if s.hasBlocked() {
		return s.pop(), true
	}
	if !s.deep() {
		return it, false
	}
	p, ok := s.chain.PopHead()
	if !ok {
		s.drained() // for good, until the owner pushes again (chain.C5)
		return it, false
	}
	s.adopt(p.block)
	return p.item, true
}

// find takes an item from the rest of the own shard, or else from some other place's
// chain. With it may come a block, which then is the own shard's (P11).
func (a *array[T]) find(place int) (it item[T], ok, stolen bool) {
	if !a.has(place) {
		return it, false, false
	}
	s := a.shards[place]
	s.own()
	if it, ok = s.rest(); !ok && s.loot.Load() {
		if p, found := a.steal(place); found {
			it, ok, stolen = p.item, true, true
			s.adopt(p.block)
		}
	}
	s.disown()
	return it, ok, stolen
}

// scavenge takes an item from an array that is victim: the private one of the own
// place, as only its owner may (P3), or else what find finds.
func (a *array[T]) scavenge(place int) (it item[T], ok bool) {
	if !a.has(place) {
		return it, false
	}
	s := a.shards[place]
	s.own()
	if s.hasPrivate() {
		it, ok = s.privateItem(), true
	}
	s.disown()
	if !ok {
		it, ok, _ = a.find(place)
	}
	return it, ok
}

// steal takes the oldest parcel of some other place's chain, as a thief. It takes the
// mark away when there is none (P9). The own chain is empty, as its owner has seen.
func (a *array[T]) steal(place int) (p parcel[T], ok bool) {
	if p, ok = a.visit(place); ok {
		return p, true
	}
	loot := a.shards[place].loot
	loot.Store(false)
	if p, ok = a.visit(place); ok {
		loot.Store(true) // there may be more
	}
	return p, ok
}

// visit looks into all other chains, once.
func (a *array[T]) visit(place int) (p parcel[T], ok bool) {
	// Begin behind the own place, so that thieves spread out.
	for i, n := 1, len(a.shards); i < n; i++ {
		if p, ok = a.shards[(place+i)%n].chain.PopTail(); ok {
			return p, true
		}
	}
	return p, false
}

// shard is the part of an array that belongs to one place. What stands before loot
// is plain, and the owner's alone (P3): the accesses stand in watched.go and
// unwatched.go. Anybody may pop the chain's tail.
type shard[T any] struct {
	private  item[T]
	full     bool      // private holds an item
	nonempty bool      // the chain may hold something: the owner pushed, and has not found it empty since
	n        uint8     // how many items block holds; the last one put is the last
	spares   uint8     // how many spare blocks there are
	misses   uint16    // Gets of this place that found nothing, modulo missesPerCheck
	block    *block[T] // nil, or where what has no private place goes
	spare    *block[T] // empty blocks, linked by next
	token              // the owner's exclusivity, for the race detector

	// loot is the mark of P9: that some chain of the generation may hold something. The pointer
	// never changes. The mark is in no shard: who reads it shall not share a line with an owner.
	loot *atomic.Bool

	born  uint32        // how many garbage collections were over when the generation began, modulo 1<<32; never changes
	state atomic.Uint32 // idle, busy or closed; of guarded pools only
	chain chain.Chain[parcel[T]]
}

// padded is a shard that shares no line with what lies behind it. A shard of 64 bytes at
// most, which that of a pointer is, does not either: the allocator begins such objects
// where lines begin, if a line is 64 bytes.
type padded[T any] struct {
	shard shard[T]
	_     [64]byte // 128 in all for a pointer T
}

// wideLines is whether lines are longer than 64 bytes.
const wideLines = runtime.GOARCH != "amd64" && runtime.GOARCH != "386"

// parcel is an element of a chain: an item, and perhaps a full block of older ones.
type parcel[T any] struct {
	item  item[T]
	block *block[T]
}

// block is a stack of items, of which only its shard knows how many it holds. It is
// full when it is in a chain, and only one shard or one parcel has it (P11).
type block[T any] struct {
	items [blockSize]item[T]
	next  *block[T] // in a list of spare ones
}

const (
	blockSize = 15 // 128 bytes in all for a pointer T
	maxSpares = 8  // empty blocks that a shard keeps
)

// missed counts a Get that found nothing, and reports whether it is time to see if a
// clearing is due.
func (a *array[T]) missed(place int) (due bool) {
	if a.has(place) {
		s := a.shards[place]
		s.own()
		due = s.missed()
		s.disown()
	}
	return due
}

// missesPerCheck is how many misses of one place there are to each look at the number
// of garbage collections (see look). A look costs as much as some
// tens of misses.
const missesPerCheck = 1024
