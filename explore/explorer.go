package explore

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Config says how to explore. The zero value means: every interleaving, up to
// equivalence, until something is found.
type Config struct {
	Strategy   Strategy
	Executions int64 // budget; 0 means Unlimited
	Steps      int   // bound on the steps of one execution; 0 means 100,000
	SpinCut    bool  // a CAS marked by [Spin] waits, a [Retry] ends its thread
	Calls      bool  // calls and returns of operations are steps of their own
	Twice      bool  // run every schedule twice and name nondeterminism
	All        bool  // go on after a failure; the report has the first

	// While, if not nil, is asked before each execution, or now and then where processes
	// share the search, and told what ran so far; when it says no the exploration ends,
	// and is unknown if nothing was found.
	While func(Progress) bool

	// Checkpoint, if not empty, is the file in which an Optimal search is kept, every
	// few seconds and when its budget or While ends it. If the file is there, the search
	// goes on with it: the report is that of one that was never interrupted (X7). The
	// file is removed when the search is over.
	Checkpoint string

	// Workers is the number of processes that share an Optimal search; 0 and 1 mean this
	// one alone (X7). Each is started by the command line Worker, which must come to
	// the same exploration: nil means this process's own. In a test it is
	// {os.Args[0], "-test.run=^TestName$"}.
	Workers int
	Worker  []string

	// Name says what is explored, where the executions alone do not: a checkpoint of
	// another name is refused.
	Name string
}

// Progress is how far an exploration is.
type Progress struct {
	Executions int64 // that ran to their end, in earlier sittings too
	Blocked    int64 // that did not
	left       func() float64
}

// Left estimates which share of an Optimal search is left, from 1 to 0: as if at each
// step, what begins with it were as much as all its alternatives together, and these
// as much as each other. It can be wrong by far, and goes up where the first
// alternative is found. It is -1 for other strategies.
func (p Progress) Left() float64 {
	if p.left == nil {
		return -1
	}
	return p.left()
}

// Unlimited is no budget.
const Unlimited = 0

const (
	outOfBudget = "the budget ended first"
	interrupted = "interrupted"
)

// Explore runs scenario under every schedule of the strategy and reports. The
// scenario runs anew in each execution: it makes its own objects, starts its
// threads, waits for them, and asserts with [Check] or a panic.
func Explore(c Config, scenario func()) Report {
	n := enter()
	if runs, ok := sampled(c, realRuns); ok {
		return n.real(sample(c, runs, scenario, nil))
	}
	checkScenario(c, scenario)
	if r, ok := n.ordered(func(x exhibit) (Report, uint32, bool) {
		if x.client != 0 || x.keep != nil {
			return Report{}, 0, false
		}
		return replay(c, x, n, scenario, client{})
	}); ok {
		return r
	}
	r := search(c, scenario, client{})
	r.present(n, 0, func() Report {
		m := minimising{c: c, want: r.kind, ran: Progress{r.Executions, r.Blocked, nil}}
		x, switches := m.fewestSwitches(r.exhibit(), scenario, client{})
		return m.report(x, n, scenario, client{}, switches)
	})
	return r.seen(n)
}

// checkScenario panics unless an exploration can begin (X5).
func checkScenario(c Config, scenario func()) {
	if scenario == nil {
		panic("explore: the scenario is nil: give a function that makes the objects, starts the threads and checks")
	}
	if engine.Current() != nil {
		panic("explore: an exploration inside an exploration: call Explore and Linearizable from the test, never from a scenario")
	}
	checkBudget(c)
}

