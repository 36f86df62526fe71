package explore_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"pgregory.net/rapid"
)

// inParts runs a search in parts: each in turn for a few executions, in an engine
// that knows nothing of the others, stopped, written, read, and sometimes divided.
func inParts(t interface{ Fatal(...any) }, rng *rand.Rand, c explore.EngineConfig, scenario func()) (sum explore.EngineResult, parts int) {
	s := engine.NewSearch()
	for len(s.Parts) > 0 {
		i := rng.IntN(len(s.Parts))
		p := s.Parts[i]
		s.Parts = slices.Delete(s.Parts, i, i+1)
		runs, most := 0, 1+rng.IntN(1<<rng.IntN(8))
		o := engine.Resume(p)
		c := c
		c.Strategy = o
		o.Halt = func() bool { runs++; return runs > most }
		r := explore.RunEngine(c, scenario)
		for _, f := range r.Failures {
			if f.Kind == engine.Nondeterminism {
				t.Fatal(f)
			}
		}
		sum.Complete += r.Complete
		sum.Blocked += r.Blocked
		sum.Steps += r.Steps
		sum.Failed += r.Failed
		text, err := json.Marshal(o.Part())
		if err != nil {
			t.Fatal(err)
		}
		p = new(engine.Part)
		if err := json.Unmarshal(text, p); err != nil {
			t.Fatal(err)
		}
		if s.Return(p) {
			s.Parts = append(s.Parts, p)
		}
		for range rng.IntN(4) {
			if len(s.Parts) > 0 {
				if q := s.Split(s.Parts[rng.IntN(len(s.Parts))]); q != nil {
					parts++
					s.Parts = append(s.Parts, q)
				}
			}
		}
		s.Forget(nil)
	}
	if len(s.Nodes) > 0 {
		t.Fatal("frames are shared after the end:", s.Nodes)
	}
	return sum, parts
}

// TestPartsOfRows: law E15, on every row the sum of the parts is the whole.
func TestPartsOfRows(t *testing.T) {
	rng, most := rand.New(rand.NewPCG(1, 1)), int64(3500)
	if quick() {
		most = 500
	}
	for _, cut := range []bool{false, true} {
		c := explore.EngineConfig{SpinCut: cut}
		check := func(name string, p program) {
			scenario := func() {
				explore.Parallel(p.build()...)
				if p.after != nil {
					p.after()
				}
			}
			whole := explore.RunEngine(c, scenario)
			for range 2 {
				sum, n := inParts(t, rng, c, scenario)
				if sum.Complete != whole.Complete || sum.Blocked != whole.Blocked || sum.Steps != whole.Steps || sum.Failed != whole.Failed {
					t.Errorf("%s, retries cut: %t, in %d parts: %+v, the whole %+v", name, cut, n, sum, whole)
				}
			}
		}
		for _, r := range rings {
			if r.m < most || cut && r.cut < most {
				check(r.String(), program{build: r.build})
			}
		}
		for _, p := range programs {
			if p.m < most {
				check(p.name, p)
			}
		}
	}
}

// TestPartsOfThreads: law E15 where threads are met late, by each part on its own.
func TestPartsOfThreads(t *testing.T) {
	scenario := func() {
		var x, y atomic.Int32
		start := func() {
			if x.Load() == 1 {
				explore.Go(func() { y.Add(1) })
			}
			explore.Join()
		}
		explore.Parallel(start, start, start, func() { x.Store(1) })
	}
	whole := explore.RunEngine(explore.EngineConfig{}, scenario)
	rng := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		if sum, n := inParts(t, rng, explore.EngineConfig{}, scenario); sum.Complete != whole.Complete || sum.Steps != whole.Steps {
			t.Fatalf("in %d parts %+v, the whole %+v", n, sum, whole)
		}
	}
}

// TestPartsOfRandomPrograms: law E15, the parts run the classes of the whole, each
// once.
func TestPartsOfRandomPrograms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spin, calls := rapid.Bool().Draw(t, "spin"), rapid.Bool().Draw(t, "calls")
		threads := drawProgram(t, 11)
		seed := rapid.Uint64().Draw(t, "seed")
		best := reach(explore.EngineConfig{SpinCut: spin, Calls: calls}, threads, 2_000)
		if best.tooMany {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		classes := map[string]int{}
		_, n := inParts(t, rng, explore.EngineConfig{SpinCut: spin, Calls: calls, OnDone: func(e *engine.Engine) {
			classes[class(e, plainly(e))]++
		}}, clientOf(threads, new(*machine)))
		if !maps.Equal(classes, best.classes) {
			t.Fatalf("in %d parts %d classes, the whole %d: %v", n, len(classes), len(best.classes), threads)
		}
	})
}

// TestEstimate: what is left is estimated, the same each time, and is something and not
// all when it is half. It logs how well.
func TestEstimate(t *testing.T) {
	for _, r := range rings {
		if r.m < 200 || quick() && r.m > 5000 {
			continue
		}
		run, half := int64(0), -1.0
		s := &engine.Optimal{}
		s.Halt = func() bool {
			left := s.Left()
			switch {
			case left < 0 || left > 1 || run == 0 && left != 1:
				t.Fatalf("%v: %v is left after %d executions", r, left, run)
			case run == r.m/2:
				half = left
			case run == r.m && left != 0:
				t.Errorf("%v: %v is left at the end", r, left)
			}
			run++
			return false
		}
		explore.RunEngine(explore.EngineConfig{Strategy: s}, thieves(r.scenario))
		if half < 0.25 || half > 0.9 {
			t.Errorf("%v: half was estimated as %.2f", r, half)
		}
		t.Logf("%v: half was estimated as %.2f", r, half)
	}
}
