// A ring that grows and is not made for several goroutines.
//
//poolproof:module github.com/eapache/queue@v1.1.0
//poolproof:weave github.com/eapache/queue
package queue_test

import (
	"testing"

	"github.com/eapache/queue"
	"github.com/poolproof/poolproof/explore"
)

// Two threads that add race.
func TestRaces(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it races")
	}
	r := explore.Explore(explore.Config{}, func() {
		x := queue.New()
		explore.Parallel(func() { x.Add(1) }, func() { x.Add(2) })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
