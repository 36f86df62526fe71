// A bus of events, with a lock.
//
//poolproof:module github.com/asaskevich/EventBus@v0.0.0-20200907212545-49d423059eef
package EventBus_test

import (
	"testing"

	EventBus "github.com/asaskevich/EventBus"
	"github.com/poolproof/poolproof/explore"
)

// Two publish to a subscriber who asked for one event: it gets one.
func TestOnce(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		b := EventBus.New()
		n := 0
		b.SubscribeOnce("t", func(int) { n++ })
		explore.Parallel(func() { b.Publish("t", 1) }, func() { b.Publish("t", 2) })
		explore.Check(n == 1, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two publish to a subscriber that runs beside them, one event at a time.
func TestAsync(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		b := EventBus.New()
		n := 0
		b.SubscribeAsync("t", func(int) { n++ }, true)
		explore.Parallel(func() { b.Publish("t", 1) }, func() { b.Publish("t", 2) })
		b.WaitAsync()
		explore.Check(n == 2, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
