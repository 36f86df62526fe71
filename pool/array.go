package pool

import "github.com/poolproof/poolproof/chain"

// array is one generation of shards, one for each place. Neither it nor the slice
// ever changes after newArray (P4). A nil array has no shards.
type array[T any] struct {
	shards []*shard[T]
	born   uint64 // how many garbage collections were over when its first shard was made
}

// has reports whether the array has a shard for the place. To ask first is a law:
// an index out of range while pinned stops the process (pin.K4).
func (a *array[T]) has(place int) bool {
	return a != nil && uint(place) < uint(len(a.shards))
}

// steal takes the oldest item of some other place's chain, as a thief.
func (a *array[T]) steal(place int) (it item[T], ok bool) {
	if a == nil {
		return it, false
	}
	// Begin behind the own place, so that thieves spread out.
	for i, n := 1, len(a.shards); i <= n; i++ {
		if it, ok = a.shards[(place+i)%n].chain.PopTail(); ok {
			return it, true
		}
	}
	return it, false
}

// scavenge takes an item from an array that is victim: the private one of the own
// place, as only its owner may (P3), or the oldest of some chain.
func (a *array[T]) scavenge(place int) (it item[T], ok bool) {
	if !a.has(place) {
		return a.steal(place)
	}
	s := a.shards[place]
	s.own()
	if !s.spent() {
		if it, ok = s.takePrivate(); !ok {
			if it, ok = a.steal(place); !ok {
				s.spend()
			}
		}
	}
	s.disown()
	return it, ok
}

// shard is the part of an array that belongs to one place. private, full, misses
// and empty are plain, and the owner's alone (P3): their accesses stand in
// watched.go and unwatched.go. Anybody may pop the chain's tail.
type shard[T any] struct {
	private item[T]
	full    bool   // private holds an item
	empty   bool   // nothing was left here for this place, when the array was victim (P9)
	misses  uint16 // Gets of this place that found nothing, modulo missesPerCheck
	chain   chain.Chain[item[T]]
	token            // the owner's exclusivity, for the race detector
	_       [96]byte // two shards share no line of 64 bytes; 128 in all for a pointer T
}

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
// of garbage collections (see clearIfDue). A look costs as much as some
// tens of misses.
const missesPerCheck = 256
