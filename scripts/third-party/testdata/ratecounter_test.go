// A counter of what happened in the last while.
//
//poolproof:module github.com/paulbellamy/ratecounter@v0.2.0
package ratecounter_test

import (
	"testing"

	"github.com/paulbellamy/ratecounter"
	"github.com/poolproof/poolproof/explore"
)

// Two threads that count: nothing is lost.
func TestCounts(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var c ratecounter.Counter
		explore.Parallel(func() { c.Incr(1) }, func() { c.Incr(2) })
		explore.Check(c.Value() == 3, "%d", c.Value())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
