package pool

import (
	"runtime"
	"sync"
	"testing"
)

// However many push at once, each entry is in the registry, once (P8).
func TestNoPushIsLost(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	clearing.Lock() // nobody takes the stack away
	defer clearing.Unlock()
	old := registry.Swap(nil)
	defer func() { registry.Store(old) }()
	const goroutines, n = 4, 5000
	entries := make([]entry, goroutines*n)
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range n {
				entries[g*n+i].push()
			}
		})
	}
	wg.Wait()
	seen := map[*entry]bool{}
	for e := registry.Load(); e != nil && !seen[e]; e = e.next.Load() {
		seen[e] = true
	}
	for i := range entries {
		if !seen[&entries[i]] {
			t.Fatalf("entry %d of %d is lost", i, len(entries))
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
