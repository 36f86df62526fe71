// A readers' lock that is one for each P.
//
//poolproof:module github.com/bytedance/gopkg@v0.1.4
package syncx_test

import (
	"testing"

	"github.com/bytedance/gopkg/lang/syncx"
	"github.com/poolproof/poolproof/explore"
)

// A writer and two readers: no race, and no reader beside the writer.
func TestExcludes(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		mu := syncx.NewRWMutex()
		var a, b int
		read := func() {
			l := mu.RLocker()
			l.Lock()
			explore.Check(a == b, "%d, %d", a, b)
			l.Unlock()
		}
		explore.Parallel(
			func() { mu.Lock(); a++; b++; mu.Unlock() },
			read)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
