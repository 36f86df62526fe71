package pin

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Between Pin and Unpin a place is one goroutine's (K1), what it did is seen by the
// next (K2: the counts are plain), and the place is in range (K3).
func TestAPlaceIsOneGoroutinesAtATime(t *testing.T) {
	n := Places()
	taken := make([]atomic.Bool, n)
	counts := make([]counter, n)
	const goroutines, rounds = 8, 20_000
	var wrong, places atomic.Int64
	calls := 0
	// Until two places were in use; on a busy machine that takes more than one go.
	for deadline := time.Now().Add(time.Minute); calls == 0 || n > 1 && places.Load() < 2; {
		if time.Now().After(deadline) {
			t.Fatalf("in a minute only %d of %d places were used: this test sees no concurrency", places.Load(), n)
		}
		var wg sync.WaitGroup
		for range goroutines {
			wg.Go(func() {
				for range rounds {
					place := Pin()
					// While pinned nothing may fault or panic (K4), so look before.
					if place < 0 || place >= n || !taken[place].CompareAndSwap(false, true) {
						wrong.Add(1)
					} else {
						if counts[place].add() == 1 {
							places.Add(1)
						}
						taken[place].Store(false)
					}
					Unpin(place)
					if place%2 == 1 {
						runtime.Gosched()
					}
				}
			})
		}
		wg.Wait()
		calls += goroutines * rounds
	}
	if wrong.Load() != 0 {
		t.Fatalf("%d times a place was out of range or taken by two (K1, K3)", wrong.Load())
	}
	sum := 0
	for i := range counts {
		sum += counts[i].n
	}
	if sum != calls {
		t.Errorf("counted %d, want %d (K2)", sum, calls)
	}
}

// counter is a plain count on cache lines of its own.
type counter struct {
	n int
	_ [120]byte
}

// add is not watched: in the first build it is the scheduler that orders the
// goroutines of a P, and the race detector does not know.
//
//go:norace
func (c *counter) add() int {
	c.n++
	return c.n
}
