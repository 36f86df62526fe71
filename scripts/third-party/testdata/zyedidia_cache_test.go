// An LRU cache that is not made for several goroutines.
//
//poolproof:module github.com/zyedidia/generic@v1.2.1
package cache_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/zyedidia/generic/cache"
)

// Two threads race.
func TestRaces(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it races")
	}
	r := explore.Explore(explore.Config{}, func() {
		c := cache.New[int, int](2)
		explore.Parallel(
			func() { c.Put(1, 1) },
			func() { c.Get(1) })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
