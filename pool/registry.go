package pool

import (
	"sync"
	"weak"
)

// The registry is the set of pools that a clearing visits (P8): a list of entries, of
// which each knows its core weakly. A core does not know its entry, only whether it has one.

// registry is the first entry, or nil.
var registry entry

// rotating is held by who rotates a core (P7), and by who touches the registry: for a
// moment, for one core, and never while pinned.
var rotating sync.Mutex

// clearing is held by who clears all registered pools (P7), never while pinned. It is
// locked before rotating.
var clearing sync.Mutex

// entry is an entryOf, whatever its T.
type entry interface {
	following() entry
	clear(collection uint64) (after func())
}

// entryOf is a core's entry in the registry, which it is in, or in the hands of a clearing.
type entryOf[T any] struct {
	core weak.Pointer[core[T]] // never changes
	next entry                 // or nil
}

// join puts the core into the registry if it is not there. It locks: a core joins at
// most once for each clearing.
func (c *core[T]) join() {
	watchGC()
	rotating.Lock()
	c.register()
	rotating.Unlock()
}

// clear is one clearing of the entry's core, if that is not garbage. It returns what
// remains to be done when no lock is held, or nil.
func (e *entryOf[T]) clear(collection uint64) (after func()) {
	c := e.core.Value()
	if c == nil {
		return nil
	}
	after = c.rotate(collection)
	e.comeBack(c)
	return after
}

// comeBack puts the entry, which is not in the registry, back, unless its core is idle.
//
// A Put may come in between: it makes local not nil, and joins after that. So either the
// core is not idle here, or the Put finds it unregistered.
func (e *entryOf[T]) comeBack(c *core[T]) {
	rotating.Lock()
	if c.idle() {
		c.unregister()
	} else {
		e.push()
	}
	rotating.Unlock()
}

// clearAll is one clearing of every registered pool, for the garbage collection of
// that number. The caller holds clearing. It returns what the clearings leave to be done,
// calls of functions of the pools' users, for when nothing is held any more.
func clearAll(collection uint64) (after []func()) {
	rotating.Lock()
	e := takeRegistry()
	rotating.Unlock()
	for e != nil {
		next := e.following() // first: once it is put back, it is not ours
		if f := e.clear(collection); f != nil {
			after = append(after, f)
		}
		e = next
	}
	return after
}
