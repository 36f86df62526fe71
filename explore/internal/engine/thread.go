package engine

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

type status uint8

const (
	absent    status = iota // not started in this execution
	unstarted               // started, has not run yet
	pending                 // has announced a step
	joining                 // waits for the threads it started; no event
	cut                     // an assumption failed
	retrying                // a marked retry ended its part; never enabled
	done                    // its function returned
)

// thread is one explored thread. It and its coroutine are kept from execution
// to execution; the k-th thread that a given thread starts is always the same.
type thread struct {
	tokens
	id       int32   // by order of first start, over all executions
	name     string  // by place in the tree of starts: the same under every strategy
	tag      uint64  // hash of the name, the same in every process
	children []int32 // by order of start
	started  int     // how many of them in this execution
	run      uint32  // execution to which the fields below belong
	status   status
	dying    bool
	normal   bool // its function returned
	parked   bool // it was cut, and waits for the end of the execution to unwind
	stuck    bool // the execution ended while it waited for its guard
	retried  bool // the execution ended after a marked retry ended its part
	fn       func()
	resume   func() (struct{}, bool)
	stop     func()
	yield    func(struct{}) bool
	g        uintptr // its coroutine's goroutine, 0 before and after
	goid     int64   // the number under which the runtime prints that

	// the announced step
	op     Op
	addr   unsafe.Pointer
	object Object
	arg    uint64
	now    uint64
	guard  Guard
	step   *Step // on an object of the engine's, or nil
	spin   bool  // a CAS that waits until it would succeed
	pc     uintptr

	spinNext bool // its next CAS ends an iteration that a failure leaves unchanged

	drawn uint64 // random numbers in this execution

	// over all executions, see Loop
	changes uint64        // that it made, or may have made
	told    time.Duration // when it last asked for the time
	asks    uint64        // how often it did
	reads   uint64        // the sum of its steps, with what they read
	acts    uint64        // the sum of its steps
	choices uint64        // how often it chose
	bounded bool          // a bound, and no retry, ended its part
	calm    bool          // an idle iteration did, in which nobody else changed anything
	around  others        // then

	// what it has changed, see section
	closed, equal uint64 // at closed it is as it was at equal
	sections      []section

	// what it has written plainly since it was last asked, see overwrite
	loops      bool // it has told of loops
	overwrites []overwrite
	unwritten  uint64 // its state before those
	written    uint64 // what it had changed after the last of them

	last  int32 // its last event, -1 for none
	preds []int32
	steps int
	span  int32 // its operation under way, -1 for none
	clock clock

	pins  int   // depth of Pin
	stops bool  // it has stopped the world
	on    int32 // the P it is pinned to
	home  int32 // the P on which it pins, plus 1; 0 for any

	daemon   bool // nobody waits for it: a timer, a finalizer or a cleanup
	holds    bool // a weak pointer gave it its target
	settling bool // it joins everybody
}

// unwind is what a thread that must not go on panics with.
type unwind struct{}

// Recovered returns what code under test recovered, but panics again with what is ours: a
// thread that must not go on does not.
func Recovered(r any) any {
	if u, ours := r.(unwind); ours {
		panic(u)
	}
	return r
}

// body is the coroutine: it runs one function per execution.
func (e *Engine) body(t *thread) iter.Seq[struct{}] {
	return func(yield func(struct{}) bool) { e.loop(t, yield) }
}

//go:norace
func (e *Engine) loop(t *thread, yield func(struct{}) bool) {
	t.yield = yield
	t.g, t.goid = getg(), goid()
	defer t.forget()
	for {
		e.call(t)
		t.dying = false
		if !e.unwinding {
			e.cur = t
			e.next = e.schedule()
		}
		if !yield(struct{}{}) {
			return
		}
	}
}

// forget says that t has no goroutine any more.
//
//go:norace
func (t *thread) forget() { t.g = 0 }

//go:norace
func (e *Engine) call(t *thread) {
	t.normal = false
	defer e.caught(t)
	t.fn()
	e.ended(t)
	if !t.dying {
		t.status = done
	}
	t.normal = true
}

// caught is deferred: it judges how t's function ended.
//
//go:norace
func (e *Engine) caught(t *thread) {
	if t.normal {
		return
	}
	r := recover()
	if _, ours := r.(unwind); ours {
		return
	}
	if r == nil {
		return // runtime.Goexit: the caller of resume ends with us
	}
	t.status = done
	if !t.dying && !e.probing {
		f := Failure{Kind: Panicked, Thread: t.id, Value: r, Stack: fmt.Sprintf("panic in thread %s:\n%s", t.name, frames(stackOf(2)))}
		if e.Traced {
			f.Spots = []Spot{{Thread: t.id, Step: e.n, PC: users(stackOf(2))}}
		}
		e.fail(f)
	}
}

// Go starts a thread of the exploration. Starting is no event; what the child
// does follows what its parent did before.
//
//go:norace
func (e *Engine) Go(fn func()) int32 {
	return e.start(e.cur, fn)
}

