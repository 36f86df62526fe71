// A lock-free skip list in an arena, in which nothing is removed.
//
//poolproof:module github.com/dgraph-io/badger/v4@v4.9.6
//poolproof:weave github.com/dgraph-io/badger/v4/skl github.com/dgraph-io/badger/v4/y github.com/dgraph-io/ristretto/v2/z
package skl_test

import (
	"testing"

	"github.com/dgraph-io/badger/v4/skl"
	"github.com/dgraph-io/badger/v4/y"
	"github.com/poolproof/poolproof/explore"
)

type op = explore.Op[*skl.Skiplist, map[byte]byte]

func key(k byte) []byte { return y.KeyWithTs([]byte{k}, 0) }

func put(k, v byte) op {
	return op{Name: "put",
		Do:   func(s *skl.Skiplist) any { s.Put(key(k), y.ValueStruct{Value: []byte{v}}); return nil },
		Spec: func(m map[byte]byte) any { m[k] = v; return nil }}
}

func get(k byte) op {
	return op{Name: "get",
		Do: func(s *skl.Skiplist) any {
			if v := s.Get(key(k)).Value; len(v) == 1 {
				return v[0]
			}
			return byte(0)
		},
		Spec: func(m map[byte]byte) any { return m[k] }}
}

// Two threads put the same key and its neighbours, and a third one reads: a map.
func TestLinearizable(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*skl.Skiplist, map[byte]byte]{
		New:      func() *skl.Skiplist { return skl.NewSkiplist(1 << 11) },
		Model:    func() map[byte]byte { return map[byte]byte{} },
		Parallel: [][]op{{put(2, 20)}, {put(2, 21), put(1, 10)}, {get(2), get(1)}},
		Post:     []op{get(1), get(2)},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
