// A queue with a lock, in which consumers wait.
//
//poolproof:module github.com/Workiva/go-datastructures@v1.1.7
package queue_test

import (
	"testing"

	"github.com/Workiva/go-datastructures/queue"
	"github.com/poolproof/poolproof/explore"
)

// A producer, and a consumer that waits.
//
//poolproof:refused a receive
func TestGet(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		q := queue.New(2)
		explore.Parallel(
			func() { _ = q.Put(1) },
			func() {
				v, err := q.Get(1)
				explore.Check(err == nil && v[0] == 1, "%v, %v", v, err)
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
