package atomic

import (
	std "sync/atomic"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Uint64 is an atomic uint64. The zero value is zero.
// It must not be copied after first use.
type Uint64 struct{ v std.Uint64 }

// peek returns what x holds, which is no step.
func (x *Uint64) peek() uint64 {
	engine.Ignore()
	v := x.v.Load()
	engine.Heed()
	return v
}

// Load atomically loads and returns the value stored in x.
func (x *Uint64) Load() uint64 {
	e := engine.Enter(unsafe.Pointer(x), engine.Load, engine.Uint64)
	v := x.v.Load()
	if e != nil {
		e.Leave(uint64(v), uint64(v), false)
	}
	return v
}

// Store atomically stores val into x.
func (x *Uint64) Store(val uint64) {
	e := engine.Enter(unsafe.Pointer(x), engine.Store, engine.Uint64)
	if e == nil {
		x.v.Store(val)
		return
	}
	old := x.peek()
	x.v.Store(val)
	e.Leave(uint64(old), uint64(val), true)
}

// Swap atomically stores new into x and returns the previous value.
func (x *Uint64) Swap(new uint64) (old uint64) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Uint64)
	old = x.v.Swap(new)
	if e != nil {
		e.Leave(uint64(old), uint64(new), true)
	}
	return old
}

// CompareAndSwap executes the compare-and-swap operation for x.
func (x *Uint64) CompareAndSwap(old, new uint64) (swapped bool) {
	e := engine.At(unsafe.Pointer(x), engine.Uint64)
	if e == nil {
		return x.v.CompareAndSwap(old, new)
	}
	e.EnterCAS(unsafe.Pointer(x), engine.Uint64, uint64(old), uint64(x.peek()))
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
func (x *Uint64) Add(delta uint64) (new uint64) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Uint64)
	new = x.v.Add(delta)
	if e != nil {
		e.Leave(uint64(new-delta), uint64(new), true)
	}
	return new
}

// And atomically performs a bitwise AND on x with mask and returns the old value.
func (x *Uint64) And(mask uint64) (old uint64) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Uint64)
	old = x.v.And(mask)
	if e != nil {
		e.Leave(uint64(old), uint64(old&mask), true)
	}
	return old
}

// Or atomically performs a bitwise OR on x with mask and returns the old value.
func (x *Uint64) Or(mask uint64) (old uint64) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Uint64)
	old = x.v.Or(mask)
	if e != nil {
		e.Leave(uint64(old), uint64(old|mask), true)
	}
	return old
}
