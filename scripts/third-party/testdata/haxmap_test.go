// A hash map over a sorted list, after Harris's.
//
//poolproof:module github.com/alphadose/haxmap@v1.4.0
package haxmap_test

import (
	"testing"

	"github.com/alphadose/haxmap"
	"github.com/poolproof/poolproof/explore"
)

type table = haxmap.Map[int, int]
type op = explore.Op[*table, map[int]int]

func set(k, v int) op {
	return op{Name: "set",
		Do:   func(m *table) any { m.Set(k, v); return nil },
		Spec: func(m map[int]int) any { m[k] = v; return nil }}
}

func get(k int) op {
	return op{Name: "get",
		Do: func(m *table) any {
			if v, ok := m.Get(k); ok {
				return v
			}
			return 0
		},
		Spec: func(m map[int]int) any { return m[k] }}
}

func del(k int) op {
	return op{Name: "del",
		Do:   func(m *table) any { m.Del(k); return nil },
		Spec: func(m map[int]int) any { delete(m, k); return nil }}
}

// Writers of one key and a reader: a map.
func TestLinearizable(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*table, map[int]int]{
		New:      func() *table { return haxmap.New[int, int]() },
		Model:    func() map[int]int { return map[int]int{} },
		Parallel: [][]op{{set(1, 10)}, {del(1)}, {get(1)}},
		Post:     []op{get(1)},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// keys is the set of keys, as bits.
var keys = op{Name: "keys",
	Do: func(m *table) any {
		set := 0
		m.ForEach(func(k, _ int) bool { set |= 1 << k; return true })
		return set
	},
	Spec: func(m map[int]int) any {
		set := 0
		for k := range m {
			set |= 1 << k
		}
		return set
	}}

// A key is deleted while its neighbour is set. The neighbour is lost to ForEach: Set links it
// behind an element that Del has marked, in a word of its own, and that ForEach unlinks. The
// list of Harris that the package cites has the mark in the pointer, so that the CAS fails.
func TestNeighbours(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it is not linearizable")
	}
	r := explore.Linearizable(explore.Config{}, explore.Table[*table, map[int]int]{
		New: func() *table {
			m := haxmap.New[int, int]()
			m.SetHasher(func(k int) uintptr { return uintptr(k) << 60 })
			return m
		},
		Model:    func() map[int]int { return map[int]int{} },
		Init:     []op{set(1, 10), set(3, 30)},
		Parallel: [][]op{{set(2, 20)}, {del(1), keys}},
		Post:     []op{keys},
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
