// A cache in shards of rings of bytes.
//
//poolproof:module github.com/coocood/freecache@v1.2.7
//poolproof:weave github.com/coocood/freecache github.com/cespare/xxhash/v2
package freecache_test

import (
	"testing"

	"github.com/coocood/freecache"
	"github.com/poolproof/poolproof/explore"
)

// Two writers of a key and a reader.
func TestSet(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := freecache.NewCache(512 * 1024)
		k := []byte("k")
		explore.Parallel(
			func() { c.Set(k, []byte("1"), 0) },
			func() { c.Set(k, []byte("2"), 0); c.Del(k) },
			func() {
				v, err := c.Get(k)
				explore.Check(err != nil || string(v) == "1" || string(v) == "2", "%q", v)
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
