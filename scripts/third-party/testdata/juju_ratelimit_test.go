// A token bucket with a lock.
//
//poolproof:module github.com/juju/ratelimit@v1.0.2
package ratelimit_test

import (
	"testing"
	"time"

	"github.com/juju/ratelimit"
	"github.com/poolproof/poolproof/explore"
)

// Of two tokens three threads take two.
func TestTake(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		b := ratelimit.NewBucket(time.Hour, 2)
		var took [3]int64
		take := func(i int) func() { return func() { took[i] = b.TakeAvailable(1) } }
		explore.Parallel(take(0), take(1), take(2))
		explore.Check(took[0]+took[1]+took[2] == 2, "%v", took)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
