// Package pool is a cache of values for reuse, as sync.Pool is, generic and
// cleared without stopping the world.
//
//	Pool ──► local ──► array ──► shard of P 0:  private │ block │ chain
//	  │                  └─────► shard of P 1:  private │ block │ chain ◄── thieves
//	  └────► victim ─► array ──► …   (what was local before the last clearing)
//
// A goroutine that is pinned to a P (package pin) owns the shard of that P: the
// private value, the block, which is a small stack, and the head of the chain, whose
// elements are single values and full blocks. Other Ps steal at the chain's tail.
// After each garbage collection a clearing moves the local array to victim and
// drops the array that was there: a value that nobody wants is gone after two
// clearings.
//
// The awkward state: a clearing does not wait for anybody. A Put that has loaded
// the local array and then loses its processor wakes up and stores into an array
// that is victim by now, or is dropped. Then the value ages early or is lost; a
// cache may do that. It is not handed out twice: whoever reaches the array, by
// whatever name, still takes from it as its shard's owner or as a thief (P3).
//
// # Laws
//
//	P1  A value is handed out at most once per Put, and none is invented.
//	P2  Put(x) happens before the Get that returns x; no other order is promised.
//	P3  The private value, the block and the chain's head of a shard are touched
//	    only by who is pinned to the shard's place, whether its array is local,
//	    victim or dropped. All others are thieves.
//	P4  An array and its length are read as one: through one pointer to a header
//	    that never changes.
//	P5  A shard stays with its place as long as its array's generation lives: when
//	    GOMAXPROCS grows, the longer array holds the same shards and some new ones.
//	P6  A clearing makes local nil, victim what local was, and the old victim
//	    garbage. A value survives one clearing and never two; one that its Put
//	    overlaps may count. An array that was made after a garbage collection
//	    is not moved by the clearing that follows it, however late that comes.
//	P7  One clearing of a pool at a time, and at most one for each garbage
//	    collection, but for those that Rotate asks for.
//	P8  A pool is registered before the first Put into a new array returns, and
//	    until it has been idle for two clearings. The registry holds it weakly: it
//	    keeps no pool alive. (An object with a finalizer, in which a pool lies, is
//	    finalized once the pool is registered no more.)
//	P9  Who pushes to a chain looks at its generation's mark "there is loot" after
//	    that, and sets it if it is not set. Who takes the mark away searches all other
//	    chains after that, and sets it again if it finds a value. So at rest a chain
//	    that holds a value is in a generation with the mark. Each generation has a mark
//	    of its own, so none can meet a newer victim.
//	P10  At most 1+blockSize values of a place are out of the reach of thieves: the
//	     private one and the block. While the mark of P9 is away, which says that
//	     somebody found nothing, a Put that finds its private place taken puts its
//	     value where thieves reach it.
//	P11  A block is in one shard or in one element of a chain. Who takes it from a
//	     chain keeps it in a shard of the same array, so that its values grow no
//	     younger (P6).
//
// And of the pools that New makes with an option, which are called guarded:
//
//	P12  An owner enters a shard before it uses it. A clearing closes the shards of
//	     the array that it dropped, each once its owner is not in it, and then takes
//	     what is left in them; nobody enters a closed shard, and a Put that finds its
//	     shard closed goes to a newer array. A shard that stays in use is left to the
//	     next clearing, and counted as Stalled.
//	P13  At no time are more than Bound values inside.
//	P14  Each value that Put was given is got once, or is inside, or is counted in
//	     Drops, and told to Evicted, once.
//	P15  In a build with checks: a Put of a value that is inside panics, and so does
//	     a Get that finds a value which was written to after its Put. The checks keep
//	     nothing alive and order nobody's goroutines.
//
// Not promised: that a Get finds what a Put left (the private value and the block of
// another P stay hidden), an order, or when a clearing runs: it follows a garbage
// collection, usually within a millisecond. So say "two clearings", not "two
// garbage collections".
//
// # The race detector
//
// Under -race the same algorithm runs; nothing is dropped at random. The detector
// sees P2 and not the pool's inner traffic, which would order a program's
// goroutines by accident and hide its races. With the build tag poolrace it
// watches the pool itself instead.
//
// Source: sync.Pool (Austin Clements, Go 1.13, for golang/go#22950). The clearing
// beside Get and Put, the shards that outlive their array, the blocks and the mark of P9
// are this package's own. Chains of blocks: bytedance/gopkg's syncx, without its lock.
package pool

