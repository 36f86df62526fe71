//go:build race && !poolrace

package pool

import (
	"runtime"
	"unsafe"
)

// What the race detector is told when it looks for races of the pool's users: P2
// and nothing else. Between enter and leave it takes no notice of atomics and
// locks, and the pool's plain accesses are not watched (unwatched.go).

// item is a value on its way through the pool. Each has an edge of its own: one
// per value, or one per hash of values, would order goroutines that never handed
// anything to each other.
type item[T any] struct {
	value T
	edge  *edge
}

type edge [2]uintptr

// wrap and unwrap make Put happen before the Get that returns the value.
//
//go:norace
func wrap[T any](v T) item[T] {
	it := item[T]{v, new(edge)}
	runtime.RaceRelease(unsafe.Pointer(it.edge))
	return it
}

//go:norace
func (it item[T]) unwrap() T {
	runtime.RaceAcquire(unsafe.Pointer(it.edge))
	return it.value
}

// token stands for the exclusive ownership of a shard, which in this build is
// nothing that the detector should hear of.
type token struct{}

func (token) own()    {}
func (token) disown() {}

// enter and leave enclose the pool's inner traffic.
func enter() { runtime.RaceDisable() }
func leave() { runtime.RaceEnable() }
