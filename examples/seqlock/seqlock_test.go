package seqlock

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// read lets a writer and two readers meet. A reader waits for the writer, and to try
// again is to have begun later: so retries are cut.
func read(blind bool) explore.Report {
	return explore.Explore(explore.Config{SpinCut: true}, func() {
		p := &Pair{Blind: blind}
		reader := func() {
			a, b := p.Load()
			explore.Check(a == b, "read %d and %d", a, b)
		}
		explore.Parallel(func() { p.Store(1, 1); p.Store(2, 2) }, reader, reader)
	})
}

func TestPair(t *testing.T) {
	r := read(false)
	if r.Verdict != explore.Exhausted && !(r.Real && r.Verdict == explore.Sampled) {
		t.Error(r)
	}
	t.Log(r)
}

func TestBlind(t *testing.T) {
	r := read(true)
	if r.Verdict != explore.Violated && !r.Real {
		t.Error(r)
	}
	t.Log(r)
}
