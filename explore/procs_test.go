package explore_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/sync"
)

// pins makes thread i pin and unpin times[i] times, one after the other.
func pins(ps int, times ...int) func() {
	return func() {
		explore.Procs(ps)
		explore.Parallel(each(len(times), func(i int) func() {
			return func() {
				for range times[i] {
					explore.Pin()
					explore.Unpin()
				}
			}
		})...)
	}
}

// TestPinCounts: law E11 in numbers: threads choose their Ps, and take turns on each.
func TestPinCounts(t *testing.T) {
	for _, c := range []count{
		{"1 P, 2 threads", "2!", 2, 0, pins(1, 1, 1)},
		{"1 P, 3 threads", "3!", 6, 0, pins(1, 1, 1, 1)},
		{"2 Ps, 1 thread", "2 choices", 2, 0, pins(2, 1)},
		{"2 Ps, 2 threads", "apart 2·1, together 2·2!", 6, 0, pins(2, 1, 1)},
		{"3 Ps, 2 threads", "apart 6·1, together 3·2!", 12, 0, pins(3, 1, 1)},
		{"2 Ps, 3 threads", "all together 2·3!, two together 6·2!", 24, 0, pins(2, 1, 1, 1)},
		{"2 Ps, one migrates", "4 ways to migrate; on each P the other meets 0, 1 or 2 pins: 2·(1+2+2+3)", 16, 0, pins(2, 2, 1)},
		{"1 P, 2 and 2 pins", "4 choose 2", 6, 0, pins(1, 2, 2)},
		{"nested", "an inner pin is no step", 2, 0, func() {
			explore.Procs(2)
			p := explore.Pin()
			explore.Check(p == explore.Pin(), "moved while pinned")
			explore.Unpin()
			explore.Unpin()
		}},
		{"shrinking", "to 1 P first, or 2 choices first", 3, 0, func() {
			explore.Procs(2)
			explore.Parallel(func() { explore.Pin(); explore.Unpin() }, func() { explore.Procs(1) })
		}},
		{"growing", "1 P first, or 3 choices", 4, 0, func() {
			explore.Procs(1)
			explore.Parallel(func() { explore.Pin(); explore.Unpin() }, func() { explore.Procs(3) })
		}},
		{"GC, 1 P, 2 threads", "3!", 6, 0, func() {
			explore.Procs(1)
			explore.Parallel(func() { explore.Pin(); explore.Unpin() }, func() { explore.Pin(); explore.Unpin() }, explore.GC)
		}},
		{"GC, 2 Ps, 2 threads", "apart 2·2², together 2·3!", 20, 0, func() {
			explore.Procs(2)
			explore.Parallel(func() { explore.Pin(); explore.Unpin() }, func() { explore.Pin(); explore.Unpin() }, explore.GC)
		}},
		{"2 GCs", "2!", 2, 0, func() { explore.Parallel(explore.GC, explore.GC) }},
		{"asking", "reads commute", 1, 0, func() {
			explore.Procs(2)
			explore.Parallel(each(3, func(int) func() { return func() { explore.Procs(0) } })...)
		}},
		{"blocked while pinned", "whoever would wait", 1, 1, func() {
			explore.Procs(1)
			var m sync.Mutex
			explore.Pin()
			m.Lock()
		}},
	} {
		t.Run(c.name, c.check)
	}
}

