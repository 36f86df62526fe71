// An LRU cache with a lock, whose entries may expire.
//
//poolproof:module github.com/hashicorp/golang-lru/v2@v2.0.7
package expirable_test

import (
	"testing"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"github.com/poolproof/poolproof/explore"
)

// A cache of one whose entries do not expire: it keeps what was added last.
func TestEvicts(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := expirable.NewLRU[int, int](1, nil, 0)
		explore.Parallel(
			func() { c.Add(1, 1) },
			func() { c.Add(2, 2); c.Get(1) })
		_, one := c.Get(1)
		_, two := c.Get(2)
		explore.Check(one != two && c.Len() == 1, "%t, %t, %d", one, two, c.Len())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
