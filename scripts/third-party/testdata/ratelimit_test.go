// A leaky bucket on one atomic.
//
//poolproof:module go.uber.org/ratelimit@v0.3.1
//poolproof:weave go.uber.org/ratelimit github.com/benbjohnson/clock
package ratelimit_test

import (
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"go.uber.org/ratelimit"
)

// A clock that only sleeping moves.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time        { return c.now }
func (c *clock) Sleep(d time.Duration) {}

// Three takes of two threads are permitted at three times.
func TestTimes(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		l := ratelimit.New(1, ratelimit.WithClock(&clock{time.Unix(1, 0)}), ratelimit.WithoutSlack)
		var at [3]time.Time
		explore.Parallel(
			func() { at[0] = l.Take(); at[1] = l.Take() },
			func() { at[2] = l.Take() })
		explore.Check(at[0].Before(at[1]) && !at[2].Equal(at[0]) && !at[2].Equal(at[1]), "%v", at)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
