// A hash map of buckets with a lock each for writers and none for readers.
//
//poolproof:module github.com/puzpuzpuz/xsync/v4@v4.5.0
package xsync_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/puzpuzpuz/xsync/v4"
)

type table = xsync.Map[int, int]
type op = explore.Op[*table, map[int]int]

func store(k, v int) op {
	return op{Name: "store",
		Do:   func(m *table) any { m.Store(k, v); return nil },
		Spec: func(m map[int]int) any { m[k] = v; return nil }}
}

func load(k int) op {
	return op{Name: "load",
		Do:   func(m *table) any { v, _ := m.Load(k); return v },
		Spec: func(m map[int]int) any { return m[k] }}
}

func loadAndDelete(k int) op {
	return op{Name: "loadAndDelete",
		Do:   func(m *table) any { v, _ := m.LoadAndDelete(k); return v },
		Spec: func(m map[int]int) any { v := m[k]; delete(m, k); return v }}
}

// Two threads that write and one that reads: a map.
func TestLinearizable(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*table, map[int]int]{
		New:      func() *table { return xsync.NewMap[int, int]() },
		Model:    func() map[int]int { return map[int]int{} },
		Init:     []op{store(1, 10)},
		Parallel: [][]op{{store(1, 11)}, {loadAndDelete(1)}, {load(1), load(1)}},
		Post:     []op{load(1)},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A writer and a reader while the map grows.
func TestGrow(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		m := xsync.NewMap[int, int]()
		const many = 96 // 32 buckets of 5 entries grow at three quarters
		for k := range many {
			m.Store(k, k)
		}
		explore.Parallel(
			func() {
				for k := many; k < many+40; k++ {
					m.Store(k, k)
				}
			},
			func() {
				v, ok := m.Load(1)
				explore.Check(ok && v == 1, "load(1) = %d, %t", v, ok)
			})
		explore.Check(m.Size() == many+40, "size %d", m.Size())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
