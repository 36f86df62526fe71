// An LRU cache with a lock.
//
//poolproof:module github.com/hashicorp/golang-lru/v2@v2.0.7
package lru_test

import (
	"testing"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/poolproof/poolproof/explore"
)

// A cache of one: what is evicted and what is kept is what was added.
func TestEvicts(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		evicted := 0
		c, err := lru.NewWithEvict(1, func(k, v int) { evicted += v })
		explore.Check(err == nil, "%v", err)
		explore.Parallel(
			func() { c.Add(1, 1) },
			func() { c.Add(2, 2); c.Get(1) },
			func() { c.Get(2) })
		_, v, _ := c.RemoveOldest()
		explore.Check(evicted == 3, "evicted %d, kept %d", evicted, v)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