// TestPinOutcomes: what pinned threads can see, and what they must not do.
func TestPinOutcomes(t *testing.T) {
	var mu sync.Mutex
	var rw sync.RWMutex
	var wg sync.WaitGroup
	var o sync.Once
	pinned := func(f func()) func(func(string, ...any)) {
		return func(func(string, ...any)) {
			explore.Procs(1)
			explore.Pin()
			f()
			explore.Unpin()
		}
	}
	const while = "panic explore: blocked while pinned: "
	for _, c := range []struct {
		name string
		want string
		f    func(say func(string, ...any))
	}{
		{"threads of one P take turns", "[1 1]", func(say func(string, ...any)) {
			explore.Procs(1)
			var n atomic.Int32
			var saw [2]int32
			explore.Parallel(each(2, func(i int) func() {
				return func() { explore.Pin(); saw[i] = n.Add(1); n.Add(-1); explore.Unpin() }
			})...)
			say("%v", saw)
		}},
		{"threads of two Ps overlap", "[1 1]|[1 2]|[2 1]", func(say func(string, ...any)) {
			explore.Procs(2)
			var n atomic.Int32
			var saw [2]int32
			explore.Parallel(each(2, func(i int) func() {
				return func() { explore.Pin(); saw[i] = n.Add(1); n.Add(-1); explore.Unpin() }
			})...)
			say("%v", saw)
		}},
		{"a thread migrates", "0 0|0 1|1 0|1 1", func(say func(string, ...any)) {
			explore.Procs(2)
			a := explore.Pin()
			explore.Unpin()
			b := explore.Pin()
			explore.Unpin()
			say("%d %d", a, b)
		}},
		{"the number of Ps stays while pinned", "0 of 1|0 of 2|1 of 2", func(say func(string, ...any)) {
			explore.Procs(2)
			k, n := 0, 0
			explore.Parallel(func() {
				k = explore.Pin()
				n = explore.Procs(0)
				explore.Check(n == explore.Procs(0), "the number of Ps changed")
				explore.Unpin()
			}, func() { explore.Check(explore.Procs(1) == 2, "what was it?") })
			say("%d of %d", k, n)
		}},
		{"pins of one P are ordered", "", func(func(string, ...any)) {
			explore.Procs(2)
			var per [2]int
			explore.Parallel(each(2, func(int) func() {
				return func() { p := explore.Pin(); *explore.W(&per[p])++; explore.Unpin() }
			})...)
		}},
		{"pins of two Ps are not", "|data race", func(func(string, ...any)) {
			explore.Procs(2)
			x := 0
			explore.Parallel(each(2, func(int) func() {
				return func() { explore.Pin(); set(&x, get(&x)+1); explore.Unpin() }
			})...)
		}},
		{"a GC step is between pinned sections", "", func(func(string, ...any)) {
			explore.Procs(2)
			var per [2]int
			explore.AtGC(func() {
				for i := range per {
					*explore.W(&per[i]) = 0
				}
			})
			explore.Parallel(append(each(2, func(int) func() {
				return func() { p := explore.Pin(); *explore.W(&per[p])++; explore.Unpin() }
			}), explore.GC, explore.GC)...)
		}},
		{"a cleanup runs some time later", "0|1", func(say func(string, ...any)) {
			var x atomic.Int32
			explore.AtGC(func() { explore.Go(func() { x.Store(1) }) })
			var saw int32
			explore.Parallel(func() { explore.GC(); saw = x.Load(); explore.Join() })
			say("%d", saw)
		}},
		{"registering races collecting", "0|1", func(say func(string, ...any)) {
			var n int
			explore.Parallel(func() { explore.AtGC(func() { n++ }) }, explore.GC)
			say("%d", n)
		}},
		{"Mutex.Lock", while + "Mutex.Lock on P 0", pinned(mu.Lock)},
		{"RWMutex.Lock", while + "RWMutex.Lock on P 0", pinned(rw.Lock)},
		{"RWMutex.RLock", while + "RWMutex.RLock on P 0", pinned(rw.RLock)},
		{"WaitGroup.Wait", while + "WaitGroup.Wait on P 0", pinned(wg.Wait)},
		{"Once.Do", while + "Once.Do on P 0", pinned(func() { o.Do(func() {}) })},
		{"Join", while + "Join on P 0", pinned(explore.Join)},
		{"Gosched", while + "Gosched on P 0", pinned(explore.Gosched)},
		{"Procs", while + "Procs on P 0", pinned(func() { explore.Procs(2) })},
		{"GC", while + "GC on P 0", pinned(explore.GC)},
		{"Await", while + "await on P 0", pinned(func() {
			var x atomic.Int32
			x.Await(func(v int32) bool { return v == 0 })
		})},
		{"TryLock waits for nobody", "", pinned(func() {
			if mu.TryLock() {
				mu.Unlock()
			}
			rw.TryLock()
		})},
		{"Go waits for nobody", "", func(func(string, ...any)) {
			explore.Procs(1)
			explore.Pin()
			explore.Go(func() { explore.Pin(); explore.Unpin() })
			explore.Unpin()
			explore.Join()
		}},
		{"a lock in a GC callback", "panic explore: blocked while the world is stopped: Mutex.Lock", func(func(string, ...any)) {
			explore.AtGC(mu.Lock)
			explore.GC()
		}},
		{"no Procs", "2 Ps, on 0|2 Ps, on 1", func(saw func(string, ...any)) {
			p := explore.Pin()
			explore.Unpin()
			saw("%d Ps, on %d", explore.Procs(0), p)
		}},
		{"no Pin", "panic explore: Unpin without Pin", func(func(string, ...any)) { explore.Unpin() }},
		{"no Unpin", "panic explore: a goroutine ended while pinned to P 0", func(func(string, ...any)) {
			explore.Procs(1)
			explore.Pin()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(outcomesOf(t, c.f), "|"); got != c.want {
				t.Errorf("outcomes %q, want %q", got, c.want)
			}
		})
	}
}

// TestEveryPEveryPair: three threads and three Ps meet in all 27 ways.
func TestEveryPEveryPair(t *testing.T) {
	seen := map[string]int{}
	explore.RunEngine(explore.EngineConfig{}, func() {
		explore.Procs(3)
		var on [3]int
		explore.Parallel(each(3, func(i int) func() {
			return func() { on[i] = explore.Pin(); explore.Unpin() }
		})...)
		seen[fmt.Sprint(on)]++
	})
	// Apart 6·1, two together 18·2!, all together 3·3!.
	n := 0
	for _, k := range slices.Collect(maps.Values(seen)) {
		n += k
	}
	if len(seen) != 27 || n != 60 {
		t.Errorf("%d places in %d executions, want 27 in 60: %v", len(seen), n, seen)
	}
}

// TestPinOutside: a virtual P belongs to an exploration.
func TestPinOutside(t *testing.T) {
	for name, f := range map[string]func(){
		"Pin": func() { explore.Pin() }, "Unpin": explore.Unpin, "Procs": func() { explore.Procs(0) },
		"GC": explore.GC, "AtGC": func() { explore.AtGC(nil) },
	} {
		func() {
			defer func() {
				if r := recover(); r != "explore: "+name+" outside of an exploration" {
					t.Errorf("%s: %v", name, r)
				}
			}()
			f()
		}()
	}
}
