package explore_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
	"pgregory.net/rapid"
)

// fuel is how many iterations a thread makes; then it is assumed away.
const fuel = 4

// waiter is one thread of a random program with loops that wait. Its registers are what
// it keeps.
type waiter struct {
	m     *waiters
	tells bool // its loops tell what they keep
	marks bool // and those that do nothing are marked
	regs  [2]int32
	own   int32    // plain, and nobody else's
	mine  [2]int32 // the same, and no register
	fuel  int
}

// waiters is what such a program shares.
type waiters struct {
	vars [2]atomic.Int32
	ours [2]int32 // plain, for who holds mu
	mu   sync.Mutex
	rw   sync.RWMutex
	all  [3]waiter
	dry  bool // somebody had no fuel any more
}

// run runs a program, of threads that are like one.
func (m *waiters) run(threads [][]instruction, like waiter) {
	var fs []func()
	for i, is := range threads {
		w := &m.all[i]
		*w = like
		w.m = m
		fs = append(fs, func() { w.run(is) })
	}
	explore.Parallel(fs...)
}

func (t *waiter) loop(more func() bool, body []instruction) {
	l := engine.Current().NewLoop()
	for more() {
		if t.marks && len(body) == 0 {
			explore.Retry()
		}
		if t.tells {
			l.Again(t.regs[0], t.regs[1])
		}
		if t.fuel == 0 {
			tell(&t.m.dry)
		}
		explore.Assume(t.fuel > 0)
		t.fuel--
		t.run(body)
	}
}

func (t *waiter) run(is []instruction) {
	for _, i := range is {
		v, r := &t.m.vars[i.x], &t.regs[i.a&1]
		switch i.op {
		case "load":
			*r = v.Load()
		case "store":
			v.Store(i.b)
		case "swap":
			*r = v.Swap(i.b)
		case "or":
			v.Or(i.b)
		case "cas":
			v.CompareAndSwap(i.a, i.b)
		case "casreg":
			v.CompareAndSwap(*r, i.b)
		case "count":
			*r = (*r + 1) % 3
		case "mark":
			*explore.W(&t.own)++
		case "put":
			overwrite(&t.mine[i.x], i.b)
		case "tally":
			overwrite(&t.mine[i.x], t.mine[i.x]+1)
		case "putboth":
			overwrite(&t.mine, [2]int32{i.a, i.b})
		case "twice":
			overwrite(&t.mine[i.x], i.a)
			overwrite(&t.mine[i.x], i.b)
		case "fetch":
			*r = t.mine[i.x]
		case "give":
			t.m.mu.Lock()
			overwrite(&t.m.ours[i.x], i.b)
			t.m.mu.Unlock()
		case "find":
			t.m.mu.Lock()
			*r = *explore.R(&t.m.ours[i.x])
			t.m.mu.Unlock()
		case "choose":
			*r = int32(explore.Choose(2))
		case "lock":
			t.m.mu.Lock()
			*r = v.Load()
			t.m.mu.Unlock()
		case "try":
			if t.m.mu.TryLock() {
				*r = 2
				t.m.mu.Unlock()
			}
		case "under": // a lock is held
			t.m.mu.Lock()
			t.run(i.body)
			t.m.mu.Unlock()
		case "gap": // and is not for a moment
			t.m.mu.Unlock()
			t.m.mu.Lock()
		case "read":
			t.m.rw.RLock()
			*r = v.Load()
			t.m.rw.RUnlock()
		case "write":
			t.m.rw.Lock()
			v.CompareAndSwap(*r, i.b)
			t.m.rw.Unlock()
		case "go":
			kid := &waiter{m: t.m, tells: t.tells, marks: t.marks, fuel: t.fuel}
			explore.Go(func() { kid.run(i.body) })
			explore.Join()
		case "while": // a condition on what is shared
			t.loop(func() bool { return v.Load() != i.b }, i.body)
		case "poll": // with nothing to do
			t.loop(func() bool { return v.Load() != i.b }, nil)
		case "until": // a condition on what is kept
			t.loop(func() bool { return *r != i.b }, i.body)
		}
	}
}

// overwrite is *woven.W(p) = v.
func overwrite[T any](p *T, v T) {
	engine.Current().Overwrite(unsafe.Pointer(p), unsafe.Sizeof(v))
	*p = v
}

