package engine

import (
	"fmt"
	"reflect"
	"unsafe"
)

// What package variables hold, and what they lead to, is put back before each execution
// (E14): the variables that were announced, and memory of the types that are declared in
// their packages, in those of plainData, or have no name. What lies behind a pointer to a type
// of another package belongs to that: it is only compared, as far as it is one piece, and a
// scenario that changes it is refused.

// plainData are packages of the standard library whose types are what their memory holds, and
// nothing that the runtime or other packages know of.
var plainData = map[string]bool{
	"bufio": true, "bytes": true, "container/list": true, "container/ring": true, "math/big": true,
	"math/rand": true, "math/rand/v2": true, "strings": true,
}

// snapshot is what the variables held when the exploration began.
type snapshot struct {
	values  []saved
	maps    []savedMap
	foreign []foreign
}

// foreign is memory of a type of another package that a variable leads to.
type foreign struct {
	variable string
	t        reflect.Type
	memory   []byte // itself
	was      []byte
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
			return woven[path] || copies[path] || plainData[path]
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
	name := ""
	w.other = func(at unsafe.Pointer, t reflect.Type, n int) {
		x := foreign{variable: name, t: t, memory: unsafe.Slice((*byte)(at), uintptr(n)*t.Size())}
		x.was = make([]byte, len(x.memory))
		x.copy(x.was, x.memory)
		s.foreign = append(s.foreign, x)
	}
	for _, v := range variables {
		name = v.Package + "." + v.Name
		w.own(v.Pointer.UnsafePointer(), v.Pointer.Type().Elem(), 1)
		w.rest()
	}
	return s
}

// copy copies what others may be using.
//
//go:norace
func (foreign) copy(to, from []byte) {
	for i := range to {
		to[i] = from[i]
	}
}

//go:norace
func (x foreign) changed() bool {
	for i := range x.was {
		if x.was[i] != x.memory[i] {
			return true
		}
	}
	return false
}

// kept says what the execution changed that cannot be put back, or "".
func (s *snapshot) kept() string {
	for _, x := range s.foreign {
		if x.changed() {
			return fmt.Sprintf("package variable %s leads to a %v, of a package that is not woven: what an execution changes there cannot be put back for the next", x.variable, x.t)
		}
	}
	return ""
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
