// A lock that spins and backs off.
//
//poolproof:module github.com/panjf2000/ants/v2@v2.12.1
//poolproof:weave github.com/panjf2000/ants/v2/pkg/...
package sync_test

import (
	"testing"

	"github.com/panjf2000/ants/v2/pkg/sync"
	"github.com/poolproof/poolproof/explore"
)

// Three threads: one at a time.
func TestExcludes(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		l := sync.NewSpinLock()
		n := 0
		add := func() { l.Lock(); n++; l.Unlock() }
		explore.Parallel(add, add, add)
		explore.Check(n == 3, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
