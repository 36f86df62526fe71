package engine

import (
	"fmt"
	"reflect"
	"time"
)

// A loop that waits begins an iteration again and again. Woven code tells of each, with
// what its function keeps from one to the next: the values of all variables that the
// loop assigns and does not declare inside. What else it changes is seen.
//
// An iteration is idle if it changed nothing that anybody can see, and keeps what an
// earlier one kept since when the thread has changed nothing: the thread is where it
// was, and only has read, perhaps under a lock (see section), or written what was there.
// Leave those steps out of an execution, and it is one of the program's, in which this
// thread began later: everybody else finds the same values, less is ordered, so that what
// raced still does, and a
// shorter operation, with fewer edges, is explained by nothing that does not explain the
// longer one. So whatever an execution shows is shown by one without idle iterations
// but at its end, and a thread may end after one. What makes an iteration idle is told
// by the thread's own past, so to end it there is what the program does (E16), as an
// assumption that fails.
//
//	SpinCut     the thread ends after its first idle iteration
//	without     it ends after one that read the same writes as the iteration before:
//	            a retry that failed because others got on is run again
//
// What is kept may count, and be used, or a worker may do something in each iteration, so that
// none is idle. A thread that has done the same operations on the same variables in as many
// iterations as most, one after the other, ends too; that is a bound, and named.
//
// An iteration that is idle, took no step and asked for the time waits for nobody: what it
// waits for is the time, and it is later for the thread after it, as if it had slept.
//
// A loop without a step, such as one that counts its turns while it reads a plain flag, lets
// nobody else go on, under no strategy. It may be a long computation, too. So it ends after
// as many iterations as endless; that is a bound, too.

// most is how many iterations of the same steps a loop makes.
const most = 64

// endless is how many iterations without a step a loop makes, one after the other.
const endless = 1 << 20

// A Loop is one run of a loop of the code under test.
type Loop struct {
	engine *Engine
	thread *thread
	run    uint32

	iterations   int
	kept         []any  // by an earlier iteration
	state        uint64 // of its thread, see section
	changes      uint64
	others       others // then
	until, age   int    // for how many iterations that one stands, and how many it has stood
	reads, steps uint64
	read, did    uint64 // in the iteration before
	same         int    // iterations with the same steps
	still        int    // iterations without any
	probe        int    // of which the iterations are

	asks  uint64        // for the time, of the thread's
	timed int           // iterations, one after the other, that took no step and asked
	pause time.Duration // after the last of them that waited
}

// NewLoop returns a loop that the running thread begins.
//
//go:norace
func (e *Engine) NewLoop() *Loop {
	e.cur.loops = true
	return &Loop{engine: e, thread: e.cur, run: e.run, until: 1, asks: e.cur.asks}
}

// Again begins an iteration, with what is kept of those before.
//
//go:norace
func (l *Loop) Again(kept ...any) {
	e, t := l.engine, l.thread
	if t.dying || e.cur != t || e.run != l.run {
		return // unwinding
	}
	if e.probing && l.probe != e.probes { // what was before is another iteration's
		l.probe, l.iterations = e.probes, 0
	}
	idle := l.iterations > 0 && t.state() == l.state && sameValues(kept, l.kept)
	read, did := t.reads-l.reads, t.acts-l.steps
	l.reads, l.steps = t.reads, t.acts
	again := l.iterations > 1 && read == l.read
	if l.iterations > 1 && did == l.did && did != 0 {
		l.same++
	} else {
		l.same = 0
	}
	if l.still++; did != 0 {
		l.still = 0
	}
	if l.timed++; did != 0 || t.asks == l.asks {
		l.timed = 0
	}
	l.read, l.did, l.asks = read, did, t.asks
	l.iterations++
	if e.probing {
		e.probed++
		if idle || e.probed > probeLimit {
			e.fails = true
		}
		if e.fails || t.state() != e.before {
			panic(unwind{})
		}
	}
	switch {
	case e.probing:
	case l.timed > 0 && (idle || l.timed > most) && l.pause < longest:
		l.pause = max(2*l.pause, shortest)
		e.nap(l.pause)
	case idle && e.SpinCut, idle && again && e.stutters():
		if t.changes != l.changes {
			e.bound(under)
		}
		t.bounded, t.calm = false, l.others == e.others(t)
		t.around = l.others
		e.retire(t)
		l.probe = e.probes // from here on
	case l.same >= most && e.stutters():
		e.bound(fmt.Sprintf("%d turns of the loop at %s that do the same", most, Place()))
		t.bounded = true
		e.retire(t)
	case l.still >= endless:
		e.bound(fmt.Sprintf("%d turns of the loop at %s without a step", endless, Place()))
		t.bounded = true
		e.retire(t)
	}
	// The iteration to compare with is of the present if something changed, and else
	// stands for twice as many as the one before it: every cycle is found.
	switch l.age++; {
	case l.iterations == 1 || t.state() != l.state:
		l.until, l.age = 1, 0
	case l.age < l.until:
		return
	default:
		l.until, l.age = 2*l.until, 0
	}
	l.state, l.changes, l.kept, l.others = t.state(), t.changes, extend(l.kept[:0], kept), e.others(t)
}

