package atomic

import (
	std "sync/atomic"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Uintptr is an atomic uintptr. The zero value is zero.
// It must not be copied after first use.
type Uintptr struct{ v std.Uintptr }

// peek returns what x holds, which is no step.
func (x *Uintptr) peek() uintptr {
	engine.Ignore()
	v := x.v.Load()
	engine.Heed()
	return v
}

// Load atomically loads and returns the value stored in x.
func (x *Uintptr) Load() uintptr {
	e := engine.Enter(unsafe.Pointer(x), engine.Load, engine.Uintptr)
	v := x.v.Load()
	if e != nil {
		e.Leave(uint64(v), uint64(v), false)
	}
	return v
}

// Store atomically stores val into x.
func (x *Uintptr) Store(val uintptr) {
	e := engine.Enter(unsafe.Pointer(x), engine.Store, engine.Uintptr)
	if e == nil {
		x.v.Store(val)
		return
	}
	old := x.peek()
	x.v.Store(val)
	e.Leave(uint64(old), uint64(val), true)
}

// Swap atomically stores new into x and returns the previous value.
func (x *Uintptr) Swap(new uintptr) (old uintptr) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Uintptr)
	old = x.v.Swap(new)
	if e != nil {
		e.Leave(uint64(old), uint64(new), true)
	}
	return old
}

// CompareAndSwap executes the compare-and-swap operation for x.
func (x *Uintptr) CompareAndSwap(old, new uintptr) (swapped bool) {
	e := engine.At(unsafe.Pointer(x), engine.Uintptr)
	if e == nil {
		return x.v.CompareAndSwap(old, new)
	}
	e.EnterCAS(unsafe.Pointer(x), engine.Uintptr, uint64(old), uint64(x.peek()))
	was := x.v.Load()
	if was != old {
		e.Leave(uint64(was), uint64(was), false)
		return false
	}
	x.v.Store(new)
	e.Leave(uint64(was), uint64(new), true)
	return true
}

// Add atomically adds delta to x and returns the new value.
func (x *Uintptr) Add(delta uintptr) (new uintptr) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Uintptr)
	new = x.v.Add(delta)
	if e != nil {
		e.Leave(uint64(new-delta), uint64(new), true)
	}
	return new
}

// And atomically performs a bitwise AND on x with mask and returns the old value.
func (x *Uintptr) And(mask uintptr) (old uintptr) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Uintptr)
	old = x.v.And(mask)
	if e != nil {
		e.Leave(uint64(old), uint64(old&mask), true)
	}
	return old
}

// Or atomically performs a bitwise OR on x with mask and returns the old value.
func (x *Uintptr) Or(mask uintptr) (old uintptr) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Uintptr)
	old = x.v.Or(mask)
	if e != nil {
		e.Leave(uint64(old), uint64(old|mask), true)
	}
	return old
}
