// A circuit breaker.
//
//poolproof:module github.com/sony/gobreaker@v1.0.0
package gobreaker_test

import (
	"errors"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/sony/gobreaker"
)

// Two failures open it, whoever has them.
func TestTrips(t *testing.T) {
	failure := errors.New("failure")
	r := explore.Explore(explore.Config{}, func() {
		b := gobreaker.NewCircuitBreaker(gobreaker.Settings{
			ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures == 2 },
		})
		fail := func() { b.Execute(func() (any, error) { return nil, failure }) }
		explore.Parallel(fail, fail)
		explore.Check(b.State() == gobreaker.StateOpen, "%v", b.State())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