func drawWaiting(t *rapid.T, depth int) []instruction {
	ops := []string{"load", "load", "store", "store", "swap", "or", "cas", "casreg", "count", "mark", "choose", "lock", "try", "read", "write",
		"put", "tally", "putboth", "twice", "fetch", "give", "find"}
	if depth > 0 {
		ops = append(ops, "while", "while", "poll", "poll", "until", "until", "until", "go", "under", "under")
	}
	return drawSome(t, ops, depth)
}

func drawSome(t *rapid.T, ops []string, depth int) []instruction {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) instruction {
		i := instruction{
			op: rapid.SampledFrom(ops).Draw(t, "op"),
			x:  rapid.IntRange(0, 1).Draw(t, "x"),
			a:  rapid.Int32Range(0, 1).Draw(t, "a"),
			b:  rapid.Int32Range(0, 1).Draw(t, "b"),
		}
		switch held := slices.Contains(ops, "gap"); {
		case i.op == "under", held && (i.op == "while" || i.op == "until"):
			i.body = drawSome(t, []string{"load", "load", "casreg", "count", "gap", "gap", "until", "while"}[:8-2*min(1, 2-depth)], depth-1)
		case i.op == "while", i.op == "until", i.op == "go":
			i.body = drawWaiting(t, depth-1)
		}
		return i
	}), 1, 4-depth/2).Draw(t, "body")
}

// ends runs a program and returns the states in which it ends, and how many executions
// ended otherwise.
func ends(c explore.EngineConfig, threads [][]instruction, tells bool) (states map[string]bool, r explore.EngineResult) {
	states = map[string]bool{}
	var m *waiters
	c.OnDone = func(e *engine.Engine) {
		if !e.WasCut() {
			var b strings.Builder
			fmt.Fprint(&b, m.vars[0].Load(), m.vars[1].Load(), m.ours)
			for i := range threads {
				fmt.Fprint(&b, " ", m.all[i].regs, m.all[i].own, m.all[i].mine)
			}
			states[b.String()] = true
		}
	}
	runs := 0
	c.Stop = func() bool { runs++; return runs > 30_000 }
	r = explore.RunEngine(c, func() {
		m = new(waiters)
		m.run(threads, waiter{tells: tells, fuel: fuel})
	})
	if runs > 30_000 {
		return nil, r
	}
	return states, r
}

// TestLoopsThatTell: programs whose loops are left after an idle iteration end in the
// same states as those whose loops never are (E16).
func TestLoopsThatTell(t *testing.T) {
	programs, cut, more, under, tried := 0, 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var threads [][]instruction
		for range rapid.IntRange(2, 3).Draw(t, "threads") {
			threads = append(threads, drawWaiting(t, 2))
		}
		threads[0] = append(threads[0], instruction{op: "store", b: 1}) // what others may wait for
		threads[1] = append(threads[1], instruction{op: "store", x: 1, b: 1})
		plain, p := ends(explore.EngineConfig{}, threads, false)
		if plain == nil {
			return
		}
		programs++
		if p.Failures != nil {
			t.Fatal(p.Failures)
		}
		for _, spinCut := range []bool{false, true} {
			got, r := ends(explore.EngineConfig{SpinCut: spinCut}, threads, true)
			if r.Blocked > 0 && r.Complete > 0 && r.Steps < p.Steps {
				cut++
			}
			if len(plain) > 3 {
				more++
			}
			if len(engine.Told(r.Bounds)) > 0 { // some may be missing
				tried++
				for state := range got {
					if !plain[state] {
						t.Fatalf("%v\ncut: %t\nplain  %v\nloops  %v", threads, spinCut, slices.Sorted(maps.Keys(plain)), state)
					}
				}
				continue
			}
			if slices.Contains(r.Bounds, "a loop is left that waits under a lock") {
				under++
			}
			if r.Failures != nil && r.Failures[0].Kind != engine.Livelock {
				t.Fatal(r.Bounds, r.Failures)
			}
			if !maps.Equal(plain, got) {
				t.Fatalf("%v\ncut: %t\nplain  %v\nloops  %v", threads, spinCut, slices.Sorted(maps.Keys(plain)), slices.Sorted(maps.Keys(got)))
			}
		}
	})
	t.Log(programs, "programs,", cut, "with less to run,", more, "with many ends,", under, "with a lock,", tried, "with one that is tried")
	if programs >= 50 && (cut < programs/10 || more < programs/10 || under == 0) {
		t.Error("the programs do not wait")
	}
}

