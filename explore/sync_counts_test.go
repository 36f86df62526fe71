//lint:file-ignore SA2001 an empty critical section is a scenario here

package explore_test

import (
	"math/rand/v2"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
)

// noLock is a Locker that keeps nobody out, to count a Cond's own steps alone.
type noLock struct{}

func (noLock) Lock()   {}
func (noLock) Unlock() {}

// count is a scenario and its classes, by hand.
type count struct {
	name string
	why  string
	m    int64
	bad  int64 // executions with a failure
	f    func()
}

func (c count) check(t *testing.T) {
	t.Helper()
	r := explore.RunEngine(explore.EngineConfig{}, c.f)
	if r.Complete != c.m || r.Failed != c.bad {
		t.Errorf("%d executions, %d failed, want %d and %d: %s; %v", r.Complete, r.Failed, c.m, c.bad, c.why, r.Failures)
	}
	// E15
	if sum, n := inParts(t, rand.New(rand.NewPCG(1, 2)), explore.EngineConfig{}, c.f); sum.Complete != r.Complete || sum.Failed != r.Failed || sum.Steps != r.Steps {
		t.Errorf("in %d parts %+v, the whole %+v", n, sum, r)
	}
	seen, bad := map[string]bool{}, map[string]bool{}
	n := explore.RunEngine(explore.EngineConfig{Strategy: &engine.DepthFirst{Bound: -1}, Stop: stopAfter(60_000), OnDone: func(e *engine.Engine) {
		k := class(e, plainly(e))
		seen[k] = true
		if len(e.Failures()) > 0 {
			bad[k] = true
		}
	}}, c.f)
	if n.Complete < 60_000 && (int64(len(seen)) != c.m || int64(len(bad)) != c.bad) {
		t.Errorf("the twin has %d classes, %d of them failed, want %d and %d", len(seen), len(bad), c.m, c.bad)
	}
	if n.Complete >= 60_000 {
		t.Logf("the twin gave up")
	}
}

func stopAfter(n int) func() bool {
	return func() bool { n--; return n < 0 }
}

// rw makes one thread per letter of one RWMutex: r reads, w writes, t tries to
// write, q tries to read.
func rw(threads string) func() {
	return func() {
		var rw sync.RWMutex
		explore.Parallel(each(len(threads), func(i int) func() {
			return func() {
				switch threads[i] {
				case 'r':
					rw.RLock()
					rw.RUnlock()
				case 'w':
					rw.Lock()
					rw.Unlock()
				case 't':
					if rw.TryLock() {
						rw.Unlock()
					}
				case 'q':
					if rw.TryRLock() {
						rw.RUnlock()
					}
				}
			}
		})...)
	}
}

