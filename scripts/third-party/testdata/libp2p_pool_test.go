// A sync.Pool for each power of two.
//
//poolproof:module github.com/libp2p/go-buffer-pool@v0.1.0
package pool_test

import (
	"testing"

	pool "github.com/libp2p/go-buffer-pool"
	"github.com/poolproof/poolproof/explore"
)

// Nobody gets what another one has.
func TestOwns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		use := func() {
			b := pool.Get(5)
			b[0]++
			pool.Put(b)
		}
		explore.Parallel(use, use, use)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
