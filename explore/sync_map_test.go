package explore_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/sync"
)

type mapOp = explore.Op[*sync.Map, map[any]any]

func two(value any, ok bool) any { return [2]any{value, ok} }

// TestSyncMap: law B6: every history of a Map is one of a map.
func TestSyncMap(t *testing.T) {
	load := mapOp{Name: "load", Do: func(m *sync.Map) any { return two(m.Load(1)) }, Spec: func(m map[any]any) any { v, ok := m[1]; return two(v, ok) }}
	store := mapOp{Name: "store", Do: func(m *sync.Map) any { m.Store(1, "a"); return nil }, Spec: func(m map[any]any) any { m[1] = "a"; return nil }}
	loadOrStore := mapOp{Name: "load or store", Do: func(m *sync.Map) any { return two(m.LoadOrStore(1, "b")) }, Spec: func(m map[any]any) any {
		if v, ok := m[1]; ok {
			return two(v, true)
		}
		m[1] = "b"
		return two("b", false)
	}}
	remove := mapOp{Name: "delete", Do: func(m *sync.Map) any { return two(m.LoadAndDelete(1)) }, Spec: func(m map[any]any) any { v, ok := m[1]; delete(m, 1); return two(v, ok) }}
	swap := mapOp{Name: "swap", Do: func(m *sync.Map) any { return two(m.Swap(1, "c")) }, Spec: func(m map[any]any) any { v, ok := m[1]; m[1] = "c"; return two(v, ok) }}
	cas := mapOp{Name: "cas", Do: func(m *sync.Map) any { return m.CompareAndSwap(1, "a", "d") }, Spec: func(m map[any]any) any {
		if m[1] != "a" {
			return false
		}
		m[1] = "d"
		return true
	}}
	cad := mapOp{Name: "compare and delete", Do: func(m *sync.Map) any { return m.CompareAndDelete(1, "a") }, Spec: func(m map[any]any) any {
		if m[1] != "a" {
			return false
		}
		delete(m, 1)
		return true
	}}
	clear := mapOp{Name: "clear", Do: func(m *sync.Map) any { m.Clear(); return nil }, Spec: func(m map[any]any) any { clear(m); return nil }}
	sum := mapOp{Name: "range", Do: func(m *sync.Map) any {
		s := ""
		m.Range(func(k, v any) bool { s += fmt.Sprint(k, v); return true })
		return s
	}, Spec: func(m map[any]any) any {
		if v, ok := m[1]; ok {
			return fmt.Sprint(1, v)
		}
		return ""
	}}
	ops := []mapOp{load, store, loadOrStore, remove, swap, cas, cad, clear, sum}
	clients := explore.Clients[*sync.Map, map[any]any]{
		New: func() *sync.Map { return new(sync.Map) }, Model: func() map[any]any { return map[any]any{} },
		Calls: 3, Threads: 3, Post: []mapOp{load, sum},
	}
	for _, op := range ops {
		clients.Ops = append(clients.Ops, func(int) mapOp { return op })
	}
	if r := explore.LinearizableAll(explore.Config{}, clients); r.Verdict != explore.Bounded || r.Histories < 1000 {
		t.Error(r)
	}
	// Loads commute, stores do not.
	if r := explore.Linearizable(explore.Config{}, explore.Table[*sync.Map, map[any]any]{
		New: clients.New, Model: clients.Model, Init: []mapOp{store}, Parallel: [][]mapOp{{load}, {load}},
	}); r.Executions != 1 {
		t.Error(r)
	}
}

// TestSyncMapOrder: a load follows the store that it observes, and no other.
func TestSyncMapOrder(t *testing.T) {
	for key, want := range map[int]explore.Verdict{1: explore.Exhausted, 2: explore.Violated} {
		r := explore.Explore(explore.Config{}, func() {
			var m sync.Map
			x := 0
			explore.Parallel(
				func() { set(&x, 1); m.Store(1, true) },
				func() { m.Store(2, true) },
				func() {
					if _, ok := m.Load(key); ok {
						get(&x)
					}
				})
		})
		if r.Verdict != want || want == explore.Violated && !strings.HasPrefix(r.Failure, "data race") {
			t.Errorf("key %d: %v", key, r)
		}
	}
}

// TestSyncPool: law B6: a Get returns a value that was put and not got, or a new one; every
// choice comes; and it follows the Put of its value.
func TestSyncPool(t *testing.T) {
	seen := map[string]bool{}
	r := explore.Explore(explore.Config{}, func() {
		p := sync.Pool{New: func() any { return new(int) }}
		a, b := new(int), new(int)
		name := func(x any) string {
			switch x {
			case a:
				return "a"
			case b:
				return "b"
			}
			return "new"
		}
		var got [2]any
		explore.Parallel(
			func() { set(a, 1); p.Put(a); p.Put(b) },
			func() { got[0] = p.Get(); set(got[0].(*int), 2) },
			func() { got[1] = p.Get(); set(got[1].(*int), 3) })
		explore.Check(got[0] != got[1], "one value for two")
		seen[name(got[0])+" "+name(got[1])] = true
	})
	if r.Verdict != explore.Exhausted || len(seen) != 7 { // all pairs but twice the same, and twice new
		t.Error(seen, r)
	}
	if r = explore.Explore(explore.Config{}, func() {
		var p sync.Pool
		p.Put(nil)
		explore.Check(p.Get() == nil, "a pool without New has made something")
	}); r.Verdict != explore.Exhausted {
		t.Error(r)
	}
}

// What only looks at a value that is there comes after who stored it; and each execution
// finds a map as it was at first.
func TestMapLooksInOrder(t *testing.T) {
	kept := new(sync.Map)
	for name, looks := range map[string]func(m *sync.Map) bool{
		"Load":                           func(m *sync.Map) bool { v, _ := m.Load("k"); return v == 1 },
		"LoadOrStore that loads":         func(m *sync.Map) bool { v, _ := m.LoadOrStore("k", 2); return v == 1 },
		"Swap":                           func(m *sync.Map) bool { v, _ := m.Swap("k", 2); return v == 1 },
		"CompareAndSwap that fails":      func(m *sync.Map) bool { return !m.CompareAndSwap("k", 0, 2) },
		"CompareAndDelete that fails":    func(m *sync.Map) bool { return !m.CompareAndDelete("k", 0) },
		"LoadAndDelete of what is there": func(m *sync.Map) bool { v, _ := m.LoadAndDelete("k"); return v == 1 },
	} {
		saw := 0
		r := explore.Explore(explore.Config{}, func() {
			_, loaded := kept.LoadOrStore("seen", true)
			explore.Check(!loaded, "the map has what another execution stored")
			var m sync.Map
			m.Store("k", 0)
			x := new(int)
			explore.Parallel(func() {
				*explore.W(x) = 1
				m.Store("k", 1)
			}, func() {
				if looks(&m) {
					saw += *explore.R(x)
				}
			})
		})
		if r.Verdict != explore.Exhausted || r.Executions < 2 || saw == 0 {
			t.Errorf("%s: saw the value %d times: %v", name, saw, r)
		}
	}
}
