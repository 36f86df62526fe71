package pool

import (
	"math"
	"sync"
	"sync/atomic"

	"github.com/poolproof/poolproof/internal/pin"
)

// core is what a pool consists of, but for its local array.
type core[T any] struct {
	// victim is what local was before the last clearing, or nil. Only rotate sets it.
	victim atomic.Pointer[array[T]]

	local *atomic.Pointer[array[T]] // the pool's; never changes
	entry *entry                    // this core's place in the registry; never changes

	rotating sync.Mutex // held by who rotates (P7), never while pinned

	steals, victimHits, clearings atomic.Uint64
}

// putElsewhere is Put for a place that has no shard yet.
func (p *Pool[T]) putElsewhere(it item[T]) {
	c := p.core.Load()
	if c == nil {
		c = p.start()
	}
	a := c.grow()
	place := pin.Pin()
	for !a.has(place) { // perhaps elsewhere by now, and GOMAXPROCS may have grown again
		pin.Unpin(place)
		a = c.grow()
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
}

// search is Get for a place that has nothing private in a, which was local. It takes
// an item from the first of: the rest of the own shard, the other local shards, the
// victim. Values there come last, so that they age out if they can. The caller is
// pinned, and is not any more when search returns.
func (p *Pool[T]) search(a *array[T], place int) (it item[T], ok bool) {
	c := p.core.Load()
	if c == nil {
		pin.Unpin(place)
		return it, false
	}
	for a != nil && !a.has(place) { // who steals a block needs a shard to keep it in (P11)
		pin.Unpin(place)
		a = c.grow()
		place = pin.Pin()
	}
	due, stolen := false, false
	if !a.barren(place) {
		if it, ok, stolen = a.find(place); stolen {
			c.steals.Add(1)
		}
	}
	if !ok {
		v := c.victim.Load()
		if v != nil {
			it, ok = v.scavenge(place)
		}
		if ok {
			c.victimHits.Add(1)
		} else {
			due = a.missed(place) || v.missed(place)
		}
	}
	pin.Unpin(place)
	if due {
		clearIfDue() // takes locks, so after Unpin (pin.K4)
	}
	return it, ok
}

// grow returns an array with a shard for every place. It makes local such an
// array if it is not (P5), and sees to it that the core is registered (P8).
func (c *core[T]) grow() *array[T] {
	for {
		n := pin.Places()
		old := c.local.Load()
		if old.has(n - 1) {
			return old
		}
		a := newArray(old, n, collections())
		// Fails if another goroutine has grown it, or if a clearing took old away, in
		// which case its shards must not come back (P6).
		if c.local.CompareAndSwap(old, a) {
			c.entry.join() // after local is set: leave looks at local after it has left
			return a
		}
	}
}

// rotate is one clearing (P6), for the garbage collection of that number or, if it is
// always, because somebody wants it. One at a time: two could make victim the older of
// two arrays (P7).
//
// Its one moment is the Swap. The old victim goes first: else, between the Swap and
// the second Store, a Get that comes after a Put which is not to be cleared could
// still find a value which is to be dropped.
func (c *core[T]) rotate(collection uint64) {
	c.rotating.Lock()
	c.victim.Store(nil)
	// Nobody else can take this array away, though it may be replaced by a longer one
	// that is as old (P5).
	if a := c.local.Load(); a != nil && a.born < collection {
		c.victim.Store(c.local.Swap(nil))
	}
	c.rotating.Unlock()
	c.clearings.Add(1)
}

// always is later than every garbage collection.
const always = math.MaxUint64

// idle reports whether the core holds nothing.
func (c *core[T]) idle() bool {
	return c.local.Load() == nil && c.victim.Load() == nil
}
