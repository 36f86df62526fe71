// A queue in which an item waits once, however often it is added.
//
//poolproof:module k8s.io/client-go@v0.37.2
//poolproof:weave k8s.io/client-go/util/workqueue k8s.io/utils/clock k8s.io/apimachinery/pkg/util/sets
//poolproof:trust k8s.io/...
package workqueue_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"k8s.io/client-go/util/workqueue"
)

// An item is added while it is being processed: nobody gets it before it is done, and then one
// does.
func TestAgain(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		q := workqueue.NewTyped[int]()
		q.Add(1)
		x, _ := q.Get()
		processing, got := true, 0
		explore.Parallel(
			func() { q.Add(1) },
			func() { processing = false; q.Done(x) },
			func() {
				q.Get()
				got++
				explore.Check(!processing, "two process it")
			})
		explore.Check(got == 1 && q.Len() == 0, "got %d times, %d left", got, q.Len())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two wait until all is done.
//
//poolproof:refused close
func TestDrains(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		q := workqueue.NewTyped[int]()
		q.Add(1)
		x, _ := q.Get()
		explore.Parallel(q.ShutDownWithDrain, q.ShutDownWithDrain, func() { q.Done(x) })
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
