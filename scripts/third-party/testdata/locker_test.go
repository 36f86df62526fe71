// Locks by name, which are dropped when nobody waits for them.
//
//poolproof:module github.com/moby/locker@v1.0.1
package locker_test

import (
	"testing"

	"github.com/moby/locker"
	"github.com/poolproof/poolproof/explore"
)

// Three threads take the lock of a name: one at a time.
func TestExcludes(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		l := locker.New()
		n := 0
		do := func() { l.Lock("a"); n++; explore.Check(l.Unlock("a") == nil, "the lock is gone") }
		explore.Parallel(do, do, do)
		explore.Check(n == 3, "%d", n)
		explore.Check(l.Unlock("a") == locker.ErrNoSuchLock, "the lock is kept")
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
