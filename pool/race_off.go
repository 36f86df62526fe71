//go:build !race

package pool

// What the race detector is told, in a build without it: nothing.

// item is a value on its way through the pool.
type item[T any] struct{ value T }

func wrap[T any](v T) item[T] { return item[T]{v} }
func (it item[T]) unwrap() T  { return it.value }

// token stands for the exclusive ownership of a shard.
type token struct{}

func (token) own()    {}
func (token) disown() {}

// enter and leave enclose the pool's inner traffic.
func enter() {}
func leave() {}
