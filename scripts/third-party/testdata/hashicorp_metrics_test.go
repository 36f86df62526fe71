// Metrics that are kept in memory, by intervals.
//
//poolproof:module github.com/hashicorp/go-metrics@v0.7.0
//poolproof:weave github.com/hashicorp/go-metrics github.com/hashicorp/go-immutable-radix
package metrics_test

import (
	"testing"
	"time"

	"github.com/hashicorp/go-metrics"
	"github.com/poolproof/poolproof/explore"
)

// Two threads count beside one who looks: nothing is lost.
func TestCounts(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := metrics.NewInmemSink(time.Second, time.Minute)
		inc := func() { s.IncrCounter([]string{"c"}, 1) }
		explore.Parallel(inc, inc, func() { s.Data() })
		d := s.Data()
		explore.Check(len(d) == 1 && d[0].Counters["c"].Count == 2, "%v", d)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
