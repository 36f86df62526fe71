package atomic

import (
	std "sync/atomic"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Pointer is an atomic pointer of type *T. The zero value is a nil *T.
// It must not be copied after first use.
type Pointer[T any] struct {
	_ [0]*T // as std's: no conversion between different T
	_ noCopy
	v unsafe.Pointer
}

// noCopy lets go vet find copies, as in std's types.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// Load atomically loads and returns the value stored in x.
func (x *Pointer[T]) Load() *T { return (*T)(LoadPointer(&x.v)) }

// Store atomically stores val into x.
func (x *Pointer[T]) Store(val *T) { StorePointer(&x.v, unsafe.Pointer(val)) }

// Swap atomically stores new into x and returns the previous value.
func (x *Pointer[T]) Swap(new *T) (old *T) {
	return (*T)(SwapPointer(&x.v, unsafe.Pointer(new)))
}

// CompareAndSwap executes the compare-and-swap operation for x.
func (x *Pointer[T]) CompareAndSwap(old, new *T) (swapped bool) {
	return CompareAndSwapPointer(&x.v, unsafe.Pointer(old), unsafe.Pointer(new))
}

func bits(p unsafe.Pointer) uint64 { return uint64(uintptr(p)) }

// peekPointer returns what *addr holds, which is no step.
func peekPointer(addr *unsafe.Pointer) unsafe.Pointer {
	engine.Ignore()
	p := std.LoadPointer(addr)
	engine.Heed()
	return p
}

// LoadPointer atomically loads *addr.
func LoadPointer(addr *unsafe.Pointer) (val unsafe.Pointer) {
	e := engine.Enter(unsafe.Pointer(addr), engine.Load, engine.Pointer)
	v := std.LoadPointer(addr)
	if e != nil {
		e.LeavePointer(bits(v), bits(v), false)
	}
	return v
}

// StorePointer atomically stores val into *addr.
func StorePointer(addr *unsafe.Pointer, val unsafe.Pointer) {
	e := engine.Enter(unsafe.Pointer(addr), engine.Store, engine.Pointer)
	if e == nil {
		std.StorePointer(addr, val)
		return
	}
	old := peekPointer(addr)
	std.StorePointer(addr, val)
	e.KeepAlive(old)
	e.LeavePointer(bits(old), bits(val), true)
}

// SwapPointer atomically stores new into *addr and returns the previous *addr value.
func SwapPointer(addr *unsafe.Pointer, new unsafe.Pointer) (old unsafe.Pointer) {
	e := engine.Enter(unsafe.Pointer(addr), engine.RMW, engine.Pointer)
	old = std.SwapPointer(addr, new)
	if e != nil {
		e.KeepAlive(old)
		e.LeavePointer(bits(old), bits(new), true)
	}
	return old
}

// CompareAndSwapPointer executes the compare-and-swap operation for an
// unsafe.Pointer value.
func CompareAndSwapPointer(addr *unsafe.Pointer, old, new unsafe.Pointer) (swapped bool) {
	e := engine.At(unsafe.Pointer(addr), engine.Pointer)
	if e == nil {
		return std.CompareAndSwapPointer(addr, old, new)
	}
	e.EnterCAS(unsafe.Pointer(addr), engine.Pointer, bits(old), bits(peekPointer(addr)))
	was := std.LoadPointer(addr)
	if was != old {
		e.KeepAlive(old)
		e.LeavePointer(bits(was), bits(was), false)
		return false
	}
	std.StorePointer(addr, new)
	e.KeepAlive(was)
	e.LeavePointer(bits(was), bits(new), true)
	return true
}
