package pool

import (
	"sync"
	"weak"
)

// The registry is the set of pools that a clearing visits (P8): a list for each type of
// pool. A list does not know pools, but weakly their ties. A pool has a tie while it is in
// the registry, and nobody else holds the tie: so it is garbage when the pool is.
//
// A tie is an object of its own since weak pointers into one large slice of pools make each
// garbage collection quadratic in their number. The lists are typed since an entry then
// needs a word and not three.

// registry is the first list, or nil.
var registry list

// rotating is held by who rotates a pool (P7), and by who touches the registry: for a
// moment, for one pool or to copy a list that is full, and never while pinned.
var rotating sync.Mutex

// clearing is held by who clears all registered pools (P7), never while pinned. It is
// locked before rotating.
var clearing sync.Mutex

// tie leads to a pool.
type tie[T any] struct {
	pool *Pool[T] // never changes
}

// entry is a pool's entry in its list, which it is in, or in the hands of a clearing.
type entry[T any] struct{ tie weak.Pointer[tie[T]] }

// list is a listOf, whatever its T.
type list interface {
	following() list
	clear(collection uint64) (after []func())
}

// listOf holds the entries of the pools of T. There is one from the first such pool on.
type listOf[T any] struct {
	next    list // that of another type, or nil; never changes
	entries []entry[T]
}

// following returns the next list, or nil.
func (l *listOf[T]) following() list { return l.next }

// join puts the pool into the registry if it is not there. It locks: a pool joins at
// most once for each clearing.
func (p *Pool[T]) join() {
	watchGC()
	rotating.Lock()
	p.register()
	rotating.Unlock()
}

// clear is one clearing of the list's pools that are not garbage. It returns what remains
// to be done when no lock is held.
func (l *listOf[T]) clear(collection uint64) (after []func()) {
	rotating.Lock()
	taken := l.take()
	rotating.Unlock()
	kept := taken[:0]
	for _, e := range taken {
		tie := e.tie.Value()
		if tie == nil {
			continue
		}
		if f := tie.pool.rotate(collection); f != nil {
			after = append(after, f)
		}
		if tie.pool.stays() {
			kept = with(kept, e)
		}
	}
	kept = trim(kept)
	rotating.Lock()
	l.putBack(kept)
	rotating.Unlock()
	return after
}

// stays unregisters the pool if it is idle, and reports whether it is not.
//
// A Put may come in between: it makes local not nil, and joins after that. So either the
// pool is not idle here, or the Put finds it unregistered.
func (p *Pool[T]) stays() bool {
	rotating.Lock()
	defer rotating.Unlock()
	if p.idle() {
		p.unregister()
		return false
	}
	return true
}

// clearAll is one clearing of every registered pool, for the garbage collection of
// that number. The caller holds clearing. It returns what the clearings leave to be done,
// calls of functions of the pools' users, for when nothing is held any more.
func clearAll(collection uint64) (after []func()) {
	rotating.Lock()
	l := lists()
	rotating.Unlock()
	for ; l != nil; l = l.following() {
		after = append(after, l.clear(collection)...)
	}
	return after
}
