package engine

import (
	"reflect"
	"strings"
	"unsafe"
)

// walker goes through what a value refers to: pointers, slices up to their capacity,
// maps, interfaces, and what atomic pointers hold. Functions, channels, unsafe and weak
// pointers are where it ends. It reads what it finds as it is, which is no step.
type walker struct {
	visit  func(at unsafe.Pointer, t reflect.Type, n int) // n values of type t, once
	table  func(m reflect.Value)                          // each map; may be nil
	other  func(at unsafe.Pointer, t reflect.Type, n int) // those it does not follow; may be nil
	follow func(t reflect.Type) bool                      // whether to go there; nil: always
	seen   map[piece]bool
	todo   []piece
}

type piece struct {
	at unsafe.Pointer
	t  reflect.Type
	n  int
}

// Reached reports of each pointer whether the memory that root leads to holds it.
func Reached(root any, to []unsafe.Pointer) []bool {
	found := make([]bool, len(to))
	w := walker{visit: func(at unsafe.Pointer, t reflect.Type, n int) {
		for i, p := range to {
			found[i] = found[i] || within(p, at, t, n)
		}
	}}
	w.root(root)
	return found
}

// within reports whether p points to one of n values of type t at an address.
func within(p, at unsafe.Pointer, t reflect.Type, n int) bool {
	return p == at || uintptr(p)-uintptr(at) < uintptr(n)*t.Size()
}

//go:norace
func (w *walker) root(x any) {
	w.boxed(x)
	w.rest()
}

//go:norace
func (w *walker) rest() {
	for len(w.todo) > 0 {
		p := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		for i := range p.n {
			w.value(unsafe.Add(p.at, uintptr(i)*p.t.Size()), p.t)
		}
	}
}

// memory visits n values of a type.
//
//go:norace
func (w *walker) memory(at unsafe.Pointer, t reflect.Type, n int) {
	if at == nil || n == 0 {
		return
	}
	if w.follow != nil && !w.follow(t) {
		if w.other != nil && w.first(piece{at, t, n}) {
			w.other(at, t, n)
		}
		return
	}
	w.own(at, t, n)
}

// first reports whether a piece was not seen before.
//
//go:norace
func (w *walker) first(p piece) bool {
	if w.seen[p] {
		return false
	}
	if w.seen == nil {
		w.seen = map[piece]bool{}
	}
	w.seen[p] = true
	return true
}

// own is memory for what is followed whatever its type is.
//
//go:norace
func (w *walker) own(at unsafe.Pointer, t reflect.Type, n int) {
	p := piece{at, t, n}
	if !w.first(p) {
		return
	}
	w.visit(at, t, n)
	if leads(t) {
		w.todo = append(w.todo, p)
	}
}

// leads reports whether values of the type can refer to anything.
func leads(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	case reflect.Array:
		return t.Len() > 0 && leads(t.Elem())
	case reflect.Struct:
		return t.NumField() > 0
	}
	return false
}

// value goes on with what the value at p refers to.
//
//go:norace
func (w *walker) value(p unsafe.Pointer, t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer:
		w.memory(*(*unsafe.Pointer)(p), t.Elem(), 1)
	case reflect.Slice:
		s := *(*struct {
			at       unsafe.Pointer
			len, cap int
		})(p)
		w.memory(s.at, t.Elem(), s.cap)
	case reflect.Array:
		for i := range t.Len() {
			w.value(unsafe.Add(p, uintptr(i)*t.Elem().Size()), t.Elem())
		}
	case reflect.Struct:
		w.fields(p, t)
	case reflect.Interface:
		if t.NumMethod() == 0 {
			w.boxed(*(*any)(p))
		} else {
			w.boxed(*(*interface{ M() })(p))
		}
	case reflect.Map:
		m := reflect.NewAt(t, p).Elem()
		if w.table != nil && !m.IsNil() {
			w.table(m)
		}
		for it := m.MapRange(); it.Next(); {
			for _, x := range []reflect.Value{it.Key(), it.Value()} {
				box := reflect.New(x.Type())
				box.Elem().Set(x)
				w.memory(box.UnsafePointer(), x.Type(), 1)
			}
		}
	}
}

//go:norace
func (w *walker) fields(p unsafe.Pointer, t reflect.Type) {
	if t.PkgPath() == "weak" && strings.HasPrefix(t.Name(), "Pointer[") {
		return
	}
	var target reflect.Type // of an atomic pointer, which tells its type by a field [0]*T
	for i := range t.NumField() {
		f := t.Field(i)
		at := unsafe.Add(p, f.Offset)
		switch {
		case f.Type.Kind() == reflect.Array && f.Type.Len() == 0 && f.Type.Elem().Kind() == reflect.Pointer:
			target = f.Type.Elem().Elem()
		case f.Type.Kind() == reflect.UnsafePointer && target != nil:
			w.memory(*(*unsafe.Pointer)(at), target, 1)
		default:
			w.value(at, f.Type)
		}
	}
}

// boxed goes on with what an interface holds.
//
//go:norace
func (w *walker) boxed(x any) {
	if x == nil {
		return
	}
	t := reflect.TypeOf(x)
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Map {
		word := (*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1]
		w.value(unsafe.Pointer(&word), t)
		return
	}
	if leads(t) {
		box := reflect.New(t)
		box.Elem().Set(reflect.ValueOf(x))
		w.memory(box.UnsafePointer(), t, 1)
	}
}
