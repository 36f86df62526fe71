// A semaphore, a group and a once that may fail.
//
//poolproof:module go4.org@v0.0.0-20260112195520-a5071408f32f
//poolproof:weave go4.org/syncutil/...
package syncutil_test

import (
	"errors"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"go4.org/syncutil"
)

// Of three units two threads take two each, and one takes one: all come through.
func TestSem(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := syncutil.NewSem(3)
		n := 0
		two := func() { s.Acquire(2); n++; s.Release(2) }
		explore.Parallel(two, two, func() { s.Acquire(1); s.Release(1) })
		explore.Check(n == 2, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// The first of three calls fails: another one succeeds, and the last is not made.
func TestOnce(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var o syncutil.Once
		calls := 0
		do := func() {
			o.Do(func() error {
				if calls++; calls == 1 {
					return errors.New("first")
				}
				return nil
			})
		}
		explore.Parallel(do, do, do)
		explore.Check(calls == 2, "%d calls", calls)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// The errors of two goroutines are there after both.
func TestGroup(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var g syncutil.Group
		for range 2 {
			g.Go(func() error { return errors.New("e") })
		}
		explore.Check(g.Err() != nil && len(g.Errs()) == 2, "%v", g.Errs())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