//go:norace
func (e *Engine) start(parent *thread, fn func()) int32 {
	var t *thread
	if parent != nil && (parent.dying || e.probing) {
		panic(unwind{})
	}
	if parent != nil && parent.started < len(parent.children) {
		t = e.threads[parent.children[parent.started]]
	} else if parent == nil && len(e.threads) > 0 {
		t = e.threads[0]
	} else {
		t = e.newThread(parent)
	}
	t.run, t.status, t.fn = e.run, unstarted, fn
	t.started, t.last, t.steps, t.drawn, t.told = 0, -1, 0, 0, 0
	t.dying, t.spinNext, t.span = false, false, -1
	t.step, t.pins, t.stops, t.home = nil, 0, false, 0
	t.daemon, t.holds, t.settling = parent != nil && parent.daemon, false, false
	t.preds, t.sections = t.preds[:0], t.sections[:0]
	t.loops = false
	t.overwritten()
	if parent != nil {
		parent.started++
		parent.changes++
		t.preds = e.appendClosed(t.preds, parent)
		if e.Clocks {
			t.clock.copy(parent.clock)
			parent.clock.tick(parent.id)
		}
	} else if e.Clocks {
		t.clock.copy(nil)
	}
	if e.Clocks {
		t.clock.tick(t.id)
	}
	t.releaseStart()
	return t.id
}

// newThread makes the next thread that parent starts.
//
//go:norace
func (e *Engine) newThread(parent *thread) *thread {
	t := &thread{id: int32(len(e.threads)), name: "0"}
	if parent != nil {
		t.name = strconv.Itoa(len(parent.children) + 1)
		if parent.id != 0 {
			t.name = parent.name + "-" + t.name
		}
		parent.children = append(parent.children, t.id)
	}
	t.tag = 0xCBF29CE484222325
	for i := 0; i < len(t.name); i++ {
		t.tag = mix(t.tag + uint64(t.name[i]))
	}
	e.threads = append(e.threads, t)
	t.resume, t.stop = pull(t, e.body(t))
	return t
}

// adopt gives the threads of these names their numbers before any has started:
// a part of a search speaks of them by number. Those who start others come before
// them.
func (e *Engine) adopt(names []string) {
	for _, name := range names {
		var parent *thread
		if name != "0" {
			of := "0"
			if i := strings.LastIndexByte(name, '-'); i >= 0 {
				of = name[:i]
			}
			for _, t := range e.threads {
				if t.name == of {
					parent = t
				}
			}
		}
		if t := e.newThread(parent); t.name != name {
			panic(fmt.Sprintf("internal error: thread %s of a part of a search is numbered before others", name))
		}
	}
}

// appendClosed appends to list the events that an event which follows p's
// present must follow.
//
//go:norace
func (e *Engine) appendClosed(list []int32, p *thread) []int32 {
	if p.last >= 0 {
		list = append(list, p.last)
	}
	return extend(list, p.preds) // not yet carried by an event of p
}

// Join waits until every thread that the caller started has ended.
// It is no event; what follows it follows all they did.
//
//go:norace
func (e *Engine) Join() {
	t := e.cur
	if t.dying || e.probing {
		panic(unwind{})
	}
	e.mayWait(true, "Join")
	e.await(t)
	for _, c := range t.children[:t.started] {
		if !e.threads[c].daemon {
			e.follow(t, e.threads[c])
		}
	}
}

// Settle waits until every other thread has ended, those that nobody waits for among
// them. It is no event; what follows it follows all they did.
//
//go:norace
func (e *Engine) Settle() {
	t := e.cur
	if t.dying || e.probing {
		panic(unwind{})
	}
	e.mayWait(true, "Settle")
	t.settling = true
	e.await(t)
	t.settling = false
	for _, c := range e.threads {
		if c.run == e.run && c != t {
			e.follow(t, c)
		}
	}
}

// follow makes what t does next follow all that c did.
//
//go:norace
func (e *Engine) follow(t, c *thread) {
	t.preds = e.appendClosed(t.preds, c)
	if e.Clocks {
		t.clock.join(c.clock)
	}
	c.acquireEnd()
}

// await lets others run until t can join.
//
//go:norace
func (e *Engine) await(t *thread) {
	if !e.joinable(t) {
		t.status = joining
		for next := e.schedule(); next != t; next = e.schedule() {
			e.next = next
			t.yield(struct{}{})
			if t.dying {
				panic(unwind{})
			}
			e.cur = t
			if e.joinable(t) {
				break
			}
		}
	}
	t.status, t.guard = pending, nil
}

//go:norace
func (e *Engine) joinable(t *thread) bool {
	if t.settling {
		for _, c := range e.threads {
			if c != t && c.run == e.run && c.status != done {
				return false
			}
		}
		return true
	}
	for _, c := range t.children[:t.started] {
		if x := e.threads[c]; x.status != done && !x.daemon {
			return false
		}
	}
	return true
}

// enabled reports whether t can take a step, or run silently towards one.
//
//go:norace
func (e *Engine) enabled(t *thread) bool {
	if t.run != e.run {
		return false
	}
	switch t.status {
	case unstarted:
		return true
	case joining:
		return e.joinable(t)
	case pending:
		if t.spin {
			return e.value(t) == t.arg
		}
		return t.guard == nil || t.op == Try || t.guard(e.value(t))
	}
	return false
}

// silent reports whether resuming t leads to an announcement, not to a step.
//
//go:norace
func (e *Engine) silent(t *thread) bool {
	return t.run == e.run && (t.status == unstarted || t.status == joining && e.joinable(t))
}

// value is what t's announced location holds now.
//
//go:norace
func (e *Engine) value(t *thread) uint64 {
	if l := e.findLoc(t.addr); l >= 0 {
		return e.locs[l].val
	}
	return t.now
}