import (
	"fmt"
	"sync/atomic"

	"github.com/poolproof/poolproof/internal/pin"
)

// Pool is a set of values that may be put in and got out again, by any number of
// goroutines at once, and that may vanish from it while nobody uses them. The
// zero value is an empty pool. A Pool must not be copied after first use.
//
// T is usually a pointer. It may be any type: a Pool[[]byte] keeps slices without
// allocating a header for each. A zero T is a value like any other, with one
// exception, which is sync.Pool's too: a nil interface is not kept.
type Pool[T any] struct {
	// local is where Put puts and Get looks first: nil, or an array as long as
	// GOMAXPROCS. grow sets it, rotate makes it nil.
	local atomic.Pointer[array[T]]

	// victim is what local was before the last clearing, or nil. Only rotate sets it.
	victim atomic.Pointer[array[T]]

	tie       *tie[T]                  // not nil while the pool has an entry in the registry; rotating guards it
	extra     atomic.Pointer[extra[T]] // or nil; set once
	clearings atomic.Uint32

	// New, if not nil, makes the value that Get returns when it finds none. It is called on
	// Get's or Prefill's goroutine, by several at once, and never while the pool holds a lock or
	// a processor: it may use the pool, and it may panic. It may not be changed while Get or
	// Prefill may run.
	New func() T
}

// Put adds x to the pool. It drops a nil interface, and keeps anything else: a nil
// pointer and a zero number too. Put panics if p is nil, and in a build with checks on a
// double Put (P15). It takes constant time, amortized: at times it allocates, and the first
// Put after a clearing takes time proportional to GOMAXPROCS, and, if the pool held nothing then, to
// the number of types of pools that are in use. A Put that Config.Bound refuses
// takes as long as Config.Evicted, which it calls. Any goroutine may call it, a finalizer's too.
func (p *Pool[T]) Put(x T) {
	if p == nil {
		panic("pool: Put on a nil *Pool") // here, as a fault while pinned is fatal (pin.K4)
	}
	if any(x) == nil {
		return
	}
	if checkAsked {
		p.checkPut(x)
	}
	it := wrap(x)
	enter()
	place := pin.Pin()
	if a := p.local.Load(); a.has(place) { // acquires the shards that grow made
		s := a.shards[place]
		s.own()
		if !s.hasPrivate() {
			s.setPrivate(it)
			s.disown()
			pin.Unpin(place)
			leave()
			return
		}
		if s.hasRoom() && s.loot.Load() { // most of a burst, without a call: overflow does the same
			s.push(it)
			s.disown()
			pin.Unpin(place)
			leave()
			return
		}
		a.overflow(s, it)
		s.disown()
		pin.Unpin(place)
		leave()
		return
	}
	pin.Unpin(place)
	kept := p.putElsewhere(it)
	leave()
	if !kept {
		p.extra.Load().giveUp([]item[T]{it})
	}
}

// Get takes some value out of the pool and returns it, usually the one that was
// last put by a goroutine on the same processor. If it finds none it returns
// New(), or the zero value if New is nil. Get may find none though there is one.
// It panics if p is nil, and in a build with checks if the value was used after its Put
// (P15); a panic of New is passed on. Beside New it takes constant time if the pool is
// empty, and else at most time proportional to GOMAXPROCS, but for a few Gets that find a
// clearing overdue and do it, for all pools. Any goroutine may call it, a finalizer's too.
func (p *Pool[T]) Get() (x T) {
	// What got does stands here twice: a call of it, though inlined, would load the
	// dictionary of T on the fast path.
	if p == nil {
		panic("pool: Get on a nil *Pool")
	}
	enter()
	place := pin.Pin()
	a := p.local.Load()
	if a.has(place) {
		s := a.shards[place]
		s.own()
		if s.hasPrivate() {
			it := s.privateItem()
			s.disown()
			pin.Unpin(place)
			leave()
			x = it.unwrap()
			if checkAsked {
				p.checkGet(x)
			}
			return x
		}
		if s.hasBlocked() {
			it := s.pop()
			s.disown()
			pin.Unpin(place)
			leave()
			x = it.unwrap()
			if checkAsked {
				p.checkGet(x)
			}
			return x
		}
		s.disown()
	}
	it, ok, due := p.search(a, place)
	leave()
	if due {
		look() // takes locks, so after Unpin (pin.K4)
	}
	if ok {
		return p.got(it)
	}
	if p.New != nil {
		return p.New()
	}
	return x
}

