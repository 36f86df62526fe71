package weak

import (
	"unsafe"
	std "weak"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Pointer is a weak pointer to a value of type T. Two of them are equal if they were
// made of the same pointer. The zero value has no target.
type Pointer[T any] struct{ p std.Pointer[T] }

// Make returns a weak pointer to what ptr points to.
func Make[T any](ptr *T) Pointer[T] {
	if e := engine.Current(); e != nil {
		e.Track(unsafe.Pointer(ptr))
	}
	return Pointer[T]{std.Make(ptr)}
}

// Value returns the pointer that p was made of, or nil if its target is garbage.
func (p Pointer[T]) Value() *T {
	v := p.p.Value()
	if e := engine.Current(); e != nil && v != nil && !e.Alive(unsafe.Pointer(v)) {
		return nil
	}
	return v
}
