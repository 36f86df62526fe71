// Goroutines that end together.
//
//poolproof:module golang.org/x/sync@v0.24.0
package errgroup_test

import (
	"errors"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"golang.org/x/sync/errgroup"
)

// Wait returns after all, with the error of one that failed.
func TestWait(t *testing.T) {
	a, b := errors.New("a"), errors.New("b")
	r := explore.Explore(explore.Config{}, func() {
		var g errgroup.Group
		done := [3]bool{}
		g.Go(func() error { done[0] = true; return a })
		g.Go(func() error { done[1] = true; return b })
		g.Go(func() error { done[2] = true; return nil })
		err := g.Wait()
		explore.Check(done == [3]bool{true, true, true} && (err == a || err == b), "%v, %v", done, err)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
