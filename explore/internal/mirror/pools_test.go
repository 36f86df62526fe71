package mirror_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	pool "github.com/poolproof/poolproof/explore/internal/mirror/tinypool"
)

// TestTwoPoolsBegin: two pools whose first Puts meet, before anybody watches for
// collections, are registered once each (pool.P8), and a collection clears each at most
// once (pool.P7).
func TestTwoPoolsBegin(t *testing.T) {
	cleared := false
	got := explore.Explore(explore.Config{SpinCut: true}, func() {
		explore.Procs(2)
		var a, b pool.Pool[int]
		explore.Parallel(
			func() { explore.On(0); a.Put(1) },
			func() { explore.On(1); b.Put(1); b.Get(); b.Get() }, // the second misses, and looks
			explore.GC)
		explore.Settle()
		for _, p := range []*pool.Pool[int]{&a, &b} {
			broken, idle, registered := p.Inspect()
			explore.Check(broken == "" && (idle || registered == 1), "registered %d times: %s", registered, broken)
			n := p.Stats().Clearings
			cleared = cleared || n > 0
			explore.Check(n <= 1, "P7: cleared %d times after one collection", n)
		}
	})
	if got.Verdict != explore.Exhausted || !cleared {
		t.Errorf("a pool was cleared: %t, %v", cleared, got)
	}
}
