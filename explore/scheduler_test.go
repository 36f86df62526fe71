package explore_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	std "sync"
	stdatomic "sync/atomic"
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"pgregory.net/rapid"
)

// explored returns all outcomes of a program that takes the way to run threads side
// by side, sorted, and how many executions there were.
func explored(run func(parallel func(...func())) string) (outcomes string, executions int64) {
	seen := map[string]bool{}
	last := ""
	r := explore.RunEngine(explore.EngineConfig{SpinCut: true, OnDone: func(e *engine.Engine) {
		for _, f := range e.Failures() {
			seen[f.String()] = true
		}
		if !e.WasCut() {
			seen[last] = true
		}
	}}, func() { last = run(explore.Parallel) })
	return strings.Join(slices.Sorted(maps.Keys(seen)), " "), r.Complete
}

// crew is goroutines of the real scheduler that wait, awake, for something to do:
// started anew for each round they would hardly ever meet.
type crew struct {
	work  []func()
	round stdatomic.Int32
	busy  stdatomic.Int32
	wg    std.WaitGroup
}

// patience counts the turns of a loop that waits, and lets others run now and then.
type patience int

func (p *patience) wait() {
	if *p++; *p%200 == 0 {
		runtime.Gosched()
	}
}

func newCrew(n int) *crew {
	c := &crew{work: make([]func(), n)}
	for i := range n {
		c.wg.Go(func() {
			for round := int32(1); ; round++ {
				for p := patience(0); c.round.Load() < round; p.wait() {
				}
				if c.work[i] == nil {
					return
				}
				for range rand.IntN(3) * rand.IntN(60) { // not always in step
					c.round.Load()
				}
				c.work[i]()
				c.busy.Add(-1)
			}
		})
	}
	return c
}

// parallel runs functions, as many as there are goroutines in the crew.
func (c *crew) parallel(fs ...func()) {
	copy(c.work, fs)
	c.busy.Store(int32(len(fs)))
	c.round.Add(1)
	for p := patience(0); c.busy.Load() > 0; p.wait() {
	}
}

func (c *crew) stop() {
	clear(c.work)
	c.round.Add(1)
	c.wg.Wait()
}

// scheduled returns how often a program had each outcome on the real scheduler. On a
// busy machine, where goroutines that wait awake are slow, it is content with less.
func scheduled(run func(parallel func(...func())) string, rounds int) map[string]int {
	seen := map[string]int{}
	var c *crew
	begin := time.Now()
	for i := range rounds {
		if i >= 50 && time.Since(begin) > 200*time.Millisecond {
			break
		}
		seen[run(func(fs ...func()) {
			if c == nil {
				c = newCrew(len(fs))
			}
			c.parallel(fs...)
		})]++
	}
	c.stop()
	return seen
}

func rounds() int {
	if testing.Short() {
		return 300
	}
	return 3000
}

// TestSchedulerIsExplored: what the real scheduler produces is a subset of what was
// explored. Outside of an exploration the same code runs on std's atomics and
// locks.
func TestSchedulerIsExplored(t *testing.T) {
	all := slices.Clone(structureTests)
	for _, l := range litmusTests {
		all = append(all, structureTest{l.name, l.run, l.outcomes})
	}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			known := strings.Split(s.outcomes, " ")
			seen := scheduled(s.run, rounds())
			for o, n := range seen {
				if !slices.Contains(known, o) {
					t.Errorf("the real scheduler produced %s, %d times", o, n)
				}
			}
			t.Logf("%d of %d outcomes seen: %v", len(seen), len(known), seen)
		})
	}
}

// real drops from a random program what has no meaning outside of an exploration
// (choices, joins), may wait for ever there (awaits, locks inside locks), and races.
func real(is []instruction, locked bool) (kept []instruction) {
	for _, i := range is {
		switch i.op {
		case "choose", "await", "go", "plain read", "plain write":
			continue
		case "lock", "rlock", "wlock":
			if locked {
				continue
			}
			i.body = real(i.body, true)
		default:
			i.body = real(i.body, locked || i.op == "try" || i.op == "tryr")
			if i.op == "spincas" { // with SpinCut it waits: a CAS that is not begun again
				i.op = "cas"
			}
		}
		kept = append(kept, i)
	}
	return kept
}

// TestSchedulerIsExploredAtRandom: the same of random programs.
func TestSchedulerIsExploredAtRandom(t *testing.T) {
	programs, outcomes, met := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		if programs >= 30 { // each is run many times
			return
		}
		programs++
		var threads [][]instruction
		for _, is := range drawProgram(t, 9) {
			threads = append(threads, real(is, false))
		}
		run := func(parallel func(...func())) string {
			m := new(machine)
			parallel(each(len(threads), func(i int) func() {
				return func() { m.run(&m.log[i], threads[i]) }
			})...)
			s := ""
			for i := range m.log {
				s += m.log[i].String()
			}
			return strings.ReplaceAll(fmt.Sprint(s, m.vars[0].Load(), m.vars[1].Load()), " ", ",")
		}
		set, executions := explored(run)
		known := strings.Split(set, " ")
		seen := scheduled(run, rounds()/5)
		for o := range seen {
			if !slices.Contains(known, o) {
				t.Fatalf("the real scheduler produced %s, none of the %d outcomes of %d executions of\n%v", o, len(known), executions, threads)
			}
		}
		outcomes += len(known)
		met += len(seen)
	})
	t.Logf("%d programs: %d of %d outcomes seen", programs, met, outcomes)
	if met < programs {
		t.Error("too few outcomes seen")
	}
}
