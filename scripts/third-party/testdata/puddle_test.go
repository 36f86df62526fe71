// A pool of resources that are made and closed.
//
//poolproof:module github.com/jackc/puddle/v2@v2.2.3
//poolproof:weave github.com/jackc/puddle/v2/... golang.org/x/sync/...
package puddle_test

import (
	"context"
	"testing"

	"github.com/jackc/puddle/v2"
	"github.com/poolproof/poolproof/explore"
)

// Nobody gets what another one has.
func TestOwns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p, err := puddle.NewPool(&puddle.Config[*int]{
			Constructor: func(context.Context) (*int, error) { return new(int), nil },
			Destructor:  func(*int) {},
			MaxSize:     2,
		})
		explore.Check(err == nil, "%v", err)
		use := func() {
			x, err := p.TryAcquire(context.Background())
			if err != nil {
				return
			}
			*x.Value()++
			x.Release()
		}
		explore.Parallel(use, use)
		explore.Settle() // nobody waits for who gives back
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
