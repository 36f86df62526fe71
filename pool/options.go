package pool

import (
	"fmt"
	"math/bits"
	"sync/atomic"
)

// Config says what [New] makes. The zero Config makes a pool that is like the zero
// Pool. Each field that is set, but for New, makes Put and Get slower by two atomic
// operations or so (not a Clearings of 1, and not Check in a build that checks nothing); a
// pool without them pays nothing for those that have them.
type Config[T any] struct {
	// New is the pool's New.
	New func() T

	// Evicted, if not nil, is called with each value that the pool gives up: one that a
	// clearing drops, exactly once, and one that Put does not keep because of Bound. It
	// is called on a goroutine of its own after a clearing for the garbage collector, by
	// Rotate and Put on the caller's, and never while the pool holds a lock or a
	// processor: it may use the pool, and calls may overlap. If it panics or ends its
	// goroutine, the rest of the values are told of all the same; then the panic goes to who
	// called Rotate or Put, and after a garbage collection it ends the program. What is inside
	// a pool that becomes garbage itself is not told of; call Rotate Clearings+1 times
	// before you drop such a pool.
	Evicted func(T)

	// Bound is how many values the pool holds at most (P13), in all processors and those that
	// were cleared and are not dropped yet; 0 means Unlimited. Put does not keep what is over it.
	Bound int

	// Clearings is how many clearings a value survives that nobody wants; 0 means 1.
	Clearings int

	// Count makes Stats tell hits, misses and drops. Drops are told with Evicted, with Bound
	// and with Clearings from 2 on, too.
	Count bool

	// Check looks for mistakes of the pool's users in a build with -race; in one with
	// the tag poolcheck all pools are checked; elsewhere it does nothing. A Put of what
	// is in the pool already panics, and so does a Get that finds a value which was
	// written to after its Put (P15).
	Check bool
}

// Unlimited is no bound.
const Unlimited = 0

// New returns an empty pool, and allocates for it alone. It panics if a number in c is
// negative. Any goroutine may call it.
func New[T any](c Config[T]) *Pool[T] {
	if c.Bound < 0 {
		panic(fmt.Sprintf("pool: Config.Bound is %d; want a number of values, or Unlimited", c.Bound))
	}
	if c.Clearings < 0 {
		panic(fmt.Sprintf("pool: Config.Clearings is %d; want a number from 1 on, or 0 for 1", c.Clearings))
	}
	p := &Pool[T]{New: c.New}
	if check := c.Check && checkAsked; c.Evicted != nil || c.Bound != Unlimited || c.Clearings > 1 || c.Count || check {
		enter()
		p.extra.Store(newGuarded(c))
		leave()
	}
	return p
}

// options is what a pool that New made has beyond others. Such a pool is guarded: its
// local array hangs here and the pool's own local stays nil, so that Put and Get take
// their slow way, on which a shard is entered before it is used (P12).
type options[T any] struct {
	local atomic.Pointer[array[T]]

	// kept[i] is what was local i+1 clearings ago, or nil. Only rotate sets them.
	kept []atomic.Pointer[array[T]]

	evicted func(T) // may be nil
	check   bool
	count   bool

	bound int64        // Unlimited, or how many values at most
	held  atomic.Int64 // at least as many as there are inside (P13)

	drops, evictions, stalled atomic.Uint64

	// unclosed are arrays that were dropped and have a shard that was in use whenever a
	// clearing came (P12), linked. rotating guards the list. left is their
	// number, those included that a clearing is at work on.
	unclosed *unclosed[T]
	left     atomic.Int64

	counts []count // for the places, modulo their number, a power of two
}

// unclosed is a list of arrays. It never changes, so that who took it may walk it.
type unclosed[T any] struct {
	array *array[T]
	next  *unclosed[T]
}

// count is what one place counts, on lines of its own.
type count struct {
	hits, misses atomic.Uint64
	_            [112]byte
}

// stripes returns how many counts there are for so many places.
func stripes(places int) int { return 1 << bits.Len(uint(places-1)) }

// at returns the place's count.
func (o *options[T]) at(place int) *count {
	return &o.counts[place&(len(o.counts)-1)]
}

// reserve makes room for one value, and reports whether there is any (P13).
func (o *options[T]) reserve() bool {
	if o.bound == Unlimited {
		return true
	}
	if o.held.Add(1) > o.bound {
		o.held.Add(-1)
		return false
	}
	return true
}

// release gives back the room of n values that are no longer inside.
func (o *options[T]) release(n int) {
	if o.bound != Unlimited {
		o.held.Add(-int64(n))
	}
}

// giveUp tells of items that the pool dropped, all of them, even if Evicted panics. It has
// left, and so it touches nothing of the Pool itself: a clearing's goroutine is ordered with
// nobody who wrote there.
func (e *extra[T]) giveUp(items []item[T]) {
	o := e.options
	if o.evicted == nil && !checkAsked {
		return
	}
	i := 0
	defer func() {
		if i < len(items) {
			e.giveUp(items[i+1:])
		}
	}()
	for ; i < len(items); i++ {
		x := items[i].unwrap()
		if checkAsked && (checkAll || o.check) {
			checkGone(&e.checks, x, "clearing")
		}
		if o.evicted != nil {
			enter()
			o.evictions.Add(1)
			leave()
			o.evicted(x)
		}
	}
}
