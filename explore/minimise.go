package explore

import (
	"fmt"
	"math/bits"
	"strings"
	"sync"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A counterexample is minimised when it is asked for: many a caller counts
// violations and looks at none. First its operations: one is left out after the other
// as long as the rest still fails, then every smaller choice of them is looked at.
// Then its switches: of the interleavings that are left, those with fewest forced
// switches are run first. What is found has failed when it was run, in the same way (X3).

// effort is how many steps each of the two may take; an execution counts as twenty at
// least. It is no time, so that the same counterexample is found everywhere (X3).
var effort = 1_000_000 / engine.Slowness

// smaller is the minimised counterexample of a report, once somebody has asked.
type smaller struct {
	once sync.Once
	find func() Report
	r    Report
}

// Minimised returns the report with a counterexample that is as small as could be
// found: fewest operations, then fewest forced switches. It runs the scenario again,
// a million steps or two at most; Minimum says whether none is smaller. Of a report
// that is not violated it returns the report.
func (r Report) Minimised() Report {
	if r.small == nil || engine.Current() != nil {
		return r
	}
	r.small.once.Do(func() { r.small.r = r.small.find() })
	m := r.small.r
	if m.Failure == "" { // what it ran did not fail again
		r.small = nil
		return r
	}
	r.Failure, r.Schedule, r.Trace, r.Kept, r.Minimum, r.Repeat = m.Failure, m.Schedule, m.Trace, m.Kept, m.Minimum, m.Repeat
	r.kind, r.schedule, r.print, r.small = m.kind, m.schedule, m.print, nil
	return r
}

// present makes a violated report one that can be shown again and minimised.
func (r *Report) present(n entry, client int64, find func() Report) {
	if r.Verdict != Violated {
		return
	}
	x := r.exhibit()
	x.client = client
	r.Repeat = n.again(x)
	r.small = &smaller{find: find}
}

func (r Report) exhibit() exhibit { return exhibit{keep: r.Kept, schedule: r.schedule, print: r.print} }

// replay shows an exhibit of the scenario.
func replay(c Config, x exhibit, n entry, scenario func(), cl client) (r Report, print uint32, ok bool) {
	c.Checkpoint, c.Workers = "", 0
	c.Strategy = Strategy{name: "replay of a token", sampled: true, replay: true,
		make: func() engine.Strategy { return &engine.Replay{Schedule: x.schedule} }}
	r = search(c, scenario, cl)
	t := retrace(c, x.schedule, scenario, cl)
	r.Kept = x.keep
	x.print = t.print
	r.Repeat = n.again(x)
	return r, t.print, true
}

// minimising is the search for a smaller counterexample.
type minimising struct {
	c       Config
	want    kind
	ran     Progress // before it
	steps   int      // that are left
	unsure  bool     // something was left out because the steps ended
	minimum string
}

// try explores the scenario until it fails in the way that is wanted. It reports
// whether it could not: nothing was found, and nothing was left out.
func (m *minimising) try(s engine.Strategy, limit int, scenario func(), judge func(e *engine.Engine) string) (found engine.Schedule, never bool) {
	before := m.steps
	ended := false
	res := run(options{
		SpinCut: m.c.SpinCut, Calls: m.c.Calls, MaxSteps: m.c.Steps, Strategy: s,
		Stop: func() bool {
			ended = m.steps <= 0 || before-m.steps > limit
			if m.c.While != nil && !m.c.While(m.ran) {
				m.steps, ended = 0, true
			}
			return found != nil || ended
		},
		OnDone: func(e *engine.Engine) {
			m.steps -= max(e.Len(), 20)
			if fs := e.Failures(); len(fs) > 0 {
				if kindOf(&fs[0], "") == m.want {
					found = e.Schedule()
				}
				return
			}
			if m.want.judged && !e.WasCut() {
				if wrong := judge(e); wrong != "" && kindOf(&engine.Failure{Kind: engine.Asserted}, wrong) == m.want {
					found = e.Schedule()
				}
			}
		},
	}, scenario)
	if res.Hung != "" {
		m.steps = 0 // it takes seconds to find out
	}
	return found, found == nil && !ended && res.Hung == ""
}

// fewestSwitches returns x with the schedule that has fewest forced switches, and
// whether that is certain.
func (m *minimising) fewestSwitches(x exhibit, scenario func(), cl client) (exhibit, bool) {
	m.steps = effort
	s, _ := m.try(&engine.Preemptions{Bound: 1 << 30}, effort, scenario, func(e *engine.Engine) string {
		wrong, _ := cl.judge(e, true)
		return wrong
	})
	if s == nil {
		return x, false
	}
	x.schedule = s
	return x, true
}

// report runs x for the last time and tells it. It is empty if x did not fail.
func (m *minimising) report(x exhibit, n entry, scenario func(), cl client, fewest bool) (r Report) {
	t := retrace(m.c, x.schedule, scenario, cl)
	if !t.failed || t.kind != m.want {
		return Report{}
	}
	x.print = t.print
	switches := fmt.Sprintf("%d forced switches", t.switches)
	if t.switches == 1 {
		switches = "1 forced switch"
	}
	if !fewest {
		switches += ", perhaps fewer would do: looking for them takes too long"
	}
	r.Failure, r.Schedule, r.Trace, r.Repeat, r.Kept = t.failure, x.schedule.String(), t.table, n.again(x), x.keep
	r.kind, r.schedule, r.print = t.kind, x.schedule, t.print
	r.Minimum = m.minimum + switches
	return r
}

// fewestOperations returns the smallest choice of a table's n operations that still
// fails, nil for all of them. fails explores a choice with at most so many steps.
func (m *minimising) fewestOperations(n int, fails func(keep []bool, limit int) (s engine.Schedule, never bool)) (keep []bool, s engine.Schedule) {
	m.steps = effort
	var kept []int
	for i := range n {
		kept = append(kept, i)
	}
	choose := func(list []int) []bool {
		keep := make([]bool, n)
		for _, i := range list {
			keep[i] = true
		}
		return keep
	}
	// Many at once while that works: it is the judge who takes long over a long history.
	for size := max(1, n/2); ; {
		again := false
		for i := len(kept) - size; i >= 0 && len(kept) > size; i -= size {
			fewer := append(append([]int(nil), kept[:i]...), kept[i+size:]...)
			if found, never := fails(choose(fewer), m.steps/(len(kept)+1)); found != nil {
				kept, s, again = fewer, found, true
			} else if !never && size == 1 {
				m.unsure = true
			}
		}
		if size = min(size, len(kept)); size > 1 {
			size /= 2
		} else if !again {
			break
		}
	}
	// No operation can be left out alone. Can another choice be smaller?
	small := func() bool {
		for size := 1; size < len(kept); size++ {
			for set := uint64(1)<<size - 1; set < 1<<n; {
				var list []int
				for b := set; b != 0; b &= b - 1 {
					list = append(list, bits.TrailingZeros64(b))
				}
				found, never := fails(choose(list), m.steps)
				switch {
				case found != nil:
					kept, s = list, found
					return true
				case !never:
					return false
				}
				low := set & -set // the next larger number with as many bits
				up := set + low
				set = up | (set^up)/low>>2
			}
		}
		return true
	}
	certain := n <= 24 && small()
	m.minimum = fmt.Sprintf("%d of %d operations", len(kept), n)
	switch {
	case certain:
	case m.unsure:
		m.minimum += ", perhaps fewer would do: looking for them takes too long"
	default:
		m.minimum += ", none of which can be left out"
	}
	m.minimum += "; "
	if len(kept) == n {
		return nil, nil
	}
	return choose(kept), s
}

// fewer returns the table with those of its operations that are to be kept, all of them
// if keep is nil. A thread without operations goes.
func (t Table[S, M]) fewer(keep []bool) Table[S, M] {
	switch {
	case keep == nil:
		return t
	case t.Fewer != nil:
		return t.Fewer(keep)
	}
	some := func(ops []Op[S, M]) (left []Op[S, M]) {
		for _, op := range ops {
			if keep[0] {
				left = append(left, op)
			}
			keep = keep[1:]
		}
		return left
	}
	small := t
	small.Init, small.Parallel, small.Threads = some(t.Init), nil, nil
	for i, th := range t.Parallel {
		if left := some(th); left != nil {
			small.Parallel = append(small.Parallel, left)
			small.Threads = append(small.Threads, t.thread(i))
		}
	}
	if small.Parallel == nil {
		small.Parallel = [][]Op[S, M]{nil}
	}
	small.Post = some(t.Post)
	return small
}

// kept is how many are to be kept.
func kept(keep []bool) (n int) {
	for _, k := range keep {
		if k {
			n++
		}
	}
	return n
}

func (t Table[S, M]) operations() int {
	n := len(t.Init) + len(t.Post)
	for _, th := range t.Parallel {
		n += len(th)
	}
	return n
}

// thread is the name of the lane of the i-th thread, "" for none but its number.
func (t Table[S, M]) thread(i int) string {
	if i < len(t.Threads) && t.Threads[i] != "" {
		return t.Threads[i]
	}
	var roles []string
	for _, op := range t.Parallel[i] {
		if op.Role != "" && !strings.Contains(strings.Join(roles, " "), op.Role) {
			roles = append(roles, op.Role)
		}
	}
	return strings.Join(roles, ", ")
}
