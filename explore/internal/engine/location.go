package engine

import (
	"fmt"
	"sync/atomic"
	"unsafe"
)

// A location is one address that visible operations touched in this execution.
// Its number is the order of first performed access, so that equal prefixes
// number alike whatever the allocator does.
type location struct {
	addr    unsafe.Pointer // keeps the object alive: an address names one object per execution
	object  Object
	size    uint8 // bytes that a step touches, 0 when it is not watched
	initial uint64
	val     uint64
	sync    clock     // what a load acquires (E9)
	readers clock     // what readers of a lock released
	parts   bool      // some of its steps have modes beyond reads and writes
	held    []int32   // by thread: how often it holds the lock for reading
	version uint32    // how many steps have changed it
	waits   []*Waiter // on a condition, in order of their threads' names
	marks   []mark    // on a wait group
}

// Object returns what sort of thing a location is.
func (e *Engine) Object(loc int32) Object { return e.locs[loc].object }

type slot struct {
	addr unsafe.Pointer
	run  uint32
	loc  int32
}

// addrTable maps addresses to location numbers. Emptying it is one increment.
type addrTable struct {
	slots []slot
	used  int
	shift uint8
}

//go:norace
func (a *addrTable) init(bits uint8) {
	a.slots = make([]slot, 1<<bits)
	a.shift = 64 - bits
	a.used = 0
}

//go:norace
func (a *addrTable) find(p unsafe.Pointer, run uint32) (int32, int) { return a.seek(uintptr(p), run) }

// seek is find for an address at which there may be no object.
//
//go:norace
func (a *addrTable) seek(p uintptr, run uint32) (int32, int) {
	mask := len(a.slots) - 1
	h := int((uint64(p) * 0x9E3779B97F4A7C15) >> a.shift)
	for {
		s := &a.slots[h]
		if s.run != run {
			return -1, h
		}
		if uintptr(s.addr) == p {
			return s.loc, h
		}
		h = (h + 1) & mask
	}
}

//go:norace
func (e *Engine) findLoc(p unsafe.Pointer) int32 {
	l, _ := e.addrs.find(p, e.run)
	return l
}

// locate returns the number of p's location, giving it the next one, with now as
// its initial value, at the first access.
//
//go:norace
func (e *Engine) locate(p unsafe.Pointer, o Object, now uint64) int32 {
	l, h := e.addrs.find(p, e.run)
	size := objects[o].size
	if l >= 0 {
		if e.locs[l].size != size {
			overlap(size, e.locs[l].size)
		}
		return l
	}
	e.alone(p, size)
	e.neighbours(p, o)
	l = int32(e.nlocs)
	if e.nlocs == len(e.locs) {
		e.locs = append(e.locs, location{})
	}
	e.nlocs++
	lc := &e.locs[l]
	lc.addr, lc.object, lc.size, lc.initial, lc.val = p, o, size, now, now
	lc.sync, lc.readers, lc.parts = lc.sync[:0], lc.readers[:0], false
	lc.version = 0
	lc.held, lc.waits, lc.marks = lc.held[:0], lc.waits[:0], lc.marks[:0]
	e.addrs.slots[h].put(p, e.run, l)
	e.addrs.used++
	if 2*e.addrs.used > len(e.addrs.slots) {
		e.addrs.init(64 - e.addrs.shift + 1)
		for i := range e.locs[:e.nlocs] {
			_, h := e.addrs.find(e.locs[i].addr, e.run)
			e.addrs.slots[h].put(e.locs[i].addr, e.run, int32(i))
		}
		e.addrs.used = e.nlocs
		slots := e.addrs.slots
		e.known.Store(&slots)
	}
	return l
}

// put enters a location where strangers may be looking.
//
//go:norace
func (s *slot) put(p unsafe.Pointer, run uint32, loc int32) {
	atomic.StorePointer(&s.addr, p)
	s.run, s.loc = run, loc
}

// alone panics when the new location overlaps another one: steps on either would
// have to conflict, and what one writes the other would have to see.
//
//go:norace
func (e *Engine) alone(p unsafe.Pointer, size uint8) {
	e.widest = max(e.widest, int(size))
	for off := 4 - e.widest; off < int(size); off += 4 {
		if off == 0 {
			continue
		}
		if l, _ := e.addrs.seek(uintptr(p)+uintptr(off), e.run); l >= 0 && off+int(e.locs[l].size) > 0 {
			overlap(size, e.locs[l].size)
		}
	}
}

//go:norace
func overlap(a, b uint8) {
	panic(fmt.Sprintf("explore: atomic accesses of %d and of %d bytes that overlap are not supported", max(a, b), min(a, b)))
}
