// A counter in stripes.
//
//poolproof:module github.com/puzpuzpuz/xsync/v4@v4.5.0
package xsync_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/puzpuzpuz/xsync/v4"
)

// Two threads that add: nothing is lost.
func TestAdds(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := xsync.NewCounter()
		explore.Parallel(
			func() { c.Inc(); c.Add(2) },
			func() { c.Dec(); c.Inc() })
		explore.Check(c.Value() == 3, "%d", c.Value())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
