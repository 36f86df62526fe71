// Counters, gauges and histograms.
//
//poolproof:module github.com/prometheus/client_golang@v1.25.0
//poolproof:weave github.com/prometheus/client_golang/prometheus github.com/prometheus/common/model
//poolproof:trust google.golang.org/protobuf/... github.com/prometheus/client_model/...
package prometheus_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// Two threads that add to a counter: nothing is lost.
func TestCounter(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := prometheus.NewCounter(prometheus.CounterOpts{Name: "c"})
		explore.Parallel(
			func() { c.Add(0.5); c.Inc() },
			func() { c.Add(0.25) })
		var m dto.Metric
		c.Write(&m)
		explore.Check(m.Counter.GetValue() == 1.75, "%v", m.Counter.GetValue())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A histogram that is read beside a writer: its count is the sum of its buckets.
func TestHistogram(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "h", Buckets: []float64{1}})
		explore.Parallel(
			func() { h.Observe(0.5) },
			func() {
				var m dto.Metric
				h.Write(&m)
				n := m.Histogram.GetSampleCount()
				explore.Check(n == m.Histogram.Bucket[0].GetCumulativeCount(), "%v", n)
				explore.Check(m.Histogram.GetSampleSum() == float64(n)*0.5, "%v", &m)
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
