// A deque that is not made for several goroutines.
//
//poolproof:module github.com/gammazero/deque@v1.2.3
package deque_test

import (
	"testing"

	"github.com/gammazero/deque"
	"github.com/poolproof/poolproof/explore"
)

// Two threads that push race.
func TestRaces(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it races")
	}
	r := explore.Explore(explore.Config{}, func() {
		var q deque.Deque[int]
		explore.Parallel(
			func() { q.PushBack(1) },
			func() { q.PushBack(2) })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