// TestSyncCounts: law S5 in numbers.
func TestSyncCounts(t *testing.T) {
	for _, c := range []count{
		{"mutex held, 3 tries", "failed tries are reads", 1, 0, func() {
			var m sync.Mutex
			m.Lock()
			explore.Parallel(each(3, func(int) func() { return func() { m.TryLock() } })...)
		}},
		{"3 tries", "who succeeds", 3, 0, func() {
			var m sync.Mutex
			explore.Parallel(each(3, func(int) func() { return func() { m.TryLock() } })...)
		}},
		{"lock, try", "before, meanwhile, after", 3, 0, func() {
			var m sync.Mutex
			explore.Parallel(func() { m.Lock(); m.Unlock() }, func() {
				if m.TryLock() {
					m.Unlock()
				}
			})
		}},
		{"a failed try acquires nothing", "before, in the first section: race, between, in the second: race, after", 5, 2, func() {
			var m sync.Mutex
			x := 0
			explore.Parallel(func() { m.Lock(); set(&x, 1); m.Unlock(); m.Lock(); m.Unlock() }, func() {
				if m.TryLock() {
					m.Unlock()
				} else {
					get(&x)
				}
			})
		}},
		{"rrr", "readers commute", 1, 0, rw("rrr")},
		{"w", "", 1, 0, rw("w")},
		{"wr", "before or after", 2, 0, rw("wr")},
		{"wrr", "2²", 4, 0, rw("wrr")},
		{"wrrr", "2³", 8, 0, rw("wrrr")},
		{"ww", "2!", 2, 0, rw("ww")},
		{"www", "3!", 6, 0, rw("www")},
		{"wwr", "2!·3", 6, 0, rw("wwr")},
		{"wwrr", "2!·3²", 18, 0, rw("wwrr")},
		{"rt", "before, meanwhile, after", 3, 0, rw("rt")},
		{"wq", "before, meanwhile, after", 3, 0, rw("wq")},
		{"rq", "readers commute", 1, 0, rw("rq")},
		{"rwq", "2·3: a failed TryRLock reads the writer's part alone", 6, 0, rw("rwq")},
		{"wt", "before, meanwhile, after", 3, 0, rw("wt")},
		{"read-held, 3 tries", "failed tries are reads", 1, 0, func() {
			var m sync.RWMutex
			m.RLock()
			explore.Parallel(each(3, func(int) func() { return func() { m.TryLock() } })...)
		}},
		{"write-held, 2 tries of each", "failed tries are reads", 1, 0, func() {
			var m sync.RWMutex
			m.Lock()
			explore.Parallel(each(4, func(i int) func() {
				return func() {
					if i < 2 {
						m.TryLock()
					} else {
						m.TryRLock()
					}
				}
			})...)
		}},
		{"a reader twice, a writer", "before, in between: deadlock, after", 3, 1, func() {
			var m sync.RWMutex
			explore.Parallel(func() { m.RLock(); m.RLock(); m.RUnlock(); m.RUnlock() }, func() { m.Lock(); m.Unlock() })
		}},
		{"read-unlocked by another", "the other has nothing to do first, or has", 2, 1, func() {
			var m sync.RWMutex
			explore.Parallel(func() { m.RLock() }, func() { m.RUnlock() })
		}},
		{"once, 2", "who is first", 2, 0, once(2)},
		{"once, 3", "who is first", 3, 0, once(3)},
		{"once, in itself", "", 1, 1, func() {
			var o sync.Once
			o.Do(func() { o.Do(func() {}) })
		}},
		{"Go 4, Wait", "ends commute", 1, 0, func() {
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {})
			}
			wg.Wait()
		}},
		{"Go in Go, Wait", "the first inner Go among the outer second and its inner one", 3, 0, func() {
			var wg sync.WaitGroup
			wg.Go(func() { wg.Go(func() {}) })
			wg.Go(func() { wg.Go(func() {}) })
			wg.Wait()
		}},
		{"Add 3, 3 Done, 2 Wait", "Dones commute, and so do Waits", 1, 0, func() {
			var wg sync.WaitGroup
			wg.Add(3)
			explore.Parallel(append(each(3, func(int) func() { return wg.Done }), wg.Wait, wg.Wait)...)
		}},
		{"3 times Add, Done", "Done 1 among Add 2 and Add 3, Done 2 before or after Add 3", 6, 0, func() {
			var wg sync.WaitGroup
			for range 3 {
				wg.Add(1)
				explore.Go(wg.Done)
			}
			wg.Wait()
		}},
		{"Add | Done", "one order panics", 2, 1, func() {
			var wg sync.WaitGroup
			explore.Parallel(func() { wg.Add(1) }, wg.Done)
		}},
		{"Add | Wait", "Wait before, or for ever: both race", 2, 2, func() {
			var wg sync.WaitGroup
			explore.Parallel(func() { wg.Add(1) }, wg.Wait)
		}},
		{"Add Done | Wait", "Wait before or after: both race", 2, 2, func() {
			var wg sync.WaitGroup
			explore.Parallel(func() { wg.Add(1); wg.Done() }, wg.Wait)
		}},
		{"Go | Go | Wait", "Wait after none, 2!; after one, 2; after both, 2!: all race", 6, 6, func() {
			var wg sync.WaitGroup
			explore.Parallel(func() { wg.Go(func() {}); explore.Join() }, func() { wg.Go(func() {}); explore.Join() }, wg.Wait)
		}},
		{"2 Wait, 1 Signal", "after none, a, b; after both, 2 choices", 5, 5, func() {
			c := sync.NewCond(noLock{})
			explore.Parallel(c.Wait, c.Wait, c.Signal)
		}},
		{"2 Wait, 1 Broadcast", "after none, a, b, both", 4, 3, func() {
			c := sync.NewCond(noLock{})
			explore.Parallel(c.Wait, c.Wait, c.Broadcast)
		}},
		{"Wait | 2 Signal", "lost to both; between them, 2; before both, 2: who wakes", 5, 1, func() {
			c := sync.NewCond(noLock{})
			explore.Parallel(c.Wait, c.Signal, c.Signal)
		}},
	} {
		t.Run(c.name, c.check)
	}
}

func once(n int) func() {
	return func() {
		var o sync.Once
		explore.Parallel(each(n, func(int) func() { return func() { o.Do(func() {}) } })...)
	}
}
