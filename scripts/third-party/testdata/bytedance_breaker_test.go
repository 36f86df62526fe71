// A circuit breaker that counts in buckets of time, for each P.
//
//poolproof:module github.com/bytedance/gopkg@v0.1.4
package circuitbreaker_test

import (
	"testing"

	"github.com/bytedance/gopkg/cloud/circuitbreaker"
	"github.com/poolproof/poolproof/explore"
)

// Two failures open it, whoever has them.
//
//poolproof:refused time.NewTicker
func TestTrips(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p, err := circuitbreaker.NewPanel(nil, circuitbreaker.Options{
			ShouldTrip: circuitbreaker.ThresholdTripFunc(2),
		})
		explore.Check(err == nil, "%v", err)
		explore.Parallel(func() { p.Fail("k") }, func() { p.Fail("k") })
		explore.Check(!p.IsAllowed("k"), "two failures, and it is closed")
		p.Close()
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
