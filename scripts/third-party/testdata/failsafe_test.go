// Policies for what may fail.
//
//poolproof:module github.com/failsafe-go/failsafe-go@v0.9.8
//poolproof:weave github.com/failsafe-go/failsafe-go/...
//poolproof:trust github.com/bits-and-blooms/...
package failsafe_test

import (
	"errors"
	"testing"
	"time"

	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/ratelimiter"
	"github.com/poolproof/poolproof/explore"
)

// Two failures open a breaker, whoever has them; when it is half open, one may try.
func TestBreaker(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		b := circuitbreaker.NewBuilder[any]().WithFailureThreshold(2).WithDelay(time.Second).Build()
		fail := func() { b.RecordError(errors.New("e")) }
		explore.Parallel(fail, fail)
		explore.Check(b.IsOpen() && !b.TryAcquirePermit(), "%v", b.State())
		time.Sleep(2 * time.Second)
		var got [2]bool
		explore.Parallel(
			func() { got[0] = b.TryAcquirePermit() },
			func() { got[1] = b.TryAcquirePermit() })
		explore.Check(got[0] || got[1], "nobody may try")
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Of two permits three threads get two.
func TestLimiter(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		l := ratelimiter.NewBursty[any](2, time.Second)
		var got [3]bool
		try := func(i int) func() { return func() { got[i] = l.TryAcquirePermit() } }
		explore.Parallel(try(0), try(1), try(2))
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

// One of two is let in.
//
//poolproof:refused a send
func TestBulkhead(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		b := bulkhead.New[any](1)
		explore.Parallel(func() { b.TryAcquirePermit() }, func() { b.TryAcquirePermit() })
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
