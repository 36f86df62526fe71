package pool

import (
	"math"
	"sync"
	"sync/atomic"

	"github.com/poolproof/poolproof/internal/pin"
)

// core is what a pool consists of.
type core[T any] struct {
	// local is where Put puts and Get looks first: nil, or an array as long as
	// GOMAXPROCS. grow sets it, rotate makes it nil.
	local atomic.Pointer[array[T]]

	// victim is what local was before the last clearing, or nil. Only rotate sets it.
	victim atomic.Pointer[array[T]]

	entry *entry // this core's place in the registry; never changes

	rotating sync.Mutex // held by who rotates (P7), never while pinned

	// The counts, which thieves write, keep off the lines that everybody reads: this
	// core's first one, and that of the next core in memory.
	_                             [64]byte
	steals, victimHits, clearings atomic.Uint64
	_                             [64]byte
}

// put stores the item in the shard of whatever place it runs on.
func (c *core[T]) put(it item[T]) {
	place := pin.Pin()
	a := c.local.Load() // acquires the shards that grow made
	for !a.has(place) {
		pin.Unpin(place)
		a = c.grow()
		place = pin.Pin() // perhaps elsewhere, and GOMAXPROCS may have grown again
	}
	s := a.shards[place]
	s.own()
	if !s.putPrivate(it) {
		s.chain.PushHead(it)
	}
	s.disown()
	pin.Unpin(place)
}

// get takes an item from the first of: the own shard, the other local shards, the
// victim. Values there come last, so that they age out if they can.
func (c *core[T]) get() (it item[T], ok bool) {
	place := pin.Pin()
	a := c.local.Load()
	if a.has(place) {
		s := a.shards[place]
		s.own()
		if it, ok = s.takePrivate(); !ok {
			it, ok = s.chain.PopHead()
		}
		s.disown()
	}
	due := false
	if !ok {
		if it, ok = a.steal(place); ok {
			c.steals.Add(1)
		} else {
			v := c.victim.Load()
			if it, ok = v.scavenge(place); ok {
				c.victimHits.Add(1)
			} else {
				due = a.missed(place) || v.missed(place)
			}
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