// Rotate clears the pool once, as a garbage collection does: what was put since
// the last clearing may still be got until the next one, what was there before is
// dropped. Two calls empty the pool that nobody uses meanwhile, and Config.Clearings+1 calls
// one that keeps values longer. It takes constant
// time, and with options time proportional to GOMAXPROCS and to the number of values that it
// drops, with the calls of Config.Evicted. It panics if p is nil, and passes a panic of
// Evicted on. Any goroutine may call it, Evicted's too.
func (p *Pool[T]) Rotate() {
	if p == nil {
		panic("pool: Rotate on a nil *Pool")
	}
	enter()
	after := p.rotate(always)
	leave()
	if after != nil {
		after()
	}
}

// GetLocal takes a value that was put on this processor and not stolen from it since,
// or stolen by it, and reports whether there is one. It looks nowhere else, neither at
// what was cleared nor with other processors, and does not call New: it takes a short
// and constant time. With Config.Count it counts as a Get. It panics if p is nil, and in a
// build with checks as Get does. Any goroutine may call it.
func (p *Pool[T]) GetLocal() (x T, ok bool) {
	if p == nil {
		panic("pool: GetLocal on a nil *Pool")
	}
	enter()
	it, ok := p.searchLocal()
	leave()
	if !ok {
		return x, false
	}
	return p.got(it), true
}

// Prefill puts n values into the pool, each made by New. As any Put, it may lose them
// to a clearing before they are used, and it hides up to 16 of them from other processors
// (P10). What is more than Config.Bound is made in vain, and evicted. It panics if p or New is
// nil or n is negative, and passes a panic of New on, with the values before it in the pool.
// Any goroutine may call it.
func (p *Pool[T]) Prefill(n int) {
	switch {
	case p == nil:
		panic("pool: Prefill on a nil *Pool")
	case p.New == nil:
		panic("pool: Prefill of a Pool without New")
	case n < 0:
		panic(fmt.Sprintf("pool: Prefill(%d): want a number of values", n))
	}
	for range n {
		p.Put(p.New())
	}
}

// Stats counts what happened in a pool. A pool that is not of New, or of
// New without options, counts Steals, VictimHits and Clearings alone, which are off the fast
// path. While nobody uses a pool with Config.Count, what was put and is neither in Hits nor in
// Drops is inside.
type Stats struct {
	Hits       uint64 // Gets that found a value; counted if Config.Count is set
	Misses     uint64 // Gets that found none; counted if Config.Count is set
	Steals     uint64 // values that Get took from another processor's shard, before they were cleared; with one may come a block of others
	VictimHits uint64 // values that Get found among the cleared ones
	Clearings  uint64 // clearings that met the pool, by the garbage collector and by Rotate
	Drops      uint64 // values that clearings dropped, and that Put did not keep because of Config.Bound; counted by any pool that New made with an option
	Evicted    uint64 // calls of Config.Evicted that were begun
	Stalled    uint64 // times that a clearing left a shard to the next one, as its owner was in it (P12); nothing is lost by that
}

// Stats returns the pool's counts. They are exact while nobody uses the pool; else each is
// right for some moment of the call, and not all for the same one. It takes constant time, and
// with options time proportional to the GOMAXPROCS of when the pool was made. Any goroutine
// may call it. It panics if p is nil.
func (p *Pool[T]) Stats() Stats {
	if p == nil {
		panic("pool: Stats on a nil *Pool")
	}
	enter()
	defer leave()
	s := Stats{Clearings: uint64(p.clearings.Load())}
	if e := p.extra.Load(); e != nil {
		s.Steals, s.VictimHits = e.steals.Load(), e.victimHits.Load()
	}
	if o := p.options(); o != nil {
		for i := range o.counts {
			s.Hits += o.counts[i].hits.Load()
			s.Misses += o.counts[i].misses.Load()
		}
		s.Drops, s.Evicted, s.Stalled = o.drops.Load(), o.evictions.Load(), o.stalled.Load()
	}
	return s
}

// got is the value of an item that a Get returns.
func (p *Pool[T]) got(it item[T]) T {
	x := it.unwrap()
	if checkAsked {
		p.checkGet(x)
	}
	return x
}
