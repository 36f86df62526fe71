// A sync.Pool of buffers that learns which size to keep.
//
//poolproof:module github.com/valyala/bytebufferpool@v1.0.0
package bytebufferpool_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/valyala/bytebufferpool"
)

// Nobody gets what another one has, and buffers come empty.
func TestOwns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var p bytebufferpool.Pool
		use := func(s string) func() {
			return func() {
				b := p.Get()
				explore.Check(b.Len() == 0, "%d bytes", b.Len())
				b.WriteString(s)
				explore.Check(b.String() == s, "%q", b)
				p.Put(b)
			}
		}
		explore.Parallel(use("a"), use("b"), use("c"))
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
