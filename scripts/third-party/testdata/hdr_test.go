// A histogram that is not made for several goroutines.
//
//poolproof:module github.com/HdrHistogram/hdrhistogram-go@v1.4.0
//poolproof:weave github.com/HdrHistogram/hdrhistogram-go
package hdrhistogram_test

import (
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/poolproof/poolproof/explore"
)

// A reader and a writer race.
func TestRaces(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it races")
	}
	r := explore.Explore(explore.Config{}, func() {
		x := hdrhistogram.New(1, 100, 1)
		explore.Parallel(func() { x.RecordValue(1) }, func() { x.ValueAtQuantile(50) })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
