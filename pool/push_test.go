package pool

import (
	"runtime"
	"sync"
	"testing"
)

// However many join at once, each pool is in the registry, once (P8).
func TestNobodyWhoJoinsIsLost(t *testing.T) {
	calm(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	clearing.Lock() // no clearing takes the registry
	defer clearing.Unlock()
	const goroutines, n = 4, 5000
	pools := make([]Pool[int], goroutines/2*n)
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range n { // two goroutines share n pools
				pools[g/2*n+i].join()
			}
		})
	}
	wg.Wait()
	times := map[*tie[int]]int{}
	rotating.Lock()
	for _, e := range listFor[int]().entries {
		times[e.tie.Value()]++
	}
	rotating.Unlock()
	for i := range pools {
		if n := times[pools[i].tie]; n != 1 {
			t.Fatalf("pool %d of %d is in the registry %d times", i, len(pools), n)
		}
	}
}

func TestPrefillOfNothing(t *testing.T) {
	p := Pool[int]{New: func() int { return 1 }}
	p.Prefill(0)
	if x, ok := p.GetLocal(); ok {
		t.Errorf("Prefill(0) put %d", x)
	}
}