// search explores a scenario, and asks the client's judge, if it has one, of each
// execution without a failure.
func search(c Config, scenario func(), cl client) Report {
	checkScenario(c, scenario)
	if p := unwovenCaller(); p != "" { // X6
		return Report{unseen: true, Failure: "package " + p + " explores in a program of woven source, and is not woven itself: name it to poolproof test"}
	}
	if c.Strategy.make == nil {
		c.Strategy = Optimal()
	}
	if c.Strategy.replay {
		c.Workers, c.Checkpoint = 0, "" // one execution
	}
	checkApart(c)
	canaries(c)
	s := c.Strategy.make()
	if c.Twice {
		s = &engine.Twice{Strategy: s}
	}
	var (
		r       Report
		first   *engine.Failure
		wrong   string // what the judge said
		shown   engine.Schedule
		misfit  string // of a schedule that is replayed
		runs    int64
		blocked int64 // of them
		pending engine.Schedule
		ended   string // by what
	)
	var left func() float64
	if o, ok := c.optimal(s); ok {
		left = o.Left
	}
	o := options{
		SpinCut: c.SpinCut, Calls: c.Calls, MaxSteps: c.Steps, Strategy: s,
		Stop: func() bool {
			if first != nil && !c.All {
				return true
			}
			if c.Executions > 0 && runs >= c.Executions {
				ended = outOfBudget
			} else if c.While != nil && !c.While(Progress{runs - blocked, blocked, left}) {
				ended = interrupted
			}
			return ended != ""
		},
		OnDone: func(e *engine.Engine) {
			runs++
			if e.WasCut() {
				blocked++
			}
			if first != nil {
				return
			}
			if fs := e.Failures(); len(fs) > 0 {
				first = &fs[0]
			} else if cl.judge != nil && !e.WasCut() {
				if wrong, shown = cl.judge(e, false); wrong != "" {
					first = &engine.Failure{Kind: engine.Asserted, Thread: -1}
				}
			}
			if c.Strategy.replay {
				misfit = misfits(s, e, first)
			}
			if first != nil {
				pending = e.Schedule()
			}
		},
	}
	var res result
	if c.apart() {
		x := sitting{c: c, o: o, scenario: scenario, tally: cl.tally}
		x.failed = func() bool { return first != nil }
		x.found = func() *found {
			if first == nil {
				return nil
			}
			f := *first
			if f.Value != nil {
				f.Value = fmt.Sprint(f.Value)
			}
			return &found{f, wrong, pending.String(), shown.String()}
		}
		x.take = func(f *found) {
			if x.again(f.Schedule); first != nil {
				return
			}
			first, wrong, pending, shown = f.read()
		}
		res, ended = x.sit()
	} else {
		res = run(o, scenario)
	}
	r.Executions, r.Blocked, r.Steps = res.Complete, res.Blocked, res.Steps
	r.Bounds = c.Strategy.name
	if c.SpinCut {
		r.Bounds += ", retries cut"
	}
	bounds := engine.Told(res.Bounds)
	bound := cutByBound(s) || len(bounds) > 0
	for _, b := range bounds {
		r.Bounds += ", " + b
	}
	switch {
	case misfit != "":
		r.Failure = "the schedule is not of this scenario under this Config: " + misfit
	case first != nil:
		r.Verdict = Violated
		switch first.Kind {
		case engine.Nondeterminism, engine.StepBound, engine.Stranger, engine.Refused:
			r.Verdict = Unknown // nothing is proved, either way
		}
		r.Failure = cl.titled(first.String())
		if wrong != "" {
			r.Failure = wrong
		}
		if first.Kind == engine.StepBound {
			r.Failure += ": raise Config.Steps, or mark loops that wait with Retry or Spin and set Config.SpinCut"
			if engine.Woven("") {
				r.Failure += "; what waits by calling itself, or defers in each turn, is seen once it is a for loop that does not"
			}
		}
		r.kind = kindOf(first, wrong)
		r.unseen = first.Kind == engine.Refused
		r.trace(c, scenario, cl, shown, pending)
	case res.Hung != "":
		r.Failure, r.unseen = res.Hung, true
	case ended != "":
		r.Failure = ended
	case res.Steps == 0:
		r.Failure, r.unseen = noAccess, true
	case res.Complete == 0:
		r.Failure = noEnd // X1
	case c.Strategy.sampled:
		r.Verdict = Sampled
	case bound:
		r.Verdict = Bounded
	default:
		r.Verdict = Exhausted
	}
	return r
}

// optimal returns the strategy that is to be asked how much is left.
func (c Config) optimal(s engine.Strategy) (*engine.Optimal, bool) {
	if t, ok := s.(*engine.Twice); ok {
		s = t.Strategy
	}
	o, ok := s.(*engine.Optimal)
	return o, ok
}

// misfits says where an execution is not the schedule that it should replay, or "".
func misfits(s engine.Strategy, e *engine.Engine, first *engine.Failure) string {
	if t, ok := s.(*engine.Twice); ok {
		s = t.Strategy
	}
	x, ok := s.(*engine.Replay)
	if !ok {
		return ""
	}
	if i := e.Len(); i < len(x.Schedule) && first != nil && first.Kind == engine.Nondeterminism {
		return fmt.Sprintf("its step %d is thread %s's, who cannot take it", i, x.Schedule[i].Thread)
	}
	for i, ev := range e.Events() {
		if i < len(x.Schedule) && x.Schedule[i].Value != 0 && ev.Op != engine.Choice {
			return fmt.Sprintf("its step %d is the choice of %d, and here a %v", i, x.Schedule[i].Value, ev.Op)
		}
	}
	return ""
}

// cutByBound reports whether a bound of the strategy kept something from being run.
func cutByBound(s engine.Strategy) bool {
	if t, ok := s.(*engine.Twice); ok {
		s = t.Strategy
	}
	x, ok := s.(interface{ Cut() bool })
	return ok && x.Cut()
}

