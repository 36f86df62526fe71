// A map whose entries expire.
//
//poolproof:module github.com/patrickmn/go-cache@v2.1.0+incompatible
//poolproof:weave github.com/patrickmn/go-cache
package cache_test

import (
	"testing"

	"github.com/patrickmn/go-cache"
	"github.com/poolproof/poolproof/explore"
)

// One of two adds, and both increments count.
func TestAdds(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := cache.New(cache.NoExpiration, 0)
		added := [2]bool{}
		add := func(i int) func() {
			return func() {
				added[i] = c.Add("k", 0, cache.DefaultExpiration) == nil
				c.Increment("k", 1)
			}
		}
		explore.Parallel(add(0), add(1))
		v, _ := c.Get("k")
		explore.Check(added[0] != added[1] && v == 2, "%v, %v", added, v)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
