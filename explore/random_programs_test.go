package explore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
	"pgregory.net/rapid"
)

// instruction is one line of a random program. Variables, locks and values are
// few, so that threads meet.
type instruction struct {
	op   string
	x    int // variable or lock
	a, b int32
	body []instruction // of a critical section or of "if"
}

func (i instruction) String() string {
	switch i.op {
	case "load", "try":
		return fmt.Sprintf("%s %d", i.op, i.x)
	case "choose":
		return fmt.Sprintf("choose %d→%d", i.a, i.x)
	case "lock", "if", "go", "rlock", "wlock", "tryr":
		return fmt.Sprintf("%s %d%v", i.op, i.x, i.body)
	}
	return fmt.Sprintf("%s %d(%d,%d)", i.op, i.x, i.a, i.b)
}

func drawInstruction(t *rapid.T, depth int) instruction {
	ops := []string{"load", "store", "add", "cas", "cas", "swap", "load", "store", "choose", "await", "spincas", "poll", "plain read", "plain write"}
	if depth > 0 {
		ops = append(ops, "lock", "lock", "try", "if", "if", "rlock", "wlock", "tryr", "go")
	}
	i := instruction{
		op: rapid.SampledFrom(ops).Draw(t, "op"),
		x:  rapid.IntRange(0, 1).Draw(t, "x"),
		a:  rapid.Int32Range(0, 2).Draw(t, "a"),
		b:  rapid.Int32Range(0, 2).Draw(t, "b"),
	}
	if slices.Contains([]string{"lock", "if", "try", "rlock", "wlock", "tryr", "go"}, i.op) {
		n := rapid.IntRange(0, 2).Draw(t, "body")
		for range n {
			i.body = append(i.body, drawInstruction(t, depth-1))
		}
	}
	return i
}

func cost(is []instruction) (n int) {
	for _, i := range is {
		n++
		switch i.op {
		case "lock", "try", "rlock", "tryr":
			n++
		case "wlock":
			n += 2
		}
		n += cost(i.body)
	}
	return n
}

func drawProgram(t *rapid.T, steps int) (threads [][]instruction) {
	n := rapid.IntRange(2, 4).Draw(t, "threads")
	left := steps
	for range n {
		var is []instruction
		for range rapid.IntRange(1, 4).Draw(t, "length") {
			i := drawInstruction(t, 2)
			if c := cost([]instruction{i}); c <= left {
				left -= c
				is = append(is, i)
			}
		}
		threads = append(threads, is)
	}
	return threads
}

// machine is what random programs run on. Its log is what each thread saw.
type machine struct {
	vars  [2]atomic.Int32
	locks [2]sync.Mutex
	rw    sync.RWMutex
	plain [2]int32
	log   [4]logbook
}

// logbook is what a thread saw, and those it started.
type logbook struct {
	saw  []int32
	kids []*logbook
}

func (l *logbook) String() string { return fmt.Sprint(l.saw, l.kids) }

func (m *machine) run(t *logbook, is []instruction) {
	see := func(v int32) { t.saw = append(t.saw, v) }
	for _, i := range is {
		v := &m.vars[i.x]
		switch i.op {
		case "plain read":
			get(&m.plain[i.x])
		case "plain write":
			set(&m.plain[i.x], i.a)
		case "go":
			kid := new(logbook)
			t.kids = append(t.kids, kid)
			explore.Go(func() { m.run(kid, i.body) })
			if i.a == 0 {
				explore.Join()
			}
		case "load":
			see(v.Load())
		case "store":
			v.Store(i.a)
		case "add":
			see(v.Add(i.a))
		case "swap":
			see(v.Swap(i.a))
		case "cas":
			if v.CompareAndSwap(i.a, i.b) {
				see(1)
			} else {
				see(0)
			}
		case "spincas":
			explore.Spin()
			if v.CompareAndSwap(i.a, i.b) {
				see(1)
			} else {
				see(0)
			}
		case "poll":
			if !explore.EngineCuts() {
				v.Await(func(x int32) bool { return x == i.a })
				break
			}
			for v.Load() != i.a {
				explore.Retry()
			}
		case "choose":
			c := int32(explore.Choose(2))
			see(c)
			v.Store(c)
		case "await":
			see(v.Await(func(x int32) bool { return x >= i.a }))
		case "lock":
			m.locks[i.x].Lock()
			m.run(t, i.body)
			m.locks[i.x].Unlock()
		case "rlock":
			m.rw.RLock()
			m.run(t, i.body)
			m.rw.RUnlock()
		case "wlock":
			m.rw.Lock()
			m.run(t, i.body)
			m.rw.Unlock()
		case "tryr":
			if m.rw.TryRLock() {
				see(1)
				m.run(t, i.body)
				m.rw.RUnlock()
			} else {
				see(0)
			}
		case "try":
			if m.locks[i.x].TryLock() {
				see(1)
				m.run(t, i.body)
				m.locks[i.x].Unlock()
			} else {
				see(0)
			}
		case "if":
			if x := v.Load(); x == i.a {
				see(x)
				m.run(t, i.body)
			}
		}
	}
}

// outcomes are what a strategy reached: the classes with how often each was run,
// and the final states.
type outcomes struct {
	classes map[string]int
	states  map[string]bool
	runs    int64
	orders  map[string]bool // final states with a real-time order of the operations
	tooMany bool
}

