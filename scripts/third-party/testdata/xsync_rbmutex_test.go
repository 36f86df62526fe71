// A readers' lock that readers take in slots of their own.
//
//poolproof:module github.com/puzpuzpuz/xsync/v4@v4.5.0
package xsync_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/puzpuzpuz/xsync/v4"
)

// A writer and two readers: no race, and no reader beside the writer.
func TestExcludes(t *testing.T) {
	r := explore.Explore(explore.Config{SpinCut: true}, func() {
		mu := xsync.NewRBMutex()
		var a, b int
		read := func() {
			token := mu.RLock()
			explore.Check(a == b, "%d, %d", a, b)
			mu.RUnlock(token)
		}
		explore.Parallel(
			func() { mu.Lock(); a++; b++; mu.Unlock() },
			read, read)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
