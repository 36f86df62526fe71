// A map in shards with a lock each.
//
//poolproof:module github.com/orcaman/concurrent-map/v2@v2.0.1
package cmap_test

import (
	"testing"

	cmap "github.com/orcaman/concurrent-map/v2"
	"github.com/poolproof/poolproof/explore"
)

type table = cmap.ConcurrentMap[string, int]
type op = explore.Op[table, map[string]int]

func set(k string, v int) op {
	return op{Name: "set",
		Do:   func(m table) any { m.Set(k, v); return nil },
		Spec: func(m map[string]int) any { m[k] = v; return nil }}
}

func setIfAbsent(k string, v int) op {
	return op{Name: "setIfAbsent",
		Do: func(m table) any { return m.SetIfAbsent(k, v) },
		Spec: func(m map[string]int) any {
			if _, ok := m[k]; ok {
				return false
			}
			m[k] = v
			return true
		}}
}

func pop(k string) op {
	return op{Name: "pop",
		Do:   func(m table) any { v, _ := m.Pop(k); return v },
		Spec: func(m map[string]int) any { v := m[k]; delete(m, k); return v }}
}

// Three writers: a map.
func TestLinearizable(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[table, map[string]int]{
		New:      cmap.New[int],
		Model:    func() map[string]int { return map[string]int{} },
		Parallel: [][]op{{set("a", 1), pop("a")}, {setIfAbsent("a", 2)}, {pop("a")}},
		Post:     []op{pop("a")},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Is Count the number of entries? It sums over the shards, one after the other, and says 0
// of a map that always had an entry, while one is set and then another one popped.
func TestCount(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it is not linearizable")
	}
	count := op{Name: "count",
		Do:   func(m table) any { return m.Count() },
		Spec: func(m map[string]int) any { return len(m) }}
	r := explore.Linearizable(explore.Config{}, explore.Table[table, map[string]int]{
		New:      cmap.New[int],
		Model:    func() map[string]int { return map[string]int{} },
		Init:     []op{set("a", 1)},
		Parallel: [][]op{{set("b", 1), pop("a")}, {count}},
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
