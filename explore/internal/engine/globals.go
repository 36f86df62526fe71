package engine

import (
	"reflect"
	"sync"
	"unsafe"
)

// What package variables hold, and what they lead to, is put back before each execution
// (E14): the variables of woven packages, and memory of the types that are declared there
// or have no name. What lies behind a type of another package is left alone.

var globals struct {
	sync.Mutex
	roots    []piece
	packages map[string]bool // whose types are followed
}

// Register makes what p points to, a variable of the package of that path, one that is
// put back. A nil p registers the package alone.
func Register(path string, p any) {
	globals.Lock()
	defer globals.Unlock()
	if globals.packages == nil {
		globals.packages = map[string]bool{}
		for _, ours := range []string{"atomic", "sync", "weak"} {
			globals.packages["github.com/poolproof/poolproof/explore/"+ours] = true
		}
	}
	globals.packages[path] = true
	if p == nil {
		return
	}
	v := reflect.ValueOf(p)
	globals.roots = append(globals.roots, piece{v.UnsafePointer(), v.Type().Elem(), 1})
}

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
	globals.Lock()
	defer globals.Unlock()
	if len(globals.roots) == 0 {
		return s
	}
	w := walker{}
	w.follow = func(t reflect.Type) bool { return t.PkgPath() == "" || globals.packages[t.PkgPath()] }
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
	for _, g := range globals.roots {
		w.memory(g.at, g.t, g.n)
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
