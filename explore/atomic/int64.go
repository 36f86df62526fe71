package atomic

import (
	std "sync/atomic"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Int64 is an atomic int64. The zero value is zero.
// It must not be copied after first use.
type Int64 struct{ v std.Int64 }

// peek returns what x holds, which is no step.
func (x *Int64) peek() int64 {
	engine.Ignore()
	v := x.v.Load()
	engine.Heed()
	return v
}

// Load atomically loads and returns the value stored in x.
func (x *Int64) Load() int64 {
	e := engine.Enter(unsafe.Pointer(x), engine.Load, engine.Int64)
	v := x.v.Load()
	if e != nil {
		e.Leave(uint64(v), uint64(v), false)
	}
	return v
}

// Store atomically stores val into x.
func (x *Int64) Store(val int64) {
	e := engine.Enter(unsafe.Pointer(x), engine.Store, engine.Int64)
	if e == nil {
		x.v.Store(val)
		return
	}
	old := x.peek()
	x.v.Store(val)
	e.Leave(uint64(old), uint64(val), true)
}

// Swap atomically stores new into x and returns the previous value.
func (x *Int64) Swap(new int64) (old int64) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Int64)
	old = x.v.Swap(new)
	if e != nil {
		e.Leave(uint64(old), uint64(new), true)
	}
	return old
}

// CompareAndSwap executes the compare-and-swap operation for x.
func (x *Int64) CompareAndSwap(old, new int64) (swapped bool) {
	e := engine.At(unsafe.Pointer(x), engine.Int64)
	if e == nil {
		return x.v.CompareAndSwap(old, new)
	}
	e.EnterCAS(unsafe.Pointer(x), engine.Int64, uint64(old), uint64(x.peek()))
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
func (x *Int64) Add(delta int64) (new int64) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Int64)
	new = x.v.Add(delta)
	if e != nil {
		e.Leave(uint64(new-delta), uint64(new), true)
	}
	return new
}

// And atomically performs a bitwise AND on x with mask and returns the old value.
func (x *Int64) And(mask int64) (old int64) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Int64)
	old = x.v.And(mask)
	if e != nil {
		e.Leave(uint64(old), uint64(old&mask), true)
	}
	return old
}

// Or atomically performs a bitwise OR on x with mask and returns the old value.
func (x *Int64) Or(mask int64) (old int64) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Int64)
	old = x.v.Or(mask)
	if e != nil {
		e.Leave(uint64(old), uint64(old|mask), true)
	}
	return old
}
