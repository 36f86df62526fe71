// A skip list with a lock in each node for writers and none for readers.
//
//poolproof:module github.com/bytedance/gopkg@v0.1.4
package skipmap_test

import (
	"testing"

	"github.com/bytedance/gopkg/collection/skipmap"
	"github.com/poolproof/poolproof/explore"
)

type op = explore.Op[*skipmap.IntMap, map[int]int]

func store(k, v int) op {
	return op{Name: "store",
		Do:   func(s *skipmap.IntMap) any { s.Store(k, v); return nil },
		Spec: func(m map[int]int) any { m[k] = v; return nil }}
}

func load(k int) op {
	return op{Name: "load",
		Do: func(s *skipmap.IntMap) any {
			v, _ := s.Load(k)
			n, _ := v.(int)
			return n
		},
		Spec: func(m map[int]int) any { return m[k] }}
}

func remove(k int) op {
	return op{Name: "delete",
		Do: func(s *skipmap.IntMap) any { return s.Delete(k) },
		Spec: func(m map[int]int) any {
			_, ok := m[k]
			delete(m, k)
			return ok
		}}
}

// Neighbours are stored and deleted beside a reader: a map.
func TestLinearizable(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*skipmap.IntMap, map[int]int]{
		New:      skipmap.NewInt,
		Model:    func() map[int]int { return map[int]int{} },
		Init:     []op{store(2, 20)},
		Parallel: [][]op{{store(3, 30)}, {remove(2)}, {load(2), load(3)}},
		Post:     []op{load(2), load(3)},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
