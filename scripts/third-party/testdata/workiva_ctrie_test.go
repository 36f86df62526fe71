// A concurrent hash trie.
//
//poolproof:module github.com/Workiva/go-datastructures@v1.1.7
package ctrie_test

import (
	"testing"

	"github.com/Workiva/go-datastructures/trie/ctrie"
	"github.com/poolproof/poolproof/explore"
)

type op = explore.Op[*ctrie.Ctrie, map[string]int]

func insert(k string, v int) op {
	return op{Name: "insert",
		Do:   func(c *ctrie.Ctrie) any { c.Insert([]byte(k), v); return nil },
		Spec: func(m map[string]int) any { m[k] = v; return nil }}
}

func lookup(k string) op {
	return op{Name: "lookup",
		Do: func(c *ctrie.Ctrie) any {
			v, _ := c.Lookup([]byte(k))
			n, _ := v.(int)
			return n
		},
		Spec: func(m map[string]int) any { return m[k] }}
}

func remove(k string) op {
	return op{Name: "remove",
		Do: func(c *ctrie.Ctrie) any {
			v, _ := c.Remove([]byte(k))
			n, _ := v.(int)
			return n
		},
		Spec: func(m map[string]int) any { v := m[k]; delete(m, k); return v }}
}

// Writers of one key and a reader: a map.
func TestLinearizable(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*ctrie.Ctrie, map[string]int]{
		New:      func() *ctrie.Ctrie { return ctrie.New(nil) },
		Model:    func() map[string]int { return map[string]int{} },
		Parallel: [][]op{{insert("a", 1)}, {remove("a")}, {lookup("a")}},
		Post:     []op{lookup("a")},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A snapshot beside two inserts of one thread has both, or the first, or none.
func TestSnapshot(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := ctrie.New(nil)
		explore.Parallel(
			func() { c.Insert([]byte("a"), 1); c.Insert([]byte("b"), 2) },
			func() {
				s := c.ReadOnlySnapshot()
				_, a := s.Lookup([]byte("a"))
				_, b := s.Lookup([]byte("b"))
				explore.Check(a || !b, "b without a")
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
