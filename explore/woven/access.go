package woven

import (
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

func touch(p unsafe.Pointer, size uintptr, write bool) {
	if e := engine.At(p, engine.Anything); e != nil {
		e.Touch(p, size, write)
	}
}

func overwrite(p unsafe.Pointer, size uintptr) {
	if e := engine.At(p, engine.Anything); e != nil {
		e.Overwrite(p, size)
	}
}

// R announces a read of *p and returns p: *woven.R(&x) is x.
func R[T any](p *T) *T {
	touch(unsafe.Pointer(p), unsafe.Sizeof(*p), false)
	return p
}

// W announces a write of *p and returns p: *woven.W(&x) = v, with no step in v.
func W[T any](p *T) *T {
	overwrite(unsafe.Pointer(p), unsafe.Sizeof(*p))
	return p
}

// Early is W where there may be steps before the variable is written.
func Early[T any](p *T) *T {
	touch(unsafe.Pointer(p), unsafe.Sizeof(*p), true)
	return p
}

// Get announces a read of *p and reads it at once. It stands where a call follows
// in the same statement: R would leave the reading until after that.
func Get[T any](p *T) T {
	touch(unsafe.Pointer(p), unsafe.Sizeof(*p), false)
	return *p
}

// Place is a variable that is about to be written.
type Place[T any] struct{ p *T }

// At begins the assignment At(&x).Set(f()), which is announced after f.
func At[T any](p *T) Place[T] { return Place[T]{p} }

// Set announces the write and writes.
func (x Place[T]) Set(v T) {
	overwrite(unsafe.Pointer(x.p), unsafe.Sizeof(v))
	*x.p = v
}
