package atomic

import (
	std "sync/atomic"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Bool is an atomic boolean. The zero value is false.
// It must not be copied after first use.
type Bool struct{ v std.Bool }

func word(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// peek returns what x holds, which is no step.
func (x *Bool) peek() bool {
	engine.Ignore()
	v := x.v.Load()
	engine.Heed()
	return v
}

// Load atomically loads and returns the value stored in x.
func (x *Bool) Load() bool {
	e := engine.Enter(unsafe.Pointer(x), engine.Load, engine.Bool)
	v := x.v.Load()
	if e != nil {
		e.Leave(word(v), word(v), false)
	}
	return v
}

// Store atomically stores val into x.
func (x *Bool) Store(val bool) {
	e := engine.Enter(unsafe.Pointer(x), engine.Store, engine.Bool)
	if e == nil {
		x.v.Store(val)
		return
	}
	old := x.peek()
	x.v.Store(val)
	e.Leave(word(old), word(val), true)
}

// Swap atomically stores new into x and returns the previous value.
func (x *Bool) Swap(new bool) (old bool) {
	e := engine.Enter(unsafe.Pointer(x), engine.RMW, engine.Bool)
	old = x.v.Swap(new)
	if e != nil {
		e.Leave(word(old), word(new), true)
	}
	return old
}

// CompareAndSwap executes the compare-and-swap operation for the boolean value x.
func (x *Bool) CompareAndSwap(old, new bool) (swapped bool) {
	e := engine.At(unsafe.Pointer(x), engine.Bool)
	if e == nil {
		return x.v.CompareAndSwap(old, new)
	}
	e.EnterCAS(unsafe.Pointer(x), engine.Bool, word(old), word(x.peek()))
	was := x.v.Load()
	if was != old {
		e.Leave(word(was), word(was), false)
		return false
	}
	x.v.Store(new)
	e.Leave(word(was), word(new), true)
	return true
}
