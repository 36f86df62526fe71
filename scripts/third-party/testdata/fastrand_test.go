// Random numbers, of a generator for each P.
//
//poolproof:module github.com/valyala/fastrand@v1.1.0
//poolproof:weave github.com/valyala/fastrand
package fastrand_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/valyala/fastrand"
)

// Three threads get numbers: nobody uses a generator beside another one.
func TestOwns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		get := func() { fastrand.Uint32() }
		explore.Parallel(get, get, get)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