// TestLoopsThatNeverEnd: with SpinCut and without, with marks as weave makes them and
// without, the same programs have a livelock.
func TestLoopsThatNeverEnd(t *testing.T) {
	live, never := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var threads [][]instruction
		for range rapid.IntRange(1, 3).Draw(t, "threads") {
			threads = append(threads, drawWaiting(t, 1))
		}
		var first bool
		for i, c := range []struct{ marks, spinCut bool }{{false, false}, {false, true}, {true, true}} {
			found, all := livelocks(c.spinCut, c.marks, threads)
			switch {
			case !all && !found:
				return
			case i == 0:
				first = found
			case found != first:
				t.Fatalf("%v\nmarks %t, cut %t: livelock %t, and before %t", threads, c.marks, c.spinCut, found, first)
			}
		}
		if first {
			live++
		} else {
			never++
		}
	})
	t.Log(live, "programs with a livelock,", never, "without")
}

// livelocks reports whether an execution of a program is a livelock, and whether all were run.
func livelocks(spinCut, marks bool, threads [][]instruction) (found, all bool) {
	runs, dry := 0, false
	var m *waiters
	r := explore.RunEngine(explore.EngineConfig{
		SpinCut: spinCut,
		OnDone: func(e *engine.Engine) {
			dry = dry || m.dry
			for _, f := range e.Failures() {
				found = found || f.Kind == engine.Livelock
			}
		},
		Stop: func() bool { runs++; return found || dry || runs > 10_000 },
	}, func() {
		m = new(waiters)
		m.run(threads, waiter{tells: true, marks: marks, fuel: 300})
	})
	return found, runs <= 10_000 && len(r.Bounds) == 0 && !dry
}

