// A weighted semaphore.
//
//poolproof:module golang.org/x/sync@v0.24.0
package semaphore_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"golang.org/x/sync/semaphore"
)

// At most two at a time, of those that do not wait.
func TestTryAcquire(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := semaphore.NewWeighted(2)
		x := 0
		use := func() {
			if s.TryAcquire(2) {
				x++
				s.Release(2)
			}
		}
		explore.Parallel(use, use, use)
		explore.Check(s.TryAcquire(2), "not all was given back")
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
