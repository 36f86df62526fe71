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
		Do:   func(m *table) any { v, _ := m.Get(k); return v },
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
