//lint:file-ignore SA2001 an empty critical section is a scenario here

package explore_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
)

// outcomesOf explores f with Optimal and with the twin, and returns what it said
// in all executions, sorted; the two must agree.
func outcomesOf(t *testing.T, f func(say func(string, ...any))) []string {
	t.Helper()
	var all [2][]string
	for i, s := range []engine.Strategy{&engine.Optimal{}, &engine.DepthFirst{Bound: -1}} {
		said := map[string]bool{}
		line := ""
		explore.RunEngine(explore.EngineConfig{Strategy: s, OnDone: func(e *engine.Engine) {
			for _, f := range e.Failures() {
				line += " " + f.Kind.String()
				if f.Kind == engine.Panicked {
					line += fmt.Sprint(" ", f.Value)
				}
			}
			said[strings.TrimSpace(line)] = true
			line = ""
		}}, func() {
			line = ""
			f(func(format string, args ...any) { line += fmt.Sprintf(format, args...) })
		})
		all[i] = slices.Sorted(maps.Keys(said))
	}
	if !slices.Equal(all[0], all[1]) {
		t.Errorf("Optimal said %q, its twin %q", all[0], all[1])
	}
	return all[0]
}

// TestSync: laws S1 to S3, the outcomes of small programs, all of them.
func TestSync(t *testing.T) {
	for _, c := range []struct {
		name string
		want string // joined by |
		f    func(say func(string, ...any))
	}{
		{"a try fails while the lock is held", "held|taken", func(say func(string, ...any)) {
			var mu sync.Mutex
			explore.Parallel(func() { mu.Lock(); mu.Unlock() }, func() {
				if mu.TryLock() {
					say("taken")
					mu.Unlock()
				} else {
					say("held")
				}
			})
		}},
		{"readers share", "1 1|1 2|2 1", func(say func(string, ...any)) {
			var rw sync.RWMutex
			var n atomic.Int32
			var seen [2]int32
			explore.Parallel(each(2, func(i int) func() {
				return func() { rw.RLock(); seen[i] = n.Add(1); n.Add(-1); rw.RUnlock() }
			})...)
			say("%d %d", seen[0], seen[1])
		}},
		{"a writer is alone", "", func(say func(string, ...any)) {
			var rw sync.RWMutex
			x := 0
			explore.Parallel(
				func() { rw.Lock(); *explore.W(&x) = 1; rw.Unlock() },
				func() { rw.RLock(); _ = *explore.R(&x); rw.RUnlock() },
				func() { rw.Lock(); *explore.W(&x) = 2; rw.Unlock() })
		}},
		{"readers do not synchronise", "data race", func(say func(string, ...any)) {
			var rw sync.RWMutex
			x := 0
			explore.Parallel(
				func() { rw.RLock(); set(&x, 1); rw.RUnlock() },
				func() {
					if rw.TryRLock() {
						rw.RUnlock()
						get(&x)
					}
				})
		}},
		{"a waiting writer keeps readers out", "deadlock|read", func(say func(string, ...any)) {
			var rw sync.RWMutex
			explore.Parallel(
				func() { rw.RLock(); rw.RLock(); say("read"); rw.RUnlock(); rw.RUnlock() },
				func() { rw.Lock(); rw.Unlock() })
		}},
		{"try to lock for writing and reading", "|w", func(say func(string, ...any)) {
			var rw sync.RWMutex
			explore.Parallel(func() {
				rw.RLock()
				rw.RUnlock()
				if rw.TryLock() {
					say("w")
					rw.Unlock()
				}
			}, func() {
				if rw.TryRLock() {
					rw.RUnlock()
				}
			})
		}},
		{"unlock of an unlocked RWMutex", "panic sync: Unlock of unlocked RWMutex", func(say func(string, ...any)) {
			var rw sync.RWMutex
			rw.Unlock()
		}},
		{"once", "1 1", func(say func(string, ...any)) {
			var o sync.Once
			var n int
			explore.Parallel(each(2, func(int) func() {
				return func() { o.Do(func() { *explore.W(&n)++ }); _ = *explore.R(&n) }
			})...)
			say("%d %d", n, n)
		}},
		{"once panics for all", "bad bad", func(say func(string, ...any)) {
			f := sync.OnceValue(func() int { panic("bad") })
			var got [2]any
			explore.Parallel(each(2, func(i int) func() {
				return func() {
					defer func() { got[i] = recover() }()
					f()
				}
			})...)
			say("%v %v", got[0], got[1])
		}},
		{"wait group", "3", func(say func(string, ...any)) {
			var wg sync.WaitGroup
			var n atomic.Int32
			x := 0
			wg.Add(1)
			explore.Go(func() { n.Add(1); *explore.W(&x) = 1; wg.Done() })
			wg.Go(func() { n.Add(2) })
			wg.Wait()
			say("%d", n.Load()+int32(*explore.R(&x))-1)
		}},
		{"negative wait group", "panic sync: negative WaitGroup counter", func(say func(string, ...any)) {
			var wg sync.WaitGroup
			wg.Done()
		}},
		{"a signal with nobody waiting is lost", "deadlock|woken", func(say func(string, ...any)) {
			var mu sync.Mutex
			c := sync.NewCond(&mu)
			explore.Parallel(func() { mu.Lock(); c.Wait(); mu.Unlock(); say("woken") }, func() { c.Signal() })
		}},
		{"a broadcast wakes all", "ab|ba", func(say func(string, ...any)) {
			var mu sync.Mutex
			c := sync.NewCond(&mu)
			waiting := 0
			wait := func(name string) func() {
				return func() {
					mu.Lock()
					waiting++
					c.Wait()
					say(name)
					mu.Unlock()
				}
			}
			explore.Parallel(wait("a"), wait("b"), func() {
				for all := false; !all; {
					mu.Lock()
					all = waiting == 2
					if all {
						c.Broadcast()
					}
					mu.Unlock()
					explore.Assume(all)
				}
			})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(outcomesOf(t, c.f), "|")
			if c.name == "a broadcast wakes all" { // or the assumption fails first
				got = strings.TrimPrefix(got, "|")
			}
			if got != c.want {
				t.Errorf("outcomes %q, want %q", got, c.want)
			}
		})
	}
}

// TestSignalWakesAny: one signal, two waiters: either may go on, never both.
func TestSignalWakesAny(t *testing.T) {
	got := outcomesOf(t, func(say func(string, ...any)) {
		var mu sync.Mutex
		c := sync.NewCond(&mu)
		wait := func(name string) func() {
			return func() { mu.Lock(); c.Wait(); say(name); mu.Unlock() }
		}
		explore.Parallel(wait("a"), wait("b"), func() { c.Signal() })
	})
	if want := []string{"a deadlock", "b deadlock", "deadlock"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
