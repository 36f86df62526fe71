// Locks that look for deadlocks.
//
//poolproof:module github.com/sasha-s/go-deadlock@v0.3.9
//poolproof:weave github.com/sasha-s/go-deadlock github.com/petermattis/goid
package deadlock_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/sasha-s/go-deadlock"
)

// Two threads: one at a time.
func TestExcludes(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		deadlock.Opts.DeadlockTimeout = 0
		var mu deadlock.Mutex
		n := 0
		add := func() { mu.Lock(); n++; mu.Unlock() }
		explore.Parallel(add, add)
		explore.Check(n == 2, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
