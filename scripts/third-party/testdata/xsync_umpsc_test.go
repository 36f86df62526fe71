// An unbounded queue of many producers and one consumer, of segments of 4096.
//
//poolproof:module github.com/puzpuzpuz/xsync/v4@v4.5.0
package xsync_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/puzpuzpuz/xsync/v4"
)

// Two producers and a consumer that waits: all arrives, each producer's in its order.
func TestConserves(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		q := xsync.NewUMPSCQueue[int]()
		var got []int
		explore.Parallel(
			func() { q.Enqueue(1); q.Enqueue(2) },
			func() { q.Enqueue(3) },
			func() { got = append(got, q.Dequeue(), q.Dequeue()) })
		got = append(got, q.Dequeue())
		var sum, last int
		for _, v := range got {
			sum += v
			if v < 3 {
				explore.Check(v == last+1, "got %v", got)
				last = v
			}
		}
		explore.Check(sum == 6, "got %v", got)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
