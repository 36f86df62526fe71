package engine

import (
	"math/rand/v2"
	"testing"
)

// TestPCG: a seed means the same with -race and without.
func TestPCG(t *testing.T) {
	for seed := range uint64(10) {
		a, b := newPCG(seed, ^seed), rand.NewPCG(seed, ^seed)
		for i := range 100 {
			if x, y := a.Uint64(), b.Uint64(); x != y {
				t.Fatalf("number %d of seed %d is %d, and rand's %d", i, seed, x, y)
			}
		}
	}
}