// Unseen is what Again is told is kept if nobody knows: it is never the same.
var Unseen any = func() {}

// sameValues reports whether two iterations keep the same.
//
//go:norace
func sameValues(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameValue(a[i], b[i]) {
			return false
		}
	}
	return true
}

//go:norace
func sameValue(a, b any) bool {
	if x, ok := a.(int); ok { // most are
		y, ok := b.(int)
		return ok && x == y
	}
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case !x.IsValid() || !y.IsValid():
		return x.IsValid() == y.IsValid()
	case x.Type() != y.Type():
		return false
	case x.Kind() == reflect.Slice:
		return x.UnsafePointer() == y.UnsafePointer() && x.Len() == y.Len() && x.Cap() == y.Cap()
	case x.Kind() == reflect.Map:
		return x.UnsafePointer() == y.UnsafePointer()
	}
	return x.Comparable() && y.Comparable() && a == b
}

// stutters reports whether a thread that does the same again may end without SpinCut.
// Under a random strategy it may not: sooner or later somebody else has his turn. What
// is replayed may come from one of those, and ends threads that have no turn any more.
//
//go:norace
func (e *Engine) stutters() bool {
	s := e.Strategy
	if t, ok := s.(*Twice); ok {
		s = t.Strategy
	}
	switch s := s.(type) {
	case *Replay:
		for i := e.n; i < len(s.Schedule); i++ {
			if s.Schedule[i].Thread == e.cur.name {
				return false
			}
		}
	case *RandomWalk, *PCT, *POS:
		return false
	}
	return true
}

// retire ends the running thread's part: it would begin an iteration again.
//
//go:norace
func (e *Engine) retire(t *thread) {
	t.status = retrying
	e.next = e.schedule() // never t
	t.yield(struct{}{})
	if t.dying {
		panic(unwind{})
	}
	e.cur = t // probed: one more iteration
}

// saw keeps what a step of t read and did, for the loop in which it stands: sums, so that
// the part of each iteration can be told. A word that got the value that it had has not
// changed, though who reads it is ordered after the step.
//
//go:norace
func (l *location) saw(e *Engine, t *thread, ev *Event) {
	before := t.state()
	if ev.Write && (ev.step != nil || ev.Before != ev.After) {
		t.changes++
		l.version++
	}
	step := uint64(ev.Loc)<<8 + uint64(ev.Op) + 1
	read := mix(step ^ mix(uint64(l.version)))
	t.reads += read
	t.acts += mix(step)
	if ev.step != nil && (ev.step.On == Mutex || ev.step.On == RWMutex) {
		t.locked(e, ev, before, read)
	}
}

// Bounds returns what else but the strategy bounds this part of a search, for Told.
func (e *Engine) Bounds() []string { return e.bounds }

//go:norace
func (e *Engine) bound(what string) {
	for _, b := range e.bounds {
		if b == what {
			return
		}
	}
	e.bounds = extend(e.bounds, []string{what})
}
