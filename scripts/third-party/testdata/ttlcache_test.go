// A cache whose entries expire.
//
//poolproof:module github.com/jellydator/ttlcache/v3@v3.4.1
//poolproof:weave github.com/jellydator/ttlcache/v3 golang.org/x/sync/singleflight
package ttlcache_test

import (
	"testing"
	"time"

	"github.com/jellydator/ttlcache/v3"
	"github.com/poolproof/poolproof/explore"
)

// Two threads get or set a key.
//
//poolproof:refused len of a channel
func TestGetOrSet(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := ttlcache.New[int, int](ttlcache.WithTTL[int, int](time.Minute))
		var found [2]bool
		do := func(i int) func() {
			return func() { _, found[i] = c.GetOrSet(1, i) }
		}
		explore.Parallel(do(0), do(1))
		explore.Check(found[0] != found[1] && c.Len() == 1, "%v", found)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
