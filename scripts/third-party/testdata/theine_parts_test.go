// A counter, a flight and a lock that a cache is made of.
//
//poolproof:module github.com/Yiling-J/theine-go@v0.6.3
//poolproof:inside
package internal_test

import (
	"testing"

	"github.com/Yiling-J/theine-go/internal"
	"github.com/poolproof/poolproof/explore"
)

// Three threads add to a counter of two stripes.
func TestCounter(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		c := internal.NewUnsignedCounter()
		explore.Parallel(c.Inc, c.Inc, c.Inc)
		explore.Check(c.Value() == 3, "%d", c.Value())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two callers of one key and one of another, and records of calls that are used again: each
// gets the result of a call of its key.
func TestFlight(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		g := internal.NewGroup[int, int]()
		do := func(k int) func() {
			return func() {
				v, err, _ := g.Do(k, func() (int, error) { return k, nil })
				explore.Check(err == nil && v == k, "%d for key %d", v, k)
			}
		}
		explore.Parallel(do(1), do(1), do(2))
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A writer and two readers: no race, and no reader beside the writer.
func TestRBMutex(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		mu := internal.NewRBMutex()
		a, b := 0, 0
		explore.Parallel(
			func() { mu.Lock(); a++; b++; mu.Unlock() },
			func() { tk := mu.RLock(); explore.Check(a == b, "%d %d", a, b); mu.RUnlock(tk) },
			func() { tk := mu.RLock(); explore.Check(a == b, "%d %d", a, b); mu.RUnlock(tk) })
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
