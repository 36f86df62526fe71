// Counters and histograms of VictoriaMetrics.
//
//poolproof:module github.com/VictoriaMetrics/metrics@v1.35.1
package metrics_test

import (
	"testing"

	"github.com/VictoriaMetrics/metrics"
	"github.com/poolproof/poolproof/explore"
)

// Two threads that get a counter by name and add to it.
func TestCounter(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := metrics.NewSet()
		inc := func() { s.GetOrCreateCounter("c").Inc() }
		explore.Parallel(inc, inc)
		explore.Check(s.NewGauge("g", nil) != nil && s.GetOrCreateCounter("c").Get() == 2, "lost")
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two threads that add to a float counter.
func TestFloatCounter(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := metrics.NewSet().NewFloatCounter("c")
		explore.Parallel(func() { c.Add(0.5) }, func() { c.Add(0.25) })
		explore.Check(c.Get() == 0.75, "%v", c.Get())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
