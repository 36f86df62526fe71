//lint:file-ignore SA2001 an empty critical section is a scenario here

package explore_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/sync"
)

// TestSyncEdges: a happens-before edge is there where package sync promises one,
// and nowhere else (S2, S5).
func TestSyncEdges(t *testing.T) {
	const clean, racy = "", "data race"
	x := 0
	var write, read func()
	for _, c := range []struct {
		name, want string
		f          func()
	}{
		{"Unlock to Lock", clean, func() {
			var m sync.Mutex
			section := func() { m.Lock(); write(); m.Unlock() }
			explore.Parallel(section, section)
		}},
		{"Lock releases nothing", racy + "|deadlock", func() {
			var m sync.Mutex
			explore.Parallel(func() { write(); m.Lock() }, func() {
				if !m.TryLock() {
					read()
				}
			})
		}},
		{"a foreign Unlock passes on nothing of Lock's", racy + "|panic sync: unlock of unlocked mutex", func() {
			var m sync.Mutex
			explore.Parallel(func() { write(); m.Lock() }, func() { m.Unlock(); m.Lock(); read() })
		}},
		{"Unlock to TryLock", clean, func() {
			var m sync.Mutex
			m.Lock()
			explore.Parallel(func() { write(); m.Unlock() }, func() {
				if m.TryLock() {
					read()
				}
			})
		}},
		{"a failed TryLock acquires nothing", clean + "|" + racy, func() {
			var m sync.Mutex
			explore.Parallel(func() { m.Lock(); write(); m.Unlock(); m.Lock() }, func() {
				if !m.TryLock() {
					read()
				} else {
					m.Unlock()
				}
			})
		}},
		{"writer to reader, reader to writer", clean, func() {
			var m sync.RWMutex
			explore.Parallel(func() { m.Lock(); write(); m.Unlock() },
				func() { m.RLock(); read(); m.RUnlock() }, func() { m.RLock(); read(); m.RUnlock() })
		}},
		{"reader to TryLock", clean, func() {
			var m sync.RWMutex
			explore.Parallel(func() { m.RLock(); read(); m.RUnlock() }, func() {
				if m.TryLock() {
					write()
					m.Unlock()
				}
			})
		}},
		{"reader to reader", racy, func() {
			var m sync.RWMutex
			explore.Parallel(func() { m.RLock(); write(); m.RUnlock() }, func() { m.RLock(); read(); m.RUnlock() })
		}},
		{"a reader's release by another", clean, func() {
			var m sync.RWMutex
			m.RLock()
			explore.Parallel(func() { read(); m.RUnlock() }, func() { m.Lock(); write(); m.Unlock() })
		}},
		{"Once", clean, func() {
			var o sync.Once
			f := func() { o.Do(write); read() }
			explore.Parallel(f, f, f)
		}},
		{"before Once", racy, func() {
			var o sync.Once
			f := func() { write(); o.Do(func() {}) }
			explore.Parallel(f, f)
		}},
		{"Done to Wait", clean, func() {
			var wg sync.WaitGroup
			wg.Add(1)
			explore.Go(func() { write(); wg.Done() })
			wg.Wait()
			read()
		}},
		{"Go to Wait", clean, func() {
			var wg sync.WaitGroup
			wg.Go(write)
			wg.Wait()
			read()
		}},
		{"Done to Done", racy, func() {
			var wg sync.WaitGroup
			wg.Add(2)
			explore.Parallel(func() { write(); wg.Done() }, func() { wg.Done(); read() })
		}},
		{"Signal to Wait", "|deadlock", func() {
			c := sync.NewCond(noLock{})
			explore.Parallel(func() { c.Wait(); read() }, func() { write(); c.Signal() })
		}},
		{"Broadcast to Wait", "|deadlock", func() {
			c := sync.NewCond(noLock{})
			explore.Parallel(func() { c.Wait(); read() }, func() { write(); c.Broadcast() })
		}},
		{"Signal to Signal", racy, func() {
			c := sync.NewCond(noLock{})
			explore.Parallel(func() { write(); c.Signal() }, func() { c.Signal(); read() })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			write, read = func() { *explore.W(&x) = 1 }, func() { _ = *explore.R(&x) }
			if strings.Contains(c.want, racy) { // go test -race is not to report it
				write, read = func() { set(&x, 1) }, func() { get(&x) }
			}
			got := strings.Join(outcomesOf(t, func(func(string, ...any)) { c.f() }), "|")
			if got != c.want {
				t.Errorf("outcomes %q, want %q", got, c.want)
			}
		})
	}
}

