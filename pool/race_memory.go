//go:build race || poolcheck

package pool

import (
	"hash/maphash"
	"reflect"
	"strings"
	"sync"
	"unsafe"
)

// What a Put hands over with a value is the memory that the value points to: nobody writes
// to it until a Get returns the value (P15).

// memory is what a value points to: what Put hands over.
type memory struct {
	at   unsafe.Pointer // nil for a value that is no reference or refers to nothing
	size uintptr        // 0 for what has an address alone, like a map
	elem reflect.Type   // what it holds one of or, if it is a slice's, several
}

// memoryOf returns the memory of x.
func memoryOf(x any) memory {
	switch v := reflect.ValueOf(x); v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || v.Type().Elem().Size() == 0 {
			return memory{} // all that have no size may have one address
		}
		return memory{v.UnsafePointer(), v.Type().Elem().Size(), v.Type().Elem()}
	case reflect.Slice:
		size := v.Type().Elem().Size() * uintptr(v.Cap())
		if size == 0 {
			return memory{}
		}
		return memory{v.UnsafePointer(), size, v.Type().Elem()}
	case reflect.Map, reflect.Chan:
		return memory{at: v.UnsafePointer()}
	}
	return memory{}
}

// each calls f with each part of the memory that nobody but its users writes to: with all
// of it, but for the pools that it holds, as they are cleared whoever has them.
func (m memory) each(f func(at unsafe.Pointer, size uintptr)) {
	if m.size == 0 {
		return
	}
	holes := poolsIn(m.elem, 0, nil)
	if len(holes) == 0 {
		f(m.at, m.size)
		return
	}
	part := func(from, to uintptr) {
		if from < to {
			f(unsafe.Add(m.at, from), to-from)
		}
	}
	for begin, n := uintptr(0), m.elem.Size(); begin < m.size; begin += n {
		from := begin
		for _, h := range holes {
			part(from, begin+h.from)
			from = begin + h.to
		}
		part(from, begin+n)
	}
}

// hole is a part of a type's memory.
type hole struct{ from, to uintptr }

// poolsIn appends to holes where a value of type t, which begins at that offset, holds pools
// itself, of this package or of sync. What it points to is not its memory.
func poolsIn(t reflect.Type, offset uintptr, holes []hole) []hole {
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[sync.Pool]() || t.PkgPath() == reflect.TypeFor[checks]().PkgPath() && strings.HasPrefix(t.Name(), "Pool[") {
			return append(holes, hole{offset, offset + t.Size()})
		}
		for i := range t.NumField() {
			f := t.Field(i)
			holes = poolsIn(f.Type, offset+f.Offset, holes)
		}
	case reflect.Array:
		for i := range t.Len() {
			before := len(holes)
			if holes = poolsIn(t.Elem(), offset+uintptr(i)*t.Elem().Size(), holes); len(holes) == before {
				break // the others are like it
			}
		}
	}
	return holes
}

var seed = maphash.MakeSeed()

// sum is a hash of the memory.
func (m memory) sum() (sum uint64) {
	m.each(func(at unsafe.Pointer, size uintptr) {
		sum = sum*0x9e3779b97f4a7c15 + maphash.Bytes(seed, unsafe.Slice((*byte)(at), size))
	})
	return sum
}
