package pool

import (
	"runtime"

	"github.com/poolproof/poolproof/internal/pin"
)

// A guarded pool gives up its values one by one. So a clearing must know of each shard
// that nobody is using it, or will: the owner enters and leaves it, and a clearing closes
// it, by compare-and-swap on one word (P12). Nobody enters a closed shard.

const (
	idle   = iota // nobody is in the shard
	busy          // its owner is, pinned
	closed        // it belongs to the clearing that dropped its array, for good
)

// begin enters the shard, for the caller whose place it is, and reports whether it may.
// The state orders owners for the race detector as well: the token is not needed here.
func (s *shard[T]) begin() bool { return s.state.CompareAndSwap(idle, busy) }

// end leaves the shard.
func (s *shard[T]) end() {
	s.state.Store(idle) // publishes what the owner did to the next one, and to the clearing that closes
}

// grace is how often a clearing yields to the owner of a shard before it leaves the
// shard to the next clearing. An owner is pinned, so it is done soon, unless the
// operating system has taken its thread away.
const grace = 100

// close waits for the shard's owner, for a while, and keeps owners out from then on.
func (s *shard[T]) close() bool {
	for range grace {
		if s.state.CompareAndSwap(idle, closed) || s.state.Load() == closed {
			return true
		}
		runtime.Gosched()
	}
	return false
}

// putGuarded is Put for a guarded pool. It reports whether the item was kept.
func (p *Pool[T]) putGuarded(o *options[T], it item[T]) bool {
	if !o.reserve() {
		o.drops.Add(1)
		return false
	}
	for {
		place := pin.Pin()
		a := o.local.Load()
		if a.has(place) {
			if s := a.shards[place]; s.begin() {
				if !s.hasPrivate() {
					s.setPrivate(it)
				} else {
					a.overflow(s, it)
				}
				s.end()
				pin.Unpin(place)
				return true
			}
			// Closed: this array was dropped since, so local is another one by now.
		}
		pin.Unpin(place)
		p.grow()
	}
}

// getGuarded is Get for a guarded pool; if localOnly, GetLocal. The caller is pinned,
// and is not any more when it returns. What due means, search says.
func (p *Pool[T]) getGuarded(o *options[T], place int, localOnly bool) (it item[T], ok, due bool) {
	a := o.local.Load()
	for a != nil && !a.has(place) {
		pin.Unpin(place)
		a = p.grow()
		place = pin.Pin()
	}
	it, ok, stolen := a.takeGuarded(place, localOnly)
	if stolen {
		p.more().steals.Add(1)
	}
	if !ok && !localOnly {
		for i := range o.kept {
			if it, ok, _ = o.kept[i].Load().takeGuarded(place, false); ok {
				p.more().victimHits.Add(1)
				break
			}
		}
		due = !ok && (a.missed(place) || o.kept[0].Load().missed(place))
	}
	if o.count {
		if ok {
			o.at(place).hits.Add(1)
		} else {
			o.at(place).misses.Add(1)
		}
	}
	pin.Unpin(place)
	if ok {
		o.release(1)
	}
	return it, ok, due
}

// takeGuarded takes an item from the own shard, or, unless localOnly, as a thief. A nil
// array and a closed shard have none.
func (a *array[T]) takeGuarded(place int, localOnly bool) (it item[T], ok, stolen bool) {
	if !a.has(place) {
		return it, false, false
	}
	s := a.shards[place]
	if !s.begin() {
		return it, false, false
	}
	switch {
	case s.hasPrivate():
		it, ok = s.privateItem(), true
	case localOnly:
		it, ok = s.rest()
	default:
		it, ok, stolen = a.find(place)
	}
	s.end()
	return it, ok, stolen
}

// rotateGuarded is rotate for a guarded pool. It returns what has to be told to Evicted.
func (p *Pool[T]) rotateGuarded(o *options[T], collection uint64) []item[T] {
	rotating.Lock()
	last := len(o.kept) - 1
	if a := o.kept[last].Load(); a != nil {
		o.left.Add(1) // so that the pool is not idle before its values are given up
		o.addUnclosed(a)
	}
	dropped := o.takeUnclosed()
	o.kept[last].Store(nil) // first, as in rotate
	for i := last; i > 0; i-- {
		o.kept[i].Store(o.kept[i-1].Load())
		o.kept[i-1].Store(nil)
	}
	if a := o.local.Load(); a != nil && a.olderThan(collection) {
		o.kept[0].Store(o.local.Swap(nil))
	}
	rotating.Unlock()

	// The dropped arrays are this clearing's alone.
	var items []item[T]
	for ; dropped != nil; dropped = dropped.next {
		all := true
		for _, s := range dropped.array.shards {
			if !s.close() {
				all = false
				continue
			}
			for it, ok := s.last(); ok; it, ok = s.last() {
				items = append(items, it)
			}
		}
		if all {
			o.left.Add(-1)
		} else {
			o.stalled.Add(1)
			rotating.Lock()
			o.addUnclosed(dropped.array)
			rotating.Unlock()
		}
	}
	o.release(len(items))
	o.drops.Add(uint64(len(items)))
	p.clearings.Add(1)
	return items
}

// last takes any item that is left in a closed shard.
func (s *shard[T]) last() (it item[T], ok bool) {
	if s.hasPrivate() {
		return s.privateItem(), true
	}
	return s.rest()
}
