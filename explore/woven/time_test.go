package woven_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/woven"
)

// TestTime: law E17. Time stands still but for who sleeps, and for who comes after it;
// a timer's function comes after its time. What saw it is bounded.
func TestTime(t *testing.T) {
	now, since, until, sleep := woven.Now(time.Now), woven.Since(time.Since), woven.Until(time.Until), woven.Sleep
	outside := now()
	if since(outside) < 0 || until(outside) > 0 || time.Since(outside) > time.Hour {
		t.Error("outside of an exploration the clock is not the world's")
	}
	met := map[string]int{}
	r := explore.Explore(explore.Config{}, func() {
		start := now()
		explore.Check(since(outside) > 0, "the execution begins before what the process saw before")
		var slept atomic.Bool
		var fired time.Duration
		woven.AfterFunc(time.AfterFunc)(time.Hour, func() { fired = since(start) })
		explore.Parallel(
			func() {
				sleep(time.Sleep)(time.Second)
				sleep(time.Sleep)(-time.Second)
				explore.Check(since(start) == time.Second, "it slept for a second, and finds %v", since(start))
				slept.Store(true)
			},
			func() {
				if slept.Load() {
					met["after"]++
					sleep(time.Sleep)(time.Minute)
					explore.Check(since(start) == 61*time.Second, "a minute after a second is %v", since(start))
				} else {
					met["before"]++
					explore.Check(now() == start, "it is %v later without sleeping", since(start))
				}
			})
		explore.Settle()
		explore.Check(fired == time.Hour, "the timer fired after %v", fired)
		explore.Check(until(start) == -time.Hour, "who comes after all finds %v", until(start))
	})
	if r.Verdict != explore.Bounded || !strings.Contains(r.Bounds, "a clock that stands still but for sleeping") {
		t.Error(r)
	}
	if met["after"] == 0 || met["before"] == 0 {
		t.Error("one of the orders was never met", met)
	}
}

// TestBoundedInParts: a search that is kept in a file or shared is bounded, too, by what its
// executions asked for.
func TestBoundedInParts(t *testing.T) {
	for name, c := range map[string]explore.Config{
		"file":      {Checkpoint: filepath.Join(t.TempDir(), "search")},
		"processes": {Workers: 2, Worker: []string{os.Args[0], "-test.run=^TestBoundedInParts$/^processes$"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := explore.Explore(c, func() {
				var x atomic.Int32
				draw := func() {
					if x.Add(1) == 2 {
						woven.Now(time.Now)()
						woven.Random(rand.Uint64)()
					}
				}
				explore.Parallel(draw, draw)
			})
			if want := "optimal, a clock that stands still but for sleeping, one sequence of random numbers"; r.Verdict != explore.Bounded || r.Bounds != want {
				t.Error(r)
			}
		})
	}
}

// TestTimeout: a loop that waits and sleeps is over when its time is, and is not taken for
// one that does the same again; one that does not sleep waits for what another thread does.
func TestTimeout(t *testing.T) {
	for _, sleeps := range []bool{false, true} {
		done, late := 0, 0
		r := explore.Explore(explore.Config{}, func() {
			var ready atomic.Bool
			explore.Parallel(
				func() { ready.Store(true) },
				func() {
					start, loop := woven.Now(time.Now)(), woven.Loop()
					for !ready.Load() {
						if loop != nil {
							loop.Again()
						}
						if woven.Since(time.Since)(start) > 3*time.Second {
							late++
							return
						}
						if sleeps {
							woven.Sleep(time.Sleep)(time.Second)
						}
					}
					done++
				})
		})
		if r.Verdict != explore.Bounded || done == 0 || late > 0 != sleeps {
			t.Errorf("sleeping %t, it saw what it waited for %d times, and was late %d times: %v", sleeps, done, late, r)
		}
	}
}

// TestWaitsForTime: law E17. A loop that does nothing but wait for the time ends, also one
// that counts its turns, and under every strategy; one that does not ask for it takes none.
func TestWaitsForTime(t *testing.T) {
	now, since := woven.Now(time.Now), woven.Since(time.Since)
	for name, strategy := range map[string]explore.Strategy{"optimal": explore.Optimal(), "random": explore.PCT(1, 3, 2)} {
		t.Run(name, func(t *testing.T) {
			r := explore.Explore(explore.Config{Strategy: strategy}, func() {
				var x atomic.Int32
				wait := func(counts bool) func() {
					return func() {
						x.Add(1)
						start, turns := now(), 0
						for at, loop := start, woven.Loop(); at.Sub(start) < 2*time.Hour; at = now() {
							if turns++; loop != nil && counts {
								loop.Again(at, turns)
							} else if loop != nil {
								loop.Again(at)
							}
						}
						explore.Check(since(start) >= 2*time.Hour, "after %v", since(start))
						x.Add(1)
					}
				}
				explore.Parallel(wait(true), wait(false))
				explore.Check(x.Load() == 4, "%d", x.Load())
				start := now()
				for turns, loop := 0, woven.Loop(); turns < 1000; turns++ {
					if loop != nil {
						loop.Again(turns)
					}
				}
				explore.Check(since(start) == 0, "turns took %v", since(start))
			})
			if err := r.Err(); err != nil || r.Blocked > 0 {
				t.Error(r)
			}
		})
	}
}

// TestNobodyLeft: a loop that waits for others, or until it is late, is no livelock if nobody
// is left to do anything: it would be late.
func TestNobodyLeft(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var ready, other atomic.Bool
		explore.Parallel(
			func() { other.Store(true) },
			func() {
				start, loop := woven.Now(time.Now)(), woven.Loop()
				for !ready.Load() && woven.Since(time.Since)(start) < time.Second {
					if loop != nil {
						loop.Again()
					}
				}
			})
	})
	if r.Verdict == explore.Violated || r.Blocked == 0 {
		t.Error(r)
	}
}
