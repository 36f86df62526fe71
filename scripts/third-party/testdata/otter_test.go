// A cache with a policy that is told of reads and writes in buffers.
//
//poolproof:module github.com/maypok86/otter/v2@v2.4.0
package otter_test

import (
	"testing"

	"github.com/maypok86/otter/v2"
	"github.com/poolproof/poolproof/explore"
)

type cache = otter.Cache[int, int]
type op = explore.Op[*cache, map[int]int]

func set(k, v int) op {
	return op{Name: "set",
		Do:   func(c *cache) any { c.Set(k, v); return nil },
		Spec: func(m map[int]int) any { m[k] = v; return nil }}
}

func get(k int) op {
	return op{Name: "get",
		Do:   func(c *cache) any { v, _ := c.GetIfPresent(k); return v },
		Spec: func(m map[int]int) any { return m[k] }}
}

func del(k int) op {
	return op{Name: "invalidate",
		Do:   func(c *cache) any { v, _ := c.Invalidate(k); return v },
		Spec: func(m map[int]int) any { v := m[k]; delete(m, k); return v }}
}

// Writers of one key and a reader, of a cache without limits: a map.
func TestLinearizable(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*cache, map[int]int]{
		New:      func() *cache { return otter.Must(&otter.Options[int, int]{}) },
		Model:    func() map[int]int { return map[int]int{} },
		Parallel: [][]op{{set(1, 10)}, {set(1, 11), del(1)}, {get(1)}},
		Post:     []op{get(1)},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two threads write to a cache of one: it keeps one.
func TestEvicts(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := otter.Must(&otter.Options[int, int]{MaximumSize: 1, Executor: func(f func()) { f() }})
		explore.Parallel(
			func() { c.Set(1, 1) },
			func() { c.Set(2, 2) })
		c.CleanUp()
		explore.Check(c.EstimatedSize() == 1, "%d entries", c.EstimatedSize())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
