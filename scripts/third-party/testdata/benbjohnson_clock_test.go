// A clock that tests move.
//
//poolproof:module github.com/benbjohnson/clock@v1.3.5
package clock_test

import (
	"testing"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/poolproof/poolproof/explore"
)

// A timer's function beside its Stop: does it run, or does Stop say that it stopped it? Both:
// Add lets go of the lock between finding the timer and running its function, and a Stop in
// between answers true, other than that of time.Timer.
func TestStop(t *testing.T) {
	if explore.Sampling() {
		t.Skip("both happen")
	}
	r := explore.Explore(explore.Config{}, func() {
		c := clock.NewMock()
		ran, stopped := false, false
		timer := c.AfterFunc(time.Second, func() { ran = true })
		explore.Parallel(
			func() { c.Add(2 * time.Second) },
			func() { stopped = timer.Stop() })
		explore.Settle()
		explore.Check(ran != stopped, "ran %t, stopped %t", ran, stopped)
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
