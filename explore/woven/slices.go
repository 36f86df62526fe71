package woven

import (
	"iter"
	"reflect"
	"unsafe"
)

// elements announces an access of all elements of s.
func elements[E any](s []E, write bool) {
	if len(s) > 0 {
		var e E
		touch(unsafe.Pointer(unsafe.SliceData(s)), uintptr(len(s))*unsafe.Sizeof(e), write)
	}
}

// Slice is a slice that is about to be appended to. It knows its element type, so
// that what is appended need only be assignable to it.
type Slice[S ~[]E, E any] struct{ s S }

// On begins On(s).Append(x...), which is append(s, x...).
func On[S ~[]E, E any](s S) Slice[S, E] { return Slice[S, E]{s} }

// grow announces what appending n elements does to those that are there: they are
// read if they must move, and else what follows them is written.
func grow[E any](s []E, n int) {
	switch {
	case n == 0:
	case n <= cap(s)-len(s):
		elements(s[len(s):len(s)+n], true)
	default:
		elements(s, false)
	}
}

// Append appends single values.
func (x Slice[S, E]) Append(v ...E) S {
	grow(x.s, len(v))
	return append(x.s, v...)
}

// AppendAll appends the elements of another slice.
func (x Slice[S, E]) AppendAll(v ...E) S {
	elements(v, false)
	grow(x.s, len(v))
	return append(x.s, v...)
}

// AppendString is append(s, t...) for a string t.
func AppendString[S ~[]byte, T ~string](s S, t T) S {
	grow(s, len(t))
	return append(s, t...)
}

// Copy is copy.
func Copy[D ~[]E, S ~[]E, E any](dst D, src S) int {
	n := min(len(dst), len(src))
	elements(src[:n], false)
	elements(dst[:n], true)
	return copy(dst, src)
}

// CopyString is copy from a string.
func CopyString[D ~[]byte, S ~string](dst D, src S) int {
	elements(dst[:min(len(dst), len(src))], true)
	return copy(dst, src)
}

// Clear is clear of a slice.
func Clear[S ~[]E, E any](s S) {
	elements(s, true)
	clear(s)
}

// Range is what a range loop over the values of a slice goes through.
func Range[S ~[]E, E any](s S) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i := range s {
			if !yield(i, Get(&s[i])) {
				return
			}
		}
	}
}

// RS announces a read of all elements of s and returns it: slices.Max(woven.RS(s)).
func RS[S ~[]E, E any](s S) S {
	elements(s, false)
	return s
}

// RSS is RS of a slice of slices, whose elements are read as well.
func RSS[S ~[]E, E ~[]F, F any](s S) S {
	elements(s, false)
	for _, x := range s {
		elements(x, false)
	}
	return s
}

// RN announces a read of the first n elements of s and returns it: [2]int(woven.RN(s, 2)).
// If there are fewer, what follows panics, and has read none.
func RN[S ~[]E, E any](s S, n int) S {
	if n <= len(s) {
		elements(s[:n], false)
	}
	return s
}

// RT is RS of what is a slice for some type arguments only: string(woven.RT(s)).
func RT[T any](s T) T {
	if v := reflect.ValueOf(s); v.Kind() == reflect.Slice && v.Len() > 0 {
		touch(v.UnsafePointer(), uintptr(v.Len())*v.Type().Elem().Size(), false)
	}
	return s
}

// WS announces a write of all elements of s and returns it: slices.Sort(woven.WS(s)).
func WS[S ~[]E, E any](s S) S {
	elements(s, true)
	return s
}

// WN announces a write of the first n elements of s and returns it. If there are fewer, what
// follows panics, and has written none: binary.BigEndian.PutUint16(woven.WN(s, 2), v).
func WN[S ~[]E, E any](s S, n int) S {
	if n <= len(s) {
		elements(s[:n], true)
	}
	return s
}

// By is f(s), which appends to s, and announces what that has written or copied.
func By[E any](f func([]E) []E, s []E) []E {
	r := f(s)
	switch {
	case len(r) <= len(s):
	case unsafe.SliceData(r) == unsafe.SliceData(s):
		elements(r[len(s):], true)
	default:
		elements(s, false)
	}
	return r
}
