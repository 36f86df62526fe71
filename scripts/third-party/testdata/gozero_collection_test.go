// Collections of a framework, with locks.
//
//poolproof:module github.com/zeromicro/go-zero@v1.10.3
//poolproof:weave github.com/zeromicro/go-zero/core/collection github.com/zeromicro/go-zero/core/timex github.com/zeromicro/go-zero/core/mathx
package collection_test

import (
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/zeromicro/go-zero/core/collection"
)

type op = explore.Op[*collection.Queue, *[]int]

func put(v int) op {
	return op{Name: "put",
		Do:   func(q *collection.Queue) any { q.Put(v); return nil },
		Spec: func(m *[]int) any { *m = append(*m, v); return nil }}
}

var take = op{Name: "take",
	Do: func(q *collection.Queue) any {
		if v, ok := q.Take(); ok {
			return v
		}
		return 0
	},
	Spec: func(m *[]int) any {
		if len(*m) == 0 {
			return 0
		}
		v := (*m)[0]
		*m = (*m)[1:]
		return v
	}}

// Two producers and a consumer of a queue that grows: a queue.
func TestQueue(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, explore.Table[*collection.Queue, *[]int]{
		New:      func() *collection.Queue { return collection.NewQueue(1) },
		Model:    func() *[]int { return new([]int) },
		Parallel: [][]op{{put(1), put(2)}, {put(3)}, {take, take}},
		Post:     []op{take, take, take},
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two threads add to a window that slides: nothing is lost.
func TestRollingWindow(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		w := collection.NewRollingWindow[int64, *collection.Bucket[int64]](
			func() *collection.Bucket[int64] { return new(collection.Bucket[int64]) }, 4, time.Second)
		add := func() { w.Add(1); time.Sleep(time.Second); w.Add(1) }
		explore.Parallel(add, add)
		var sum int64
		w.Reduce(func(b *collection.Bucket[int64]) { sum += b.Sum })
		explore.Check(sum == 4, "%d", sum)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
