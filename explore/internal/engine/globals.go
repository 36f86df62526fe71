package engine

import (
	"reflect"
	"unsafe"
)

// What package variables hold, and what they lead to, is put back before each execution
// (E14): the variables that were announced, and memory of the types that are declared in
// their packages or have no name. What lies behind a type of another package is left alone.

// snapshot is what the variables held when the exploration began.
type snapshot struct {
	values []saved
	maps   []savedMap
}

type saved struct{ variable, value reflect.Value }

type savedMap struct {
	m, content reflect.Value
}

func saveGlobals() (s snapshot) {
	if len(variables) == 0 {
		return s
	}
	w := walker{follow: func(t reflect.Type) bool {
		switch path := t.PkgPath(); path {
		case "", root + "/atomic", root + "/sync", root + "/weak":
			return true
		default:
			return woven[path] || copies[path]
		}
	}}
	w.visit = func(at unsafe.Pointer, t reflect.Type, n int) {
		all := reflect.ArrayOf(n, t)
		if all.Size() == 0 {
			return
		}
		x := saved{reflect.NewAt(all, at).Elem(), reflect.New(all).Elem()}
		x.value.Set(x.variable)
		s.values = append(s.values, x)
	}
	w.table = func(m reflect.Value) {
		x := savedMap{m, reflect.MakeMap(m.Type())}
		for it := m.MapRange(); it.Next(); {
			x.content.SetMapIndex(it.Key(), it.Value())
		}
		s.maps = append(s.maps, x)
	}
	for _, v := range variables {
		w.memory(v.Pointer.UnsafePointer(), v.Pointer.Type().Elem(), 1)
	}
	w.rest()
	return s
}

func (s *snapshot) restore() {
	for _, x := range s.values {
		x.variable.Set(x.value)
	}
	for _, x := range s.maps {
		x.m.Clear()
		for it := x.content.MapRange(); it.Next(); {
			x.m.SetMapIndex(it.Key(), it.Value())
		}
	}
}
