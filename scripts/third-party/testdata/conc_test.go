// Structured concurrency.
//
//poolproof:module github.com/sourcegraph/conc@v0.3.0
package conc_test

import (
	"sync/atomic"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/iter"
)

// A panic of one of two goroutines comes out of Wait, after both.
func TestPanics(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var g conc.WaitGroup
		var n atomic.Int32
		g.Go(func() { n.Add(1); panic("mine") })
		g.Go(func() { n.Add(1) })
		p := g.WaitAndRecover()
		explore.Check(p != nil && p.Value == "mine" && n.Load() == 2, "%v, %d", p, n.Load())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two goroutines share three elements.
func TestMap(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		m := iter.Mapper[int, int]{MaxGoroutines: 2}
		got := m.Map([]int{1, 2, 3}, func(x *int) int { return *x * 2 })
		explore.Check(got[0] == 2 && got[1] == 4 && got[2] == 6, "%v", got)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
