// A pool of blocks, one for each P.
//
//poolproof:module github.com/bytedance/gopkg@v0.1.4
package syncx_test

import (
	"testing"

	"github.com/bytedance/gopkg/lang/syncx"
	"github.com/poolproof/poolproof/explore"
)

func use(p *syncx.Pool) func() {
	return func() {
		x := p.Get().(*int)
		*x++
		p.Put(x)
	}
}

// Two threads use a pool that was used before: nobody gets what another one has.
func TestOwns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p := syncx.Pool{New: func() any { return new(int) }}
		use(&p)()
		explore.Parallel(use(&p), use(&p))
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two threads use a new pool. One reads the pointer to the shards plainly while the other
// one stores it atomically, which is a data race. It is harmless: what was read is used only if
// the size that was read before it is not zero.
func TestNew(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it races")
	}
	r := explore.Explore(explore.Config{}, func() {
		p := syncx.Pool{New: func() any { return new(int) }}
		explore.Parallel(use(&p), use(&p))
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
