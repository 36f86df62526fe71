package atomic

import (
	std "sync/atomic"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Value is an atomic load and store of a consistently typed value. The zero
// value loads nil. It must not be copied after first use.
//
// std's Value is two words, and orders a little more than the memory model asks:
// in an exploration Go's race detector is told what the model says instead.
type Value struct{ v std.Value }

// number stands for the interface in the execution: equal interfaces have equal
// numbers.
func number(e *engine.Engine, x any) uint64 { return e.Intern(x) }

// peek returns what v holds, which is no step.
func (v *Value) peek() any {
	engine.Ignore()
	x := v.v.Load()
	engine.Heed()
	return x
}

// Load returns the value set by the most recent Store, or nil.
func (v *Value) Load() (val any) {
	e := engine.Enter(unsafe.Pointer(v), engine.Load, engine.Value)
	if e == nil {
		return v.v.Load()
	}
	val = v.peek()
	engine.Acquire(unsafe.Pointer(v))
	n := number(e, val)
	e.LeavePointer(n, n, false)
	return val
}

// Store sets the value of v to val. All calls must use values of one concrete
// type; one that does not, or is nil, panics.
func (v *Value) Store(val any) {
	e := engine.Enter(unsafe.Pointer(v), engine.Store, engine.Value)
	if e == nil {
		v.v.Store(val)
		return
	}
	old := v.peek()
	defer v.leave(e, old)
	engine.Release(unsafe.Pointer(v))
	engine.Ignore()
	v.v.Store(val)
}

// leave records a write that may have panicked.
func (v *Value) leave(e *engine.Engine, old any) {
	engine.Heed()
	e.LeavePointer(number(e, old), number(e, v.peek()), true)
}

// Swap stores new and returns the previous value, nil if there was none.
func (v *Value) Swap(new any) (old any) {
	e := engine.Enter(unsafe.Pointer(v), engine.RMW, engine.Value)
	if e == nil {
		return v.v.Swap(new)
	}
	old = v.peek()
	defer v.leave(e, old)
	engine.Acquire(unsafe.Pointer(v))
	engine.ReleaseMerge(unsafe.Pointer(v))
	engine.Ignore()
	return v.v.Swap(new)
}

// CompareAndSwap executes the compare-and-swap operation for the Value.
func (v *Value) CompareAndSwap(old, new any) (swapped bool) {
	e := engine.At(unsafe.Pointer(v), engine.Value)
	if e == nil {
		return v.v.CompareAndSwap(old, new)
	}
	e.EnterCAS(unsafe.Pointer(v), engine.Value, number(e, old), number(e, v.peek()))
	was := number(e, v.peek())
	engine.Acquire(unsafe.Pointer(v))
	engine.Ignore()
	defer func() {
		engine.Heed()
		if swapped {
			engine.ReleaseMerge(unsafe.Pointer(v))
		}
		e.LeavePointer(was, number(e, v.peek()), swapped)
	}()
	return v.v.CompareAndSwap(old, new)
}
