package engine

import (
	"fmt"
	"strings"
	"sync/atomic"
	"unsafe"
)

// A Strategy decides every schedule. One strategy is one small file.
type Strategy interface {
	// Next prepares the next execution and reports whether there is one.
	Next(e *Engine) bool
	// Pick returns the thread that takes the step e.Len(), or -1 when none is
	// enabled. It may be asked twice for one step and then answers for the
	// threads as they are the second time.
	Pick(e *Engine) int32
	// Choose returns the value of the choice that step e.Len() is, in [0, n).
	Choose(e *Engine, n int) int
	// Done learns that the execution has ended.
	Done(e *Engine)
}

// eager is a strategy that wants to know every thread's next step before it
// picks one.
type eager interface{ Eager() bool }

// An Engine explores one scenario.
type Engine struct {
	labels []struct{ key, value string } // read by the profiler: stays nil

	Strategy Strategy
	Scenario func()
	MaxSteps int  // steps of one execution, at least 1
	SpinCut  bool // marked retries end their thread
	Clocks   bool // keep vector clocks (E9)
	Calls    bool // calls and returns of operations are steps of their own (E8)
	Traced   bool // record program counters
	OnDone   func(*Engine)

	home    uintptr                // the goroutine that explores
	known   atomic.Pointer[[]slot] // addrs.slots, for strangers
	plain   atomic.Pointer[[]slot] // raced.cells.slots, for strangers
	strange atomic.Pointer[string] // what the first stranger did

	// see watch
	beat      atomic.Int64 // executions that are over
	abandoned atomic.Bool

	threads   []*thread
	cur       *thread
	next      *thread
	granted   *thread // picked for the step that it announced
	eager     bool
	unwinding bool

	// another iteration of a retry, see probe
	probing bool
	probed  int
	probes  int
	before  uint64 // what the thread had changed
	fails   bool

	ev     []Event
	n      int
	repeat int // events of ev that this execution must repeat (E4)
	preds  [][]int32
	npred  int
	keep   []unsafe.Pointer

	run     uint32
	addrs   addrTable
	locs    []location
	nlocs   int
	widest  int // bytes of the largest location so far
	spans   []Span
	points  points
	values  []any
	raced   shadow
	procs   procs
	garbage garbage

	touched int64 // plain accesses, over all executions

	failures []Failure
	waits    []Wait // in traced executions
	cut      bool
	naps     []nap    // in this execution, in the order of their steps
	bounds   []string // see Bounds
	callees  []callee // see Through
	recalled []recollection

	// over all executions, see Totals
	complete, blocked, steps int64
}

// Len returns the number of steps performed so far.
//
//go:norace
func (e *Engine) Len() int { return e.n }

// Events returns the steps of the execution, valid until the next one starts.
//
//go:norace
func (e *Engine) Events() []Event { return e.ev[:e.n] }

// Threads returns how many threads are known, over all executions.
func (e *Engine) Threads() int { return len(e.threads) }

// Enabled reports whether thread id can be picked.
//
//go:norace
func (e *Engine) Enabled(id int32) bool {
	return int(id) < len(e.threads) && e.enabled(e.threads[id])
}

// Cur returns the thread that ran last, -1 at the start.
//
//go:norace
func (e *Engine) Cur() int32 {
	if e.cur == nil {
		return -1
	}
	return e.cur.id
}

// Cut reports whether an assumption failed in this execution.
//
//go:norace
func (e *Engine) WasCut() bool { return e.cut }

// Failures returns what went wrong in this execution.
func (e *Engine) Failures() []Failure { return e.failures }

// explore runs executions until the strategy has nothing left or stop says so. It is
// asked when there is one more.
func (e *Engine) explore(stop func() bool) {
	if e.addrs.slots == nil {
		e.addrs.init(6)
		slots := e.addrs.slots
		e.known.Store(&slots)
	}
	e.home = getg()
	if x, ok := e.Strategy.(eager); ok {
		e.eager = x.Eager()
	}
	old := getLabel()
	e.enroll()
	defer func() {
		setLabel(old)
		e.resign()
	}()
	defer e.stopAll()
	globals := saveGlobals()
	defer globals.restore()
	for e.Strategy.Next(e) && (stop == nil || !stop()) {
		globals.restore()
		setLabel(unsafe.Pointer(e)) // what is started now belongs to us
		e.once()
		setLabel(old) // the strategy and its listener do not
		if what := globals.kept(); what != "" {
			e.failures = append(e.failures, Failure{Kind: Refused, Thread: -1, Step: e.n, Value: what})
		}
		rehearsal := false
		if x, ok := e.Strategy.(interface{ Rehearsal() bool }); ok {
			rehearsal = x.Rehearsal()
		}
		e.Strategy.Done(e)
		if e.diverged() {
			rehearsal = false
		}
		if !rehearsal {
			e.count()
			if e.OnDone != nil {
				e.OnDone(e)
			}
		}
		e.repeat = 0
		e.beat.Add(1)
		if e.diverged() || e.abandoned.Load() {
			return // E4: what follows would mean nothing
		}
	}
}

// stopAll ends every coroutine (E7).
func (e *Engine) stopAll() {
	setLabel(unsafe.Pointer(e))
	e.unwinding = true
	for _, t := range e.threads {
		t.dying = true
		e.cur = t
		t.stop()
	}
	e.unwinding = false
	e.threads, e.cur = nil, nil
}

