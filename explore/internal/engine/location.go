package engine

import "unsafe"

// A location is one address that visible operations touched in this execution.
// Its number is the order of first performed access, so that equal prefixes
// number alike whatever the allocator does.
type location struct {
	addr    unsafe.Pointer // keeps the object alive: an address names one object per execution
	initial uint64
	val     uint64
	sync    clock // what a load acquires (E9)
	readers clock // what readers of a lock released
}

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
func (a *addrTable) find(p unsafe.Pointer, run uint32) (int32, int) {
	mask := len(a.slots) - 1
	h := int((uint64(uintptr(p)) * 0x9E3779B97F4A7C15) >> a.shift)
	for {
		s := &a.slots[h]
		if s.run != run {
			return -1, h
		}
		if s.addr == p {
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
func (e *Engine) locate(p unsafe.Pointer, now uint64) int32 {
	l, h := e.addrs.find(p, e.run)
	if l >= 0 {
		return l
	}
	l = int32(e.nlocs)
	if e.nlocs == len(e.locs) {
		e.locs = append(e.locs, location{})
	}
	e.nlocs++
	lc := &e.locs[l]
	lc.addr, lc.initial, lc.val = p, now, now
	lc.sync, lc.readers = lc.sync[:0], lc.readers[:0]
	e.addrs.slots[h] = slot{p, e.run, l}
	e.addrs.used++
	if 2*e.addrs.used > len(e.addrs.slots) {
		e.addrs.init(64 - e.addrs.shift + 1)
		for i := range e.locs[:e.nlocs] {
			_, h := e.addrs.find(e.locs[i].addr, e.run)
			e.addrs.slots[h] = slot{e.locs[i].addr, e.run, int32(i)}
		}
		e.addrs.used = e.nlocs
	}
	return l
}
