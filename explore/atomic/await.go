package atomic

import (
	"runtime"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Awaiting is what std's types lack: a load that waits for a value, one step
// instead of a loop of loads. Where no exploration runs it spins.

func await[T any](p unsafe.Pointer, o engine.Object, peek, load func() T, raw func(T) uint64, typed func(uint64) T, ok func(T) bool) T {
	e := engine.At(p, o)
	if e == nil {
		for {
			if v := load(); ok(v) {
				return v
			}
			runtime.Gosched()
		}
	}
	e.EnterGuarded(p, engine.Await, o, raw(peek()), func(v uint64) bool { return ok(typed(v)) })
	v := load()
	e.Leave(raw(v), raw(v), false)
	return v
}

// Await waits until x holds a value for which ok, a pure function, says true.
func (x *Int32) Await(ok func(int32) bool) int32 {
	return await(unsafe.Pointer(x), engine.Int32, x.peek, x.v.Load, func(v int32) uint64 { return uint64(v) }, func(v uint64) int32 { return int32(v) }, ok)
}

// Await waits until x holds a value for which ok, a pure function, says true.
func (x *Int64) Await(ok func(int64) bool) int64 {
	return await(unsafe.Pointer(x), engine.Int64, x.peek, x.v.Load, func(v int64) uint64 { return uint64(v) }, func(v uint64) int64 { return int64(v) }, ok)
}

// Await waits until x holds a value for which ok, a pure function, says true.
func (x *Uint32) Await(ok func(uint32) bool) uint32 {
	return await(unsafe.Pointer(x), engine.Uint32, x.peek, x.v.Load, func(v uint32) uint64 { return uint64(v) }, func(v uint64) uint32 { return uint32(v) }, ok)
}

// Await waits until x holds a value for which ok, a pure function, says true.
func (x *Uint64) Await(ok func(uint64) bool) uint64 {
	return await(unsafe.Pointer(x), engine.Uint64, x.peek, x.v.Load, func(v uint64) uint64 { return uint64(v) }, func(v uint64) uint64 { return uint64(v) }, ok)
}

// Await waits until x holds a value for which ok, a pure function, says true.
func (x *Uintptr) Await(ok func(uintptr) bool) uintptr {
	return await(unsafe.Pointer(x), engine.Uintptr, x.peek, x.v.Load, func(v uintptr) uint64 { return uint64(v) }, func(v uint64) uintptr { return uintptr(v) }, ok)
}