// TestSyncReports: what a user is told.
func TestSyncReports(t *testing.T) {
	for _, c := range []struct {
		name, want string
		f          func()
	}{
		{"deadlock", "deadlock before step 2: thread 0 waits for those it started; " +
			"thread 1 waits in Mutex.Lock of location 1, which thread 2 changed last, in Mutex.Lock; " +
			"thread 2 waits in Mutex.Lock of location 0, which thread 1 changed last, in Mutex.Lock", func() {
			var a, b sync.Mutex
			explore.Parallel(func() { a.Lock(); b.Lock(); b.Unlock(); a.Unlock() }, func() { b.Lock(); a.Lock(); a.Unlock(); b.Unlock() })
		}},
		{"a group that never ends", "deadlock before step 1: thread 0 waits in WaitGroup.Wait of location 0, which thread 0 changed last, in WaitGroup.Add", func() {
			var wg sync.WaitGroup
			wg.Add(1)
			wg.Wait()
		}},
		{"a wait that nobody ends", "deadlock before step 3: thread 0 waits in Cond.Wait, and no Signal or Broadcast that came after it began has woken it", func() {
			var mu sync.Mutex
			mu.Lock()
			sync.NewCond(&mu).Wait()
		}},
		{"Unlock", "sync: unlock of unlocked mutex", func() { new(sync.Mutex).Unlock() }},
		{"RWMutex.Unlock", "sync: Unlock of unlocked RWMutex", func() {
			var m sync.RWMutex
			m.RLock()
			m.Unlock()
		}},
		{"RUnlock", "sync: RUnlock of unlocked RWMutex", func() { new(sync.RWMutex).RUnlock() }},
		{"RUnlock twice", "sync: RUnlock of unlocked RWMutex", func() {
			var m sync.RWMutex
			m.RLock()
			m.RUnlock()
			m.RUnlock()
		}},
		{"Add", "sync: negative WaitGroup counter", func() { new(sync.WaitGroup).Add(-2) }},
		{"Add races Wait", "WaitGroup misuse: its Add from zero and a Wait by thread 0 are unordered", func() {
			var wg sync.WaitGroup
			explore.Go(func() { wg.Add(1); wg.Done() })
			wg.Wait()
			explore.Join()
		}},
		{"a new round races the old one's Wait", "WaitGroup misuse: its Add from zero and a Wait by thread 1 are unordered", func() {
			var wg sync.WaitGroup
			wg.Add(1)
			explore.Parallel(wg.Wait, func() { wg.Done(); wg.Add(1); wg.Done() })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explore.RunEngine(explore.EngineConfig{}, c.f)
			if len(r.Failures) == 0 || !strings.Contains(r.Failures[0].String(), c.want) {
				t.Errorf("%v\nwant %s", r.Failures, c.want)
			}
		})
	}
}

// TestOnceFuncAgain: what a package keeps in a variable starts anew in every execution.
func TestOnceFuncAgain(t *testing.T) {
	n := 0
	f := sync.OnceValue(func() int { n++; return n })
	runs := 0
	r := explore.RunEngine(explore.EngineConfig{}, func() {
		runs++
		explore.Parallel(each(2, func(int) func() { return func() { explore.Check(f() == runs, "%d in execution %d", f(), runs) } })...)
	})
	if r.Complete < 2 || r.Failed > 0 || n != runs {
		t.Errorf("%d calls in %d executions: %v", n, runs, r.Failures)
	}
	if a, b := f(), f(); a != n || b != n || n != runs+1 {
		t.Errorf("%d calls after %d executions", n, runs)
	}
}

// TestSignalChooses: of two threads that both wait, a signal wakes either.
func TestSignalChooses(t *testing.T) {
	got := outcomesOf(t, func(say func(string, ...any)) {
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
			mu.Lock()
			both := waiting == 2
			mu.Unlock()
			explore.Assume(both)
			c.Signal()
		})
	})
	if want := []string{"", "a deadlock", "b deadlock"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
