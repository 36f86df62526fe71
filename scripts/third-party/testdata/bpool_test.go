// A pool of buffers in a channel.
//
//poolproof:module github.com/oxtoacart/bpool@v0.0.0-20190530202638-03653db5a59c
package bpool_test

import (
	"testing"

	"github.com/oxtoacart/bpool"
	"github.com/poolproof/poolproof/explore"
)

// Nobody gets what another one has.
//
//poolproof:refused a receive
func TestOwns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p := bpool.NewBufferPool(1)
		use := func() {
			b := p.Get()
			b.WriteString("x")
			explore.Check(b.String() == "x", "%q", b)
			p.Put(b)
		}
		explore.Parallel(use, use)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
