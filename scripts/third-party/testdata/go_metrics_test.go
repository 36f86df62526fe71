// Counters, gauges and samples.
//
//poolproof:module github.com/rcrowley/go-metrics@v0.0.0-20250401214520-65e299d6c5c9
package metrics_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/rcrowley/go-metrics"
)

// Two threads that register one name get one counter.
func TestRegister(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		reg := metrics.NewRegistry()
		inc := func() { metrics.GetOrRegisterCounter("c", reg).Inc(1) }
		explore.Parallel(inc, inc)
		n := metrics.GetOrRegisterCounter("c", reg).Count()
		explore.Check(n == 2, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