// TestLoopsThatWait: what is run of a loop that waits, and what that is called.
func TestLoopsThatWait(t *testing.T) {
	type machine struct {
		x, y atomic.Int32
		mu   sync.Mutex
		flag bool
	}
	set := func(m *machine) { m.x.Store(1); *explore.W(&m.flag) = true }
	add := func(m *machine) {
		l := engine.Current().NewLoop()
		for old := m.x.Load(); ; old = m.x.Load() {
			l.Again(old)
			if m.x.CompareAndSwap(old, old+1) {
				return
			}
		}
	}
	wait := func(kept func(n int) any) func(m *machine) {
		return func(m *machine) {
			l := engine.Current().NewLoop()
			for n := 0; m.x.Load() == 0; n++ {
				l.Again(kept(n))
			}
		}
	}
	locked := func(m *machine) {
		l := engine.Current().NewLoop()
		for {
			l.Again()
			m.mu.Lock()
			x := m.x.Load()
			m.mu.Unlock()
			if x == 1 {
				return
			}
		}
	}
	pausing := func(pause func() bool) func(m *machine) {
		return func(m *machine) {
			l := engine.Current().NewLoop()
			for {
				l.Again()
				m.mu.Lock()
				x := m.x.Load()
				m.mu.Unlock()
				if x == 1 || pause() {
					return
				}
			}
		}
	}
	answered := func(m *machine) {
		l := engine.Current().NewLoop()
		for {
			l.Again()
			m.mu.Lock()
			x := m.x.Load()
			m.mu.Unlock()
			if x == 2 {
				return
			}
			m.y.Store(1) // nothing new after the first time
		}
	}
	answers := func(m *machine) {
		l := engine.Current().NewLoop()
		for m.y.Load() == 0 {
			l.Again()
		}
		m.x.Store(1)
	}
	chooses := func() bool { return explore.Choose(2) == 1 }
	late := func() bool { return engine.Current().Now().IsZero() }
	worker := func(m *machine) {
		var done atomic.Int32
		l := engine.Current().NewLoop()
		for m.x.Load() == 0 {
			l.Again()
			done.Add(1)
		}
	}
	marked := func(m *machine) {
		l := engine.Current().NewLoop()
		for {
			l.Again()
			if m.x.Load() == 1 {
				return
			}
			explore.Retry()
		}
	}
	woven := func(m *machine) { // as weave writes a loop whose retry is marked
		m.x.Add(0)
		m.y.Store(1)
		l := engine.Current().NewLoop()
		for m.x.Load() == 0 {
			explore.Retry()
			l.Again()
		}
	}
	lock := func(m *machine) {
		l := engine.Current().NewLoop()
		for m.x.Swap(1) == 1 {
			l.Again()
		}
	}
	swapped := func(m *machine) { lock(m); m.x.Store(0) }
	turns := func(do func(m *machine)) func(m *machine) {
		return func(m *machine) {
			l := engine.Current().NewLoop()
			for m.x.Load() == 0 {
				l.Again()
				do(m)
			}
		}
	}
	asks := turns(func(m *machine) { m.y.Store(1) }) // nothing new after the first time
	asked := func(m *machine) {
		l := engine.Current().NewLoop()
		for m.y.Load() == 0 {
			l.Again()
		}
		m.x.Store(1)
	}
	toggle := turns(func(m *machine) { m.y.Store(1); m.y.Store(0) })
	plainly := func(m *machine) {
		l := engine.Current().NewLoop()
		for n := 0; !*explore.R(&m.flag); n++ {
			l.Again(n)
		}
	}
	fill := func(v func(n int) int) func(m *machine) {
		return func(m *machine) {
			var found [2]int
			l := engine.Current().NewLoop()
			for n := 0; m.x.Load() == 0; n++ {
				l.Again()
				overwrite(&found[0], 1)
				overwrite(&found[1], v(n))
			}
		}
	}
	starts := turns(func(*machine) { explore.Go(func() {}) })
	three := []int{1, 2, 3}
	nothing := func(int) any { return nil }
	number := func(n int) any { return n }
	parity := func(n int) any { return []string{"even", "odd"}[n%2] }
	slice := func(n int) any { return three[:n%3] }
	fresh := func(int) any { return new(int) }
	unseen := func(int) any { return engine.Unseen }
	const bound = "bounded: 66 executions, 1 blocked, 2344 steps (optimal, 64 turns of the loop at loops_test.go:0 that do the same)"
	line := regexp.MustCompile(`loops_test.go:\d+`)
	for _, c := range []struct {
		name    string
		threads []func(*machine)
		c       explore.Config
		want    string
	}{
		{"a retry that others made fail is run again", []func(*machine){add, add, add}, explore.Config{}, "exhausted: 60 executions, 0 blocked, 540 steps (optimal)"},
		{"and with SpinCut too, as it keeps what it read", []func(*machine){add, add, add}, explore.Config{SpinCut: true}, "exhausted: 60 executions, 0 blocked, 540 steps (optimal, retries cut)"},
		{"a flag", []func(*machine){wait(nothing), set}, explore.Config{}, "exhausted: 3 executions, 1 blocked, 13 steps (optimal)"},
		{"a flag, with SpinCut", []func(*machine){wait(nothing), set}, explore.Config{SpinCut: true}, "exhausted: 2 executions, 1 blocked, 8 steps (optimal, retries cut)"},
		{"two states in turn", []func(*machine){wait(parity), set}, explore.Config{}, "exhausted: 4 executions, 1 blocked, 19 steps (optimal)"},
		{"three slices in turn", []func(*machine){wait(slice), set}, explore.Config{}, "exhausted: 7 executions, 1 blocked, 43 steps (optimal)"},
		{"a counter", []func(*machine){wait(number), set}, explore.Config{}, bound},
		{"what is made anew", []func(*machine){wait(fresh), set}, explore.Config{}, bound},
		{"what is not known", []func(*machine){wait(unseen), set}, explore.Config{}, bound},
		{"a lock that is taken again and again", []func(*machine){locked, set}, explore.Config{}, "exhausted: 2 executions, 1 blocked, 18 steps (optimal)"},
		{"a lock that is taken again and again, with SpinCut", []func(*machine){locked, set}, explore.Config{SpinCut: true}, "exhausted: 1 executions, 1 blocked, 8 steps (optimal, retries cut)"},
		{"variables that are filled anew", []func(*machine){fill(func(n int) int { return 2 }), set}, explore.Config{}, "exhausted: 3 executions, 1 blocked, 13 steps (optimal)"},
		{"variables that are filled anew, with something else", []func(*machine){fill(func(n int) int { return n + 1 }), set}, explore.Config{}, bound},
		{"variables that are filled anew, and nobody sets the flag", []func(*machine){fill(func(n int) int { return 2 })}, explore.Config{}, "violated: 0 executions, 1 blocked, 3 steps (optimal) livelock in thread 1 before step 3"},
		{"two wait, and nobody sets the flag", []func(*machine){wait(nothing), wait(nothing)}, explore.Config{}, "violated: 0 executions, 1 blocked, 6 steps (optimal) livelock in thread 1 before step 6"},
		{"a lock that is taken again and again, and nobody sets the flag", []func(*machine){locked}, explore.Config{}, "violated: 0 executions, 1 blocked, 6 steps (optimal) livelock in thread 1 before step 6"},
		{"a lock that is taken again and again, and nobody sets the flag, with SpinCut", []func(*machine){locked}, explore.Config{SpinCut: true}, "violated: 0 executions, 1 blocked, 3 steps (optimal, retries cut) livelock in thread 1 before step 3"},
		{"two take a lock again and again, and nobody sets the flag", []func(*machine){locked, locked}, explore.Config{}, "violated: 0 executions, 1 blocked, 12 steps (optimal) livelock in thread 1 before step 12"},
		{"one takes a lock again and again, and one chooses to go on", []func(*machine){locked, pausing(chooses)}, explore.Config{}, "violated: 0 executions, 2 blocked, 28 steps (optimal) livelock in thread 1 before step 14"},
		{"who is answered while he takes a lock again and again, and goes on", []func(*machine){answered, answers}, explore.Config{}, "violated: 0 executions, 3 blocked, 34 steps (optimal) livelock in thread 1 before step 14"},
		{"a lock that is taken again and again, until a choice", []func(*machine){pausing(chooses)}, explore.Config{}, "exhausted: 2 executions, 1 blocked, 20 steps (optimal)"},
		{"a lock that is taken again and again, until it is late", []func(*machine){pausing(late)}, explore.Config{}, "unknown: 0 executions, 1 blocked, 6 steps (optimal, a clock that stands still but for sleeping) no execution ran to its end"},
		{"where the thread would pin", []func(*machine){wait(func(n int) any { explore.On(n % 2); return nil }), set}, explore.Config{}, bound},
		{"a worker", []func(*machine){worker, set}, explore.Config{}, "bounded: 66 executions, 1 blocked, 4554 steps (optimal, 64 turns of the loop at loops_test.go:0 that do the same)"},
		{"who starts another thread in each turn", []func(*machine){starts, set}, explore.Config{}, bound},
		{"nobody sets the flag", []func(*machine){wait(nothing)}, explore.Config{}, "violated: 0 executions, 1 blocked, 3 steps (optimal) livelock in thread 1 before step 3"},
		{"nobody sets the flag, and the turns are counted", []func(*machine){wait(number)}, explore.Config{}, "unknown: 0 executions, 1 blocked, 66 steps (optimal, 64 turns of the loop at loops_test.go:0 that do the same) no execution ran to its end"},
		{"a marked retry that would go on", []func(*machine){marked, set}, explore.Config{SpinCut: true}, "exhausted: 1 executions, 1 blocked, 4 steps (optimal, retries cut)"},
		{"a marked retry that tells, and fails for ever", []func(*machine){woven}, explore.Config{SpinCut: true}, "violated: 0 executions, 1 blocked, 3 steps (optimal, retries cut) livelock in thread 1 before step 3"},
		{"a lock that is swapped", []func(*machine){swapped, swapped, swapped}, explore.Config{}, "exhausted: 246 executions, 264 blocked, 4536 steps (optimal)"},
		{"a lock that is swapped, with SpinCut", []func(*machine){swapped, swapped, swapped}, explore.Config{SpinCut: true}, "exhausted: 42 executions, 72 blocked, 774 steps (optimal, retries cut)"},
		{"a lock that is swapped and kept", []func(*machine){lock, lock}, explore.Config{}, "violated: 0 executions, 1 blocked, 4 steps (optimal) livelock in thread 2 before step 4"},
		{"a lock that is swapped and kept, with SpinCut", []func(*machine){lock, lock}, explore.Config{SpinCut: true}, "violated: 0 executions, 1 blocked, 3 steps (optimal, retries cut) livelock in thread 2 before step 3"},
		{"who asks again and again", []func(*machine){asks, asked}, explore.Config{SpinCut: true}, "exhausted: 6 executions, 5 blocked, 78 steps (optimal, retries cut)"},
		{"who asks, and is not heard", []func(*machine){asks}, explore.Config{}, "violated: 0 executions, 1 blocked, 5 steps (optimal) livelock in thread 1 before step 5"},
		{"what is written and taken back is a change", []func(*machine){toggle, set}, explore.Config{SpinCut: true}, "bounded: 66 executions, 1 blocked, 6764 steps (optimal, retries cut, 64 turns of the loop at loops_test.go:0 that do the same)"},
		{"a flag without atomics, and the turns are counted", []func(*machine){plainly, set}, explore.Config{}, "violated: 0 executions, 1 blocked, 1 steps (optimal, 1048576 turns of the loop at loops_test.go:0 without a step) data race in thread 1 before step 1"},
		{"and under a random strategy", []func(*machine){plainly, set}, explore.Config{Strategy: explore.RandomWalk(1, 2)}, "violated: 0 executions, 1 blocked, 1 steps (random walk, seed 1, 1048576 turns of the loop at loops_test.go:0 without a step) data race in thread 1 before step 1"},
		{"under a random strategy it goes on", []func(*machine){wait(nothing), set}, explore.Config{Strategy: explore.RandomWalk(1, 100)}, "sampled: 100 executions, 0 blocked, 351 steps (random walk, seed 1)"},
	} {
		scenario := func() {
			var m machine
			var fs []func()
			for _, f := range c.threads {
				fs = append(fs, func() { f(&m) })
			}
			explore.Parallel(fs...)
		}
		r := explore.Explore(c.c, scenario)
		got, _, _ := strings.Cut(r.String(), "\n")
		got = line.ReplaceAllString(got, "loops_test.go:0")
		if r.Failure != "" {
			what, _, _ := strings.Cut(r.Failure, ":")
			got += " " + what
		}
		if got != c.want {
			t.Errorf("%s:\n%s\nnot\n%s", c.name, got, c.want)
		}
		if r.Verdict == explore.Violated {
			c.c.Strategy = explore.Replay(r.Schedule)
			if again := explore.Explore(c.c, scenario); again.Failure != r.Failure {
				t.Errorf("%s: replayed: %s", c.name, again.Failure)
			}
		}
	}
}