// kind is what sort of failure a schedule shows: a smaller one must show the same.
type kind struct {
	engine engine.Kind
	judged bool   // by the client
	words  string // with which an assertion or a judgement begins, its numbers left out
}

func kindOf(f *engine.Failure, wrong string) kind {
	k := kind{engine: f.Kind, judged: wrong != ""}
	text := wrong
	if f.Kind == engine.Asserted && wrong == "" {
		text = fmt.Sprint(f.Value)
	}
	if i := strings.IndexAny(text, ":\n"); i >= 0 {
		text = text[:i]
	}
	for word := range strings.FieldsSeq(text) {
		if _, err := strconv.Atoi(word); err != nil {
			k.words += word + " "
		}
	}
	return k
}

// trace runs the failing schedule again, slowly, for places and stacks (X3): the
// first of the schedules that shows the failure.
func (r *Report) trace(c Config, scenario func(), cl client, schedules ...engine.Schedule) {
	for i, s := range schedules {
		if len(s) == 0 && i < len(schedules)-1 {
			continue
		}
		t := retrace(c, s, scenario, cl)
		if t.failed && t.kind == r.kind || i == len(schedules)-1 {
			r.Schedule, r.Trace, r.schedule, r.print = s.String(), t.table, s, t.print
			return
		}
	}
}

// traced is what an execution looks like.
type traced struct {
	table    string
	print    uint32
	failed   bool
	kind     kind
	failure  string
	switches int // forced
}

// retrace runs one schedule for its places, its stacks, and what it shows.
func retrace(c Config, s engine.Schedule, scenario func(), cl client) (t traced) {
	again := &engine.Replay{Schedule: s}
	run(options{
		SpinCut: c.SpinCut, Calls: c.Calls, MaxSteps: c.Steps, Traced: true, Strategy: again,
		OnDone: func(e *engine.Engine) {
			if fs := e.Failures(); len(fs) > 0 {
				t.failed, t.kind, t.failure = true, kindOf(&fs[0], ""), cl.titled(fs[0].String())
			} else if cl.judge != nil && !e.WasCut() {
				if t.failure, _ = cl.judge(e, true); t.failure != "" {
					t.failed, t.kind = true, kindOf(&engine.Failure{Kind: engine.Asserted}, t.failure)
				}
			}
			for _, forced := range again.Forced {
				if forced {
					t.switches++
				}
			}
			t.print = print(e)
			t.table = draw(e, again.Forced, cl)
			if fs := e.Failures(); len(fs) > 0 {
				t.table += cl.titled(fs[0].Stack)
			}
		},
	}, scenario)
	return t
}

// canaries panics unless the explorer finds a seeded race and a seeded lost
// update (X2). A random strategy gets enough runs to find them.
func canaries(c Config) {
	found := func(kind engine.Kind, scenario func()) bool {
		s := engine.Strategy(&engine.Optimal{})
		if c.Strategy.sampled {
			s = &engine.RandomWalk{Seed: 1, Runs: 100}
		}
		hit := false
		run(options{Strategy: s, Stop: func() bool { return hit }, OnDone: func(e *engine.Engine) {
			for _, f := range e.Failures() {
				hit = hit || f.Kind == kind
			}
		}}, scenario)
		return hit
	}
	if !found(engine.Race, func() {
		var x int
		var turn word
		Parallel(func() { set(W(&x)); turn.store(1) }, func() { turn.load(); set(W(&x)) })
	}) {
		panic("internal error: the canary's data race was not found")
	}
	if !found(engine.Asserted, func() {
		var x word
		add := func() { x.store(x.load() + 1) }
		Parallel(add, add)
		Check(x.load() == 2, "lost update")
	}) {
		panic("internal error: the canary's lost update was not found")
	}
}

// word is an atomic of the canaries'. Those of explore/atomic would say that the
// program has something to explore.
type word struct{ v atomic.Int32 }

func (w *word) load() int32 {
	e := engine.Enter(unsafe.Pointer(w), engine.Load, engine.Int32)
	v := w.v.Load()
	e.Leave(uint64(v), uint64(v), false)
	return v
}

func (w *word) store(v int32) {
	e := engine.Enter(unsafe.Pointer(w), engine.Store, engine.Int32)
	engine.Ignore()
	old := w.v.Load()
	engine.Heed()
	w.v.Store(v)
	e.Leave(uint64(old), uint64(v), true)
}

// set is a plain write that Go's race detector does not report: the canary's
// race is meant.
//
//go:norace
func set(x *int) { *x = 1 }

// Check reports the execution as failed unless ok, in the words of fmt.Sprintf.
func Check(ok bool, format string, args ...any) {
	if ok {
		return
	}
	what := fmt.Sprintf(format, args...)
	if t := onReal(); t != nil {
		t.run.fail("assertion failed in thread " + t.name + ": " + what)
		return
	}
	here("Check").Fail(what)
}
