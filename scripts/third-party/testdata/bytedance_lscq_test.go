// An unbounded queue of linked rings, on a double-word CAS in assembly.
//
//poolproof:module github.com/bytedance/gopkg@v0.1.4
//poolproof:weave github.com/bytedance/gopkg/collection/lscq
package lscq_test

import (
	"testing"

	"github.com/bytedance/gopkg/collection/lscq"
	"github.com/poolproof/poolproof/explore"
)

// Two producers and a consumer: nothing is lost or doubled.
//
//poolproof:refused compareAndSwapUint128, which is in assembly and is given a pointer,
func TestConserves(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		q := lscq.NewUint64()
		var out [4]int
		get := func() {
			if v, ok := q.Dequeue(); ok {
				out[v]++
			}
		}
		explore.Parallel(func() { q.Enqueue(1) }, func() { q.Enqueue(2) }, get)
		get()
		get()
		explore.Check(out == [4]int{0, 1, 1, 0}, "got %v", out)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
