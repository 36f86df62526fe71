// A cache with a policy, whose writes go through a channel.
//
//poolproof:module github.com/dgraph-io/ristretto@v0.2.0
package ristretto_test

import (
	"testing"

	"github.com/dgraph-io/ristretto"
	"github.com/poolproof/poolproof/explore"
)

// A writer and a reader.
//
//poolproof:refused time.NewTicker
func TestSet(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c, err := ristretto.NewCache(&ristretto.Config{NumCounters: 10, MaxCost: 10, BufferItems: 2})
		explore.Check(err == nil, "%v", err)
		explore.Parallel(
			func() { c.Set(1, 1, 1) },
			func() { c.Get(1) })
		c.Close()
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
