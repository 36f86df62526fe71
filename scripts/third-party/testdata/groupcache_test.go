// One call for many callers.
//
//poolproof:module github.com/golang/groupcache@v0.0.0-20241129210726-2c02b8208cf8
//poolproof:weave github.com/golang/groupcache/singleflight
package singleflight_test

import (
	"testing"

	"github.com/golang/groupcache/singleflight"
	"github.com/poolproof/poolproof/explore"
)

// Who has its result and calls again: is the call made anew? Those who wait are woken before the
// call is forgotten, so that one that calls again may get the old result once more.
func TestFresh(t *testing.T) {
	if explore.Sampling() {
		t.Skip("not always")
	}
	r := explore.Explore(explore.Config{}, func() {
		var g singleflight.Group
		calls := 0
		do := func() int {
			v, _ := g.Do("k", func() (any, error) { calls++; return calls, nil })
			return v.(int)
		}
		explore.Parallel(
			func() { do() },
			func() {
				a := do()
				b := do()
				explore.Check(a != b, "%d again", a)
			})
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
