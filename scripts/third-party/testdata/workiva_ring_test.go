// A bounded queue of many producers and many consumers, after Vyukov's.
//
//poolproof:module github.com/Workiva/go-datastructures@v1.1.7
package queue_test

import (
	"testing"

	"github.com/Workiva/go-datastructures/queue"
	"github.com/poolproof/poolproof/explore"
)

// Two producers that offer and a consumer that waits.
func TestConserves(t *testing.T) {
	r := explore.Explore(explore.Config{SpinCut: true}, func() {
		q := queue.NewRingBuffer(2)
		var in, out [4]int
		put := func(v int) {
			if ok, _ := q.Offer(v); ok {
				in[v]++
			}
		}
		explore.Parallel(
			func() { put(1) },
			func() { put(2); put(3) },
			func() {
				v, _ := q.Get()
				out[v.(int)]++
			})
		for q.Len() > 0 {
			v, _ := q.Get()
			out[v.(int)]++
		}
		explore.Check(in == out, "put %v, got %v", in, out)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
