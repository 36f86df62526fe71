package pool

import (
	"sync"
	"sync/atomic"
)

// The registry is the set of pools that a clearing visits (P8): a stack of
// entries, onto which anybody pushes and which a clearing takes as a whole.

var registry atomic.Pointer[entry]

// clearing is held by who clears all registered pools (P7), never while pinned.
var clearing sync.Mutex

// entry is a pool's place in the registry. It knows its core by find, which holds
// it weakly, and the core knows it.
type entry struct {
	next atomic.Pointer[entry]

	// in says that the entry is on the stack or in the hands of a clearing. Who
	// turns it from false to true pushes the entry.
	in atomic.Bool

	find func() member // the core, or nil once it is garbage; never changes
}

// member is a core, whatever its T.
type member interface {
	rotate(collection uint64) (after func())
	idle() bool
}

// join puts the entry into the registry if it is not there.
func (e *entry) join() {
	if !e.in.Load() && e.in.CompareAndSwap(false, true) {
		watchGC()
		e.push()
	}
}

func (e *entry) push() {
	for {
		top := registry.Load()
		e.next.Store(top)
		if registry.CompareAndSwap(top, e) { // publishes next to clearAll
			return
		}
	}
}

// leave takes the entry, which is not on the stack, out of the registry, and
// reports whether it did. A Put may come in between: it makes local not nil and
// then looks at in, whereas leave makes in false and then looks at local, so at
// least one of the two sees the other and the entry is not lost. Both may, and
// then the compare-and-swap decides who goes on with it.
func (e *entry) leave(m member) bool {
	e.in.Store(false)
	return m.idle() || !e.in.CompareAndSwap(false, true)
}

// clearAll is one clearing of every registered pool, for the garbage collection of
// that number. The caller holds clearing. It returns what the clearings leave to be done,
// calls of functions of the pools' users, for when nothing is held any more.
func clearAll(collection uint64) (after []func()) {
	for e := registry.Swap(nil); e != nil; {
		next := e.next.Load() // first: once it has left, or is pushed, it is not ours
		e.next.Store(nil)     // an entry that leaves keeps none of the others alive
		if m := e.find(); m != nil {
			if f := m.rotate(collection); f != nil {
				after = append(after, f)
			}
			if !m.idle() || !e.leave(m) {
				e.push()
			}
		}
		e = next
	}
	return after
}
