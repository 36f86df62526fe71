package explore

import (
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// R announces a plain read of *p, all bytes of it, and returns p: *explore.R(&x) is
// x, watched for data races. It is no scheduling point and costs nothing but
// time where no exploration runs.
func R[T any](p *T) *T {
	if e := engine.At(unsafe.Pointer(p), engine.Anything); e != nil {
		e.Touch(unsafe.Pointer(p), unsafe.Sizeof(*p), false)
	}
	return p
}

// W announces a plain write of *p and returns p: *explore.W(&x) = v.
func W[T any](p *T) *T {
	if e := engine.At(unsafe.Pointer(p), engine.Anything); e != nil {
		e.Touch(unsafe.Pointer(p), unsafe.Sizeof(*p), true)
	}
	return p
}
