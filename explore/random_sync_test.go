//lint:file-ignore SA2001 an empty critical section is a scenario here

package explore_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
	"pgregory.net/rapid"
)

// desk is what random programs of locks, waits and pins run on. What each thread
// saw is its log.
type desk struct {
	x    atomic.Int32
	mu   sync.Mutex
	rw   sync.RWMutex
	wg   sync.WaitGroup
	once sync.Once
	cond *sync.Cond
	bare *sync.Cond
	log  [4]string
}

// costs are the steps that each operation takes at most.
var costs = map[string]int{
	"load": 1, "add": 1, "lock": 2, "trylock": 2, "rlock": 2, "wlock": 3, "tryrlock": 2, "trywlock": 2,
	"hold": 1, "release": 1, "once": 3, "add1": 1, "done": 1, "wait": 1, "go": 2,
	"cond": 5, "signal": 3, "broadcast": 3, "barewait": 2, "baresignal": 4, "barebroadcast": 4,
	"pin": 5, "pinned": 6, "procs": 3, "count": 1, "gc": 4,
}

func (d *desk) do(t int, op string) {
	see := func(v any) { d.log[t] += fmt.Sprint(v, " ") }
	switch op {
	case "load":
		see(d.x.Load())
	case "add":
		see(d.x.Add(1))
	case "lock":
		d.mu.Lock()
		d.mu.Unlock()
	case "trylock":
		ok := d.mu.TryLock()
		see(ok)
		if ok {
			d.mu.Unlock()
		}
	case "rlock":
		d.rw.RLock()
		d.rw.RUnlock()
	case "wlock":
		d.rw.Lock()
		d.rw.Unlock()
	case "tryrlock":
		ok := d.rw.TryRLock()
		see(ok)
		if ok {
			d.rw.RUnlock()
		}
	case "trywlock":
		ok := d.rw.TryLock()
		see(ok)
		if ok {
			d.rw.Unlock()
		}
	case "hold":
		d.rw.RLock()
	case "release":
		d.rw.RUnlock()
	case "once":
		d.once.Do(func() { see("once") })
	case "add1":
		d.wg.Add(1)
	case "done":
		d.wg.Done()
	case "wait":
		d.wg.Wait()
	case "go":
		d.wg.Go(func() {})
		explore.Join()
	case "cond":
		d.mu.Lock()
		d.cond.Wait()
		d.mu.Unlock()
		see("woken")
	case "signal":
		d.cond.Signal()
	case "broadcast":
		d.cond.Broadcast()
	case "barewait":
		d.bare.Wait()
		see("woken")
	case "baresignal":
		d.bare.Signal()
	case "barebroadcast":
		d.bare.Broadcast()
	case "pin":
		see(explore.Pin())
		explore.Unpin()
	case "pinned":
		see(explore.Pin())
		see(d.x.Add(1))
		explore.Unpin()
	case "procs":
		see(explore.Procs(1 + t%2))
	case "count":
		see(explore.Procs(0))
	case "gc":
		explore.GC()
	}
}

var families = [][]string{
	{"rlock", "wlock", "tryrlock", "trywlock", "load", "add"},
	{"hold", "release", "rlock", "wlock", "tryrlock", "trywlock"},
	{"add1", "done", "wait", "go", "add1", "done", "wait", "load", "add"},
	{"go", "wait", "go", "wait"},
	{"cond", "signal", "broadcast", "lock", "trylock"},
	{"barewait", "baresignal", "barebroadcast", "barewait", "add"},
	{"once", "lock", "trylock", "load", "add"},
	{"pin", "pinned", "procs", "count", "gc", "load", "add"},
	{"rlock", "wlock", "lock", "trylock", "pinned", "once", "go", "add1", "done", "wait", "signal", "cond"},
}

// reached is what a strategy found.
type reached struct {
	classes map[string]int
	states  map[string]bool
	misuse  bool // a thread panicked
	runs    int64
	tooMany bool
}

func (r reached) String() string { return fmt.Sprint(len(r.classes), " ", r.states, r.misuse) }

func reachSync(s engine.Strategy, threads [][]string, limit int64) reached {
	o := reached{classes: map[string]int{}, states: map[string]bool{}}
	var d *desk
	explore.RunEngine(explore.EngineConfig{Strategy: s,
		Stop: func() bool { o.tooMany = o.runs >= limit; return o.tooMany },
		OnDone: func(e *engine.Engine) {
			o.runs++
			o.classes[class(e, plainly(e))]++
			kinds := ""
			for _, f := range e.Failures() {
				if f.Kind != engine.Race { // of an Add and a Wait: told by where the counter was in this execution
					kinds += f.Kind.String()
				}
				o.misuse = o.misuse || f.Kind == engine.Panicked
			}
			o.states[fmt.Sprint(d.log, kinds)] = true
		}}, atDesk(threads, &d))
	return o
}

// atDesk runs the program on a new desk each time, and puts it into d.
func atDesk(threads [][]string, d **desk) func() {
	return func() {
		x := new(desk)
		*d = x
		x.cond, x.bare = sync.NewCond(&x.mu), sync.NewCond(noLock{})
		explore.Procs(2)
		explore.Parallel(each(len(threads), func(t int) func() {
			return func() {
				for _, op := range threads[t] {
					x.do(t, op)
				}
			}
		})...)
	}
}

// TestRandomSync: laws E5, E10 and E11. On random programs of locks, waits, pins
// and atomics Optimal and the twin reach the same classes and outcomes, and
// Optimal runs each class once. Where a thread misuses a lock both say so.
func TestRandomSync(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ops := rapid.SampledFrom(families).Draw(t, "family")
		var threads [][]string
		left := 13
		for range rapid.IntRange(2, 4).Draw(t, "threads") {
			var is []string
			for range rapid.IntRange(1, 4).Draw(t, "length") {
				if op := rapid.SampledFrom(ops).Draw(t, "op"); costs[op] <= left {
					left -= costs[op]
					is = append(is, op)
				}
			}
			threads = append(threads, is)
		}
		twin := reachSync(&engine.DepthFirst{Bound: -1}, threads, 20_000)
		if twin.tooMany {
			return
		}
		best := reachSync(&engine.Optimal{}, threads, 20_000)
		if best.misuse != twin.misuse {
			t.Fatalf("misuse: %t, twin %t: %v", best.misuse, twin.misuse, threads)
		}
		if twin.misuse {
			return
		}
		for k, n := range best.classes {
			if n > 1 {
				t.Errorf("run %d times: %s", n, k)
			}
		}
		parts := map[string]int{} // E15
		inParts(t, rand.New(rand.NewPCG(1, uint64(len(best.classes)))), explore.EngineConfig{OnDone: func(e *engine.Engine) {
			parts[class(e, plainly(e))]++
		}}, atDesk(threads, new(*desk)))
		if !maps.Equal(parts, best.classes) {
			t.Errorf("in parts %d classes, the whole %d", len(parts), len(best.classes))
		}
		var missing []string
		for k := range twin.classes {
			if best.classes[k] == 0 {
				missing = append(missing, "never run: "+k)
			}
		}
		slices.Sort(missing)
		if len(missing) > 0 {
			t.Error(strings.Join(missing, "\n"))
		}
		if best.String() != twin.String() {
			t.Errorf("reached %v, twin %v", best, twin)
		}
		if t.Failed() {
			t.Fatalf("program %v", threads)
		}
	})
}
