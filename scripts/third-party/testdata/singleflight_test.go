// One call for many callers.
//
//poolproof:module golang.org/x/sync@v0.24.0
package singleflight_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"golang.org/x/sync/singleflight"
)

// Who shares a result gets the one that was made while it waited.
func TestShares(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var g singleflight.Group
		calls := 0
		ask := func() {
			v, err, _ := g.Do("k", func() (any, error) { calls++; return calls, nil })
			explore.Check(err == nil && v.(int) >= 1 && v.(int) <= 3, "%v, %v", v, err)
		}
		explore.Parallel(ask, ask, ask)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
