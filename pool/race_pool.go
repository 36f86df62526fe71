//go:build race && poolrace

package pool

import (
	"runtime"
	"unsafe"
)

// What the race detector is told when it looks for races of the pool itself (build
// tag poolrace): it watches everything, and the one thing it cannot see, that a P
// runs one goroutine at a time, is told to it by a token in each shard.

// item is a value on its way through the pool.
type item[T any] struct{ value T }

func wrap[T any](v T) item[T] { return item[T]{v} }
func (it item[T]) unwrap() T  { return it.value }

// token stands for the exclusive ownership of a shard: who disowns it happens
// before who owns it next (pin.K2).
type token [2]uintptr

func (t *token) own()    { runtime.RaceAcquire(unsafe.Pointer(t)) }
func (t *token) disown() { runtime.RaceRelease(unsafe.Pointer(t)) }

// enter and leave enclose the pool's inner traffic.
func enter() {}
func leave() {}
