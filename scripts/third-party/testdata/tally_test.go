// Counters by name.
//
//poolproof:module github.com/uber-go/tally/v4@v4.1.17
//poolproof:weave github.com/uber-go/tally/v4/... github.com/twmb/murmur3
package tally_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/uber-go/tally/v4"
)

// Two threads count by name: nothing is lost.
func TestCounts(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := tally.NewTestScope("", nil)
		inc := func() { s.Counter("c").Inc(1) }
		explore.Parallel(inc, inc)
		var n int64
		for _, c := range s.Snapshot().Counters() {
			n += c.Value()
		}
		explore.Check(n == 2, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
