// A sync.Pool for each size.
//
//poolproof:module github.com/gobwas/pool@v0.2.1
package pool_test

import (
	"testing"

	"github.com/gobwas/pool/pbytes"
	"github.com/poolproof/poolproof/explore"
)

// Nobody gets what another one has.
func TestOwns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p := pbytes.New(1, 4)
		use := func(c byte) func() {
			return func() {
				b := p.GetLen(2)
				b[0], b[1] = c, c
				explore.Check(b[0] == c && b[1] == c, "%q", b)
				p.Put(b)
			}
		}
		explore.Parallel(use('a'), use('b'), use('c'))
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
