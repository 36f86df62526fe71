// A token bucket.
//
//poolproof:module golang.org/x/time@v0.16.0
package rate_test

import (
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"golang.org/x/time/rate"
)

// Of two tokens three threads take two.
func TestAllow(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		l := rate.NewLimiter(rate.Every(time.Second), 2)
		var got [3]bool
		do := func(i int) func() { return func() { got[i] = l.Allow() } }
		explore.Parallel(do(0), do(1), do(2))
		n := 0
		for _, g := range got {
			if g {
				n++
			}
		}
		explore.Check(n == 2, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// One gives its reservation back beside one who makes one.
func TestCancels(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		l := rate.NewLimiter(rate.Every(time.Second), 1)
		var delay time.Duration
		explore.Parallel(
			func() { l.Reserve().Cancel() },
			func() { delay = l.Reserve().Delay() })
		explore.Check(delay == 0 || delay == time.Second, "%v", delay)
		again := l.Reserve().Delay()
		explore.Check(again >= time.Second && again <= 2*time.Second, "%v after %v", again, delay)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Of three times two are done, where every second one is.
func TestSometimes(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := rate.Sometimes{Every: 2}
		n := 0
		do := func() { s.Do(func() { n++ }) }
		explore.Parallel(do, do, do)
		explore.Check(n == 2, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
