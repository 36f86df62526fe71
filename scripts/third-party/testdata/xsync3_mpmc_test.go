// A bounded queue of many producers and many consumers that also waits.
//
//poolproof:module github.com/puzpuzpuz/xsync/v3@v3.5.1
package xsync_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/puzpuzpuz/xsync/v3"
)

// Two producers and two consumers that wait, and one slot.
func TestWaits(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		q := xsync.NewMPMCQueueOf[int](1)
		var got [2]int
		explore.Parallel(
			func() { q.Enqueue(1) },
			func() { q.Enqueue(2) },
			func() { got[0] = q.Dequeue() },
			func() { got[1] = q.Dequeue() })
		explore.Check(got[0]+got[1] == 3, "got %v", got)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
