package pool

import (
	"runtime"
	"sync"
	"testing"
)

// However many join at once, each core is in the registry, once (P8).
func TestNobodyWhoJoinsIsLost(t *testing.T) {
	calm(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	clearing.Lock() // no clearing takes the registry
	defer clearing.Unlock()
	const goroutines, n = 4, 5000
	cores := make([]*core[int], goroutines/2*n)
	for i := range cores {
		cores[i] = new(core[int])
	}
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range n { // two goroutines share n cores
				cores[g/2*n+i].join()
			}
		})
	}
	wg.Wait()
	times := map[*core[int]]int{}
	rotating.Lock()
	for e := registry; e != nil; e = e.following() {
		if e, ok := e.(*entryOf[int]); ok {
			times[e.core.Value()]++
		}
	}
	rotating.Unlock()
	for i, c := range cores {
		if times[c] != 1 {
			t.Fatalf("core %d of %d is in the registry %d times", i, len(cores), times[c])
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