// once performs one execution.
//
//go:norace
func (e *Engine) once() {
	e.run++
	e.n, e.npred, e.nlocs, e.addrs.used = 0, 0, 0, 0
	e.cut, e.failures, e.waits = false, nil, nil
	e.raced.reset()
	e.procs.reset()
	e.naps = e.naps[:0]
	e.garbage.reset()
	e.spans = e.spans[:0]
	clear(e.values)
	e.values = e.values[:0]
	clear(e.keep)
	e.keep = e.keep[:0]
	e.cur = nil
	e.start(nil, e.Scenario)
	e.next = e.schedule()
	for e.next != nil {
		t := e.next
		e.next = nil
		e.cur = t
		if t.status == unstarted {
			t.status, t.guard = pending, nil
		}
		t.resume()
	}
	e.settle()
	e.finish()
	if e.cut && len(e.failures) == 0 {
		e.probe()
	}
	if what := e.strange.Load(); what != nil { // it explains the others
		e.failures = append([]Failure{{Kind: Stranger, Thread: -1, Step: e.n, Value: *what}}, e.failures...)
	}
	e.unwindAll()
}

// finish judges the threads that did not end, and unwinds them (E7).
//
//go:norace
func (e *Engine) finish() {
	stuck := false
	for _, t := range e.threads {
		t.stuck, t.retried = false, false
		if t.run != e.run {
			continue
		}
		switch t.status {
		case unstarted: // only when the step bound ended the execution
			t.status = done
		case pending:
			t.stuck = t.guard != nil && t.op != Try || t.spin
			if t.spin {
				e.cut = true
			} else {
				stuck = true
			}
		case joining:
			stuck = true
		case cut:
			e.cut = true
		case retrying:
			t.retried, e.cut = true, true
		}
	}
	if e.Traced && (stuck || e.cut) && len(e.failures) == 0 {
		e.waitsFor()
	}
	if stuck && !e.cut && len(e.failures) == 0 {
		e.fail(Failure{Kind: Deadlock, Thread: -1, Value: e.waiting()})
	}
	if main := e.threads[0]; e.Clocks && main.status == done && !stuck && !e.cut && len(e.failures) == 0 {
		for _, t := range e.threads[1:] {
			if t.run == e.run && !t.daemon && t.last >= 0 && main.clock.at(t.id) < e.ev[t.last].epoch {
				e.fail(Failure{Kind: Outlived, Thread: t.id, Value: "nothing that the scenario did last follows what the thread did last: wait for it, or call explore.Settle at the end"})
				break
			}
		}
	}
}

// waiting says who waits for what.
//
//go:norace
func (e *Engine) waiting() string {
	var b strings.Builder
	for _, t := range e.threads {
		if t.run != e.run {
			continue
		}
		switch t.status {
		case pending:
			fmt.Fprintf(&b, "thread %s waits in %s; ", t.name, e.what(t))
		case joining:
			fmt.Fprintf(&b, "thread %s waits for those it started; ", t.name)
		}
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func (e *Engine) count() {
	e.steps += int64(e.n)
	if e.cut {
		e.blocked++
	} else {
		e.complete++
	}
}

// Totals returns how many executions ran to the end, how many ended with a thread
// that was cut, and how many steps and plain accesses there were in all.
//
//go:norace
func (e *Engine) Totals() (complete, blocked, steps, touched int64) {
	return e.complete, e.blocked, e.steps, e.touched
}

// diverged reports whether the execution was not the one it should repeat (E4), not
// ours alone (E1), or met what cannot be explored.
//
//go:norace
func (e *Engine) diverged() bool {
	for i := range e.failures {
		switch e.failures[i].Kind {
		case Nondeterminism, Stranger, Refused:
			return true
		}
	}
	return false
}

// unwindAll resumes what was left hanging so that it unwinds (E7).
//
//go:norace
func (e *Engine) unwindAll() {
	e.unwinding = true
	defer func() { e.unwinding = false }()
	for _, t := range e.threads {
		if t.run == e.run && (t.status == pending || t.status == joining || t.status == retrying || t.parked) {
			t.dying = true
			e.cur = t
			t.releaseStart()
			t.resume()
			t.acquireEnd()
			if !t.parked {
				t.status = absent
			}
			t.parked = false
		}
	}
}

// settle makes what comes after the execution follow all of it.
func (e *Engine) settle() {
	for _, t := range e.threads {
		t.acquireEnd()
	}
}

// schedule decides who runs next; nil ends the execution. It runs on the stack
// of whoever just announced a step or ended.
//
//go:norace
func (e *Engine) schedule() *thread {
	e.granted = nil
	if e.eager {
		if t := e.firstSilent(); t != nil {
			return t
		}
	}
	if e.n >= e.MaxSteps && e.MaxSteps > 0 {
		t, what := e.busiest()
		e.fail(Failure{Kind: StepBound, Thread: t.id, Value: what})
		return nil
	}
	if len(e.failures) > 0 && e.diverged() {
		return nil
	}
	id := e.Strategy.Pick(e)
	if id < 0 {
		return nil
	}
	if int(id) >= len(e.threads) || !e.enabled(e.threads[id]) {
		// A replayed step of a thread that silent code has yet to start or free.
		t := e.firstSilent()
		if t == nil {
			e.fail(Failure{Kind: Nondeterminism, Thread: id, Value: fmt.Sprintf("thread %d cannot take step %d as it did before", id, e.n)})
		}
		return t
	}
	t := e.threads[id]
	if t.status == pending {
		e.granted = t
	}
	return t
}

//go:norace
func (e *Engine) firstSilent() *thread {
	for _, t := range e.threads {
		if e.silent(t) {
			return t
		}
	}
	return nil
}

// CutThreads returns the threads whose assumption failed or whose retry was cut.
func (e *Engine) CutThreads() (ids []int32) {
	for _, t := range e.threads {
		if t.run == e.run && (t.status == cut || t.retried || t.stuck && t.spin) {
			ids = append(ids, t.id)
		}
	}
	return ids
}
