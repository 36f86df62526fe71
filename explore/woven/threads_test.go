package woven_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/woven"
)

// TestRecovered: code that recovers from panics and tries again recovers from its own, and
// not from the end of a thread that must not go on.
func TestRecovered(t *testing.T) {
	own, ours := 0, 0
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		explore.Parallel(
			func() { x.Store(1) },
			func() {
				for turn := range 10 {
					func() {
						defer func() {
							switch r := woven.Recovered(recover()); r {
							case nil:
							case "mine":
								own++
							default:
								ours++
							}
						}()
						if turn == 0 {
							panic("mine")
						}
						explore.Assume(x.Load() == 1)
					}()
				}
			})
	})
	if r.Verdict != explore.Exhausted || r.Executions == 0 || r.Blocked == 0 || own == 0 || ours > 0 {
		t.Errorf("%d of its own, %d of ours: %v", own, ours, r)
	}
}
