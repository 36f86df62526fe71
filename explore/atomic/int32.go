package atomic

import (
	std "sync/atomic"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Int32 is an atomic int32. The zero value is zero.
// It must not be copied after first use.
type Int32 struct{ v std.Int32 }

// peek returns what x holds, which is no step.
func (x *Int32) peek() int32 {
	engine.Ignore()
	v := x.v.Load()
	engine.Heed()
	return v
}

// Load atomically loads and returns the value stored in x.
func (x *Int32) Load() int32 {
	e := engine.Enter(unsafe.Pointer(x), engine.Load, engine.Int32) // A1: from here to Leave is one step
	v := x.v.Load()
	if e != nil {
		e.Leave(uint64(v), uint64(v), false)
	}
	return v
}

// Store atomically stores val into x.
func (x *Int32) Store(val int32) {
	e := engine.Enter(unsafe.Pointer(x), engine.Store, engine.Int32)
	if e == nil {
		x.v.Store(val)
		return
	}
	old := x.peek()
	x.v.Store(val)
	e.Leave(uint64(old), uint64(val), true)
}

// Swap atomically stores new into x and returns the previous value.
func (x *Int32) Swap(new int32) (old int32) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Int32)
	old = x.v.Swap(new)
	if e != nil {
		e.Leave(uint64(old), uint64(new), true)
	}
	return old
}

// CompareAndSwap executes the compare-and-swap operation for x.
func (x *Int32) CompareAndSwap(old, new int32) (swapped bool) {
	e := engine.At(unsafe.Pointer(x), engine.Int32)
	if e == nil {
		return x.v.CompareAndSwap(old, new)
	}
	e.EnterCAS(unsafe.Pointer(x), engine.Int32, uint64(old), uint64(x.peek()))
	was := x.v.Load()
	if was != old { // A2
		e.Leave(uint64(was), uint64(was), false)
		return false
	}
	x.v.Store(new)
	e.Leave(uint64(was), uint64(new), true)
	return true
}

// Add atomically adds delta to x and returns the new value.
func (x *Int32) Add(delta int32) (new int32) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Int32)
	new = x.v.Add(delta)
	if e != nil {
		e.Leave(uint64(new-delta), uint64(new), true)
	}
	return new
}

// And atomically performs a bitwise AND on x with mask and returns the old value.
func (x *Int32) And(mask int32) (old int32) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Int32)
	old = x.v.And(mask)
	if e != nil {
		e.Leave(uint64(old), uint64(old&mask), true)
	}
	return old
}

// Or atomically performs a bitwise OR on x with mask and returns the old value.
func (x *Int32) Or(mask int32) (old int32) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Int32)
	old = x.v.Or(mask)
	if e != nil {
		e.Leave(uint64(old), uint64(old|mask), true)
	}
	return old
}
