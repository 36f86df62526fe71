package pool

import (
	"math"
	"sync/atomic"

	"github.com/poolproof/poolproof/internal/pin"
)

// The core of the pool: what Put and Get do off their fast path, how the array grows, and
// how it is cleared.

// extra is what only guarded pools need, and those from which somebody stole or took what was
// cleared. It is a separate object, so that the others need no memory for it.
type extra[T any] struct {
	checks  checks      // of a build with checks
	options *options[T] // of a guarded pool, else nil; never changes

	steals, victimHits atomic.Uint64
}

// more returns the pool's extra, and makes it if there is none.
func (p *Pool[T]) more() *extra[T] {
	if e := p.extra.Load(); e != nil {
		return e
	}
	p.extra.CompareAndSwap(nil, new(extra[T])) // fails if another goroutine was faster
	return p.extra.Load()
}

// options returns what a guarded pool has beyond others, or nil.
func (p *Pool[T]) options() *options[T] {
	if e := p.extra.Load(); e != nil {
		return e.options
	}
	return nil
}

// home is where the local array hangs: on the pool, or on its options.
func (p *Pool[T]) home() *atomic.Pointer[array[T]] {
	if o := p.options(); o != nil {
		return &o.local
	}
	return &p.local
}

// putElsewhere is Put for a place that has no shard yet, and for guarded pools. It
// reports whether the item was kept.
func (p *Pool[T]) putElsewhere(it item[T]) bool {
	if o := p.options(); o != nil {
		return p.putGuarded(o, it)
	}
	a := p.grow()
	place := pin.Pin()
	for !a.has(place) { // perhaps elsewhere by now, and GOMAXPROCS may have grown again
		pin.Unpin(place)
		a = p.grow()
		place = pin.Pin()
	}
	s := a.shards[place]
	s.own()
	if !s.hasPrivate() {
		s.setPrivate(it)
	} else {
		a.overflow(s, it)
	}
	s.disown()
	pin.Unpin(place)
	return true
}

// search is Get for a place that has nothing private in a, which was local. It takes
// an item from the first of: the rest of the own shard, the other local shards, the
// victim. Values there come last, so that they age out if they can. The caller is
// pinned, and is not any more when search returns. If due, it is time to look if a
// clearing is.
func (p *Pool[T]) search(a *array[T], place int) (it item[T], ok, due bool) {
	if o := p.options(); o != nil {
		return p.getGuarded(o, place, false)
	}
	for a != nil && !a.has(place) { // who steals a block needs a shard to keep it in (P11)
		pin.Unpin(place)
		a = p.grow()
		place = pin.Pin()
	}
	stolen := false
	if !a.barren(place) {
		if it, ok, stolen = a.find(place); stolen {
			p.more().steals.Add(1)
		}
	}
	if !ok {
		v := p.victim.Load()
		if v != nil {
			it, ok = v.scavenge(place)
		}
		if ok {
			p.more().victimHits.Add(1)
		} else {
			due = a.missed(place) || v.missed(place)
		}
	}
	pin.Unpin(place)
	return it, ok, due
}

// searchLocal is Get for the own shard of the local array alone.
func (p *Pool[T]) searchLocal() (it item[T], ok bool) {
	place := pin.Pin()
	if a := p.local.Load(); a.has(place) {
		s := a.shards[place]
		s.own()
		if s.hasPrivate() {
			it, ok = s.privateItem(), true
		} else {
			it, ok = s.rest()
		}
		s.disown()
	} else if o := p.options(); o != nil {
		it, ok, _ = p.getGuarded(o, place, true)
		return it, ok
	}
	pin.Unpin(place)
	return it, ok
}

// grow returns an array with a shard for every place. It makes local such an
// array if it is not (P5), and sees to it that the pool is registered (P8).
func (p *Pool[T]) grow() *array[T] {
	home := p.home()
	for {
		n := pin.Places()
		old := home.Load()
		if old.has(n - 1) {
			return old
		}
		a := newArray(old, n, collections())
		// Fails if another goroutine has grown it, or if a clearing took old away, in
		// which case its shards must not come back (P6).
		if home.CompareAndSwap(old, a) {
			p.join() // after local is set: who unregisters the pool looks at local first
			return a
		}
	}
}

// rotate is one clearing (P6), for the garbage collection of that number or, if it is
// always, because somebody wants it. It returns what remains to be done when no lock is
// held, or nil. One at a time: two could make victim the older of
// two arrays (P7).
//
// Its one moment is the Swap. The old victim goes first: else, between the Swap and
// the second Store, a Get that comes after a Put which is not to be cleared could
// still find a value which is to be dropped.
func (p *Pool[T]) rotate(collection uint64) (after func()) {
	if o := p.options(); o != nil {
		if items := p.rotateGuarded(o, collection); len(items) > 0 && (o.evicted != nil || checkAsked) {
			e := p.extra.Load() // here, as the pool is not to be touched later (giveUp)
			return func() { e.giveUp(items) }
		}
		return nil
	}
	rotating.Lock()
	p.victim.Store(nil)
	// Nobody else can take this array away, though it may be replaced by a longer one
	// that is as old (P5).
	if a := p.local.Load(); a != nil && a.olderThan(collection) {
		p.victim.Store(p.local.Swap(nil))
	}
	rotating.Unlock()
	p.clearings.Add(1)
	return nil
}

// always is later than every garbage collection.
const always = math.MaxUint64

// idle reports whether the pool holds nothing. The caller holds rotating: in the middle of
// a rotation, what was local and will be victim is in neither place, and a clearing that
// took the pool for idle would let it leave the registry with all that it holds (P8).
func (p *Pool[T]) idle() bool {
	if p.home().Load() != nil || p.victim.Load() != nil {
		return false
	}
	if o := p.options(); o != nil {
		for i := range o.kept {
			if o.kept[i].Load() != nil {
				return false
			}
		}
		return o.left.Load() == 0
	}
	return true
}