// TestLoopsOfARandomSchedule: a schedule that a random strategy found is replayed with
// all turns of its loops.
func TestLoopsOfARandomSchedule(t *testing.T) {
	scenario := func() {
		var x atomic.Int32
		explore.Parallel(func() {
			l, turns := engine.Current().NewLoop(), 0
			for x.Load() == 0 {
				l.Again()
				turns++
			}
			explore.Check(turns < 5, "five turns")
		}, func() { x.Store(1) })
	}
	r := explore.Explore(explore.Config{Strategy: explore.RandomWalk(1, 1000)}, scenario)
	again := explore.Explore(explore.Config{Strategy: explore.Replay(r.Schedule)}, scenario)
	if r.Verdict != explore.Violated || again.Verdict != explore.Violated || again.Trace != r.Trace {
		t.Errorf("%v\nand replayed\n%v", r, again)
	}
}

// TestLoopsThatDo: an iteration that writes, where others see it or not, is not idle, though
// its thread keeps what it kept.
func TestLoopsThatDo(t *testing.T) {
	set := []instruction{{op: "store", b: 1}}
	for name, body := range map[string][]instruction{
		"a step":                         {{op: "cas", x: 1, a: 1, b: 2}, {op: "cas", x: 1, a: 0, b: 1}},
		"a plain write":                  {{op: "mark"}},
		"a plain write of another value": {{op: "tally"}},
		"one of another value, and one of the same":          {{op: "tally"}, {op: "put", x: 1}},
		"a plain write, and one of the same value":           {{op: "mark"}, {op: "put"}},
		"one of the same value, and a plain write":           {{op: "put"}, {op: "mark"}},
		"a plain write, and one of the same value around it": {{op: "put"}, {op: "mark"}, {op: "put", x: 1}},
	} {
		threads := [][]instruction{{{op: "while", b: 1, body: body}}, set}
		plain, _ := ends(explore.EngineConfig{}, threads, false)
		for _, spinCut := range []bool{false, true} {
			got, _ := ends(explore.EngineConfig{SpinCut: spinCut}, threads, true)
			if len(plain) < 3 || !maps.Equal(plain, got) {
				t.Errorf("%s, cut %t: %v, not %v", name, spinCut, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(plain)))
			}
		}
	}
}
