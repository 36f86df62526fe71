// A cache with a limit and a lock.
//
//poolproof:module github.com/Workiva/go-datastructures@v1.1.7
package cache_test

import (
	"testing"

	"github.com/Workiva/go-datastructures/cache"
	"github.com/poolproof/poolproof/explore"
)

type item uint64

func (i item) Size() uint64 { return uint64(i) }

// Two writers and a reader of a cache of size 2.
func TestPuts(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := cache.New(2)
		explore.Parallel(
			func() { c.Put("a", item(1)) },
			func() { c.Put("b", item(2)) },
			func() { c.Get("a", "b") })
		explore.Check(c.Size() <= 2, "%d", c.Size())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