func reach(c explore.EngineConfig, threads [][]instruction, limit int64) outcomes {
	calls := c.Calls // as steps
	o := outcomes{classes: map[string]int{}, states: map[string]bool{}, orders: map[string]bool{}}
	var m *machine
	c.Stop = func() bool { o.tooMany = o.runs >= limit; return o.tooMany }
	c.OnDone = func(e *engine.Engine) {
		o.runs++
		o.classes[class(e, plainly(e))]++
		kinds := ""
		for _, f := range e.Failures() {
			kinds += f.Kind.String()
		}
		v := [2]int32{}
		for i := range v {
			v[i] = m.vars[i].Load()
		}
		logs := ""
		for i := range m.log {
			logs += m.log[i].String()
		}
		state := fmt.Sprint(v, logs, e.WasCut(), kinds)
		o.states[state] = true
		if calls {
			return
		}
		// The twin sees every order of first and last steps in some interleaving;
		// Optimal must get them all from one execution of each class.
		spans := e.Spans()
		byName := make([]int, len(spans))
		for i := range byName {
			byName[i] = i
		}
		slices.SortStableFunc(byName, func(i, j int) int {
			return strings.Compare(e.Name(spans[i].Thread), e.Name(spans[j].Thread))
		})
		look := func(precedes func(a, b int) bool) bool {
			name := state
			for _, a := range byName {
				for _, b := range byName {
					if spans[a].Thread != spans[b].Thread && precedes(a, b) {
						name += "1"
					} else {
						name += "0"
					}
				}
			}
			o.orders[name] = true
			return true
		}
		if _, all := c.Strategy.(*engine.DepthFirst); all {
			look(func(a, b int) bool {
				return spans[a].Last >= 0 && spans[b].First >= 0 && spans[a].Last < spans[b].First
			})
		} else {
			e.Orders(func(in []engine.Interval) bool {
				return look(func(a, b int) bool { return in[a].Precedes(in[b]) })
			})
		}
	}
	explore.RunEngine(c, clientOf(threads, &m))
	return o
}

// clientOf runs the program on a new machine each time, and puts it into m.
func clientOf(threads [][]instruction, m **machine) func() {
	return func() {
		x := new(machine)
		*m = x
		defer explore.Join() // those that "go" started end some time: or they outlive the scenario
		explore.Parallel(each(len(threads), func(t int) func() {
			return func() {
				for _, i := range threads[t] {
					explore.Operation(func() { x.run(&x.log[t], []instruction{i}) })
				}
			}
		})...)
	}
}

// TestRandomPrograms: laws E3, E5 and E6. On small random programs Optimal and
// the twin reach the same classes and final states, and Optimal runs each class once.
func TestRandomPrograms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spin, calls := rapid.Bool().Draw(t, "spin"), rapid.Bool().Draw(t, "calls")
		steps := 9
		if calls {
			steps = 5
		}
		threads := drawProgram(t, steps)
		compare(t, spin, calls, threads)
	})
}

// TestRandomRetries: law E5 where CASes of few values, some of them waiting, often
// change their outcome when they are moved.
func TestRandomRetries(t *testing.T) {
	ops := []string{"cas", "cas", "spincas", "spincas", "store", "add", "load", "swap", "poll"}
	rapid.Check(t, func(t *rapid.T) {
		spin := rapid.Bool().Draw(t, "spin")
		threads := make([][]instruction, rapid.IntRange(2, 4).Draw(t, "threads"))
		for i := range threads {
			for range rapid.IntRange(1, 9/len(threads)).Draw(t, "length") {
				threads[i] = append(threads[i], instruction{
					op: rapid.SampledFrom(ops).Draw(t, "op"),
					x:  rapid.IntRange(0, 3).Draw(t, "x") / 3, // mostly one
					a:  rapid.Int32Range(0, 2).Draw(t, "a"),
					b:  rapid.Int32Range(0, 2).Draw(t, "b"),
				})
			}
		}
		compare(t, spin, false, threads)
	})
}

// compare runs the program under Optimal and its twin.
func compare(t *rapid.T, spin, calls bool, threads [][]instruction) {
	twin := reach(explore.EngineConfig{SpinCut: spin, Calls: calls, Strategy: &engine.DepthFirst{Bound: -1}}, threads, 20_000)
	if twin.tooMany {
		return
	}
	best := reach(explore.EngineConfig{SpinCut: spin, Calls: calls}, threads, 20_000)
	var b strings.Builder
	for i, is := range threads {
		fmt.Fprintln(&b, i+1, is)
	}
	for k, n := range best.classes {
		if n > 1 {
			t.Errorf("run %d times: %s", n, k)
		}
	}
	var missing []string
	for k := range twin.classes {
		if best.classes[k] == 0 {
			missing = append(missing, k)
		}
	}
	slices.Sort(missing)
	for _, k := range missing {
		t.Errorf("never run: %s", k)
	}
	if len(best.classes) != len(twin.classes) {
		t.Errorf("%d classes, twin %d", len(best.classes), len(twin.classes))
	}
	if fmt.Sprint(best.states) != fmt.Sprint(twin.states) {
		t.Errorf("other final states: %v, twin %v", best.states, twin.states)
	}
	if fmt.Sprint(best.orders) != fmt.Sprint(twin.orders) {
		t.Errorf("%d real-time orders, twin %d", len(best.orders), len(twin.orders))
	}
	if t.Failed() {
		t.Fatalf("program:\n%s", b.String())
	}
}
