package explore

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A program in which nobody imports explore/atomic, explore/sync or explore/woven has
// nothing that could be explored: it was built by go test, from source as its author
// wrote it. Its scenarios run on real goroutines instead, many times, and are judged
// by the same models (X6). poolproof test builds the same program of woven source.

// realRuns is how often a scenario runs on real goroutines, realClient how often each
// of many clients does. Config.Executions overrides both.
const (
	realRuns   = 1000
	realClient = 30
)

// realLimit ends a run that does not end. The clock says nothing else.
var realLimit = 10 * time.Second // a variable for the tests

// realRun is one run of a scenario on real goroutines.
type realRun struct {
	number  int64
	threads sync.WaitGroup
	started atomic.Int32

	mu      sync.Mutex
	changed *sync.Cond // procs, owner or stopped
	failure string     // the first
	blocked bool       // an assumption failed
	goexit  bool       // a thread called runtime.Goexit
	procs   int        // virtual Ps (see Pin)
	owner   map[int]*realThread
	stopped bool // by GC or Procs
	atGC    []func()
}

// realThread is a thread of it.
type realThread struct {
	run      *realRun
	name     string
	children []*realThread
	done     chan struct{}
	random   *rand.Rand
	pins     int
	on       int
	home     int // the P on which it pins, plus 1; 0 for any
}

// cutShort is what a thread panics with whose assumption failed.
type cutShort struct{}

var (
	realOnes    sync.Map     // *realThread by goroutine
	realRunning atomic.Int32 // runs
)

// onReal returns the caller's thread, or nil if it is none of a run on real goroutines.
func onReal() *realThread {
	if realRunning.Load() == 0 {
		return nil
	}
	t, ok := realOnes.Load(engine.Goroutine())
	if !ok {
		return nil
	}
	return t.(*realThread)
}

func (r *realRun) thread(name string) *realThread {
	h := uint64(0)
	for _, c := range name {
		h = h*31 + uint64(c)
	}
	return &realThread{run: r, name: name, done: make(chan struct{}), random: rand.New(rand.NewPCG(uint64(r.number), h))}
}

// gate lets threads begin together. One processor or many: those that wait for it let
// others run.
type gate struct {
	threads int32
	came    atomic.Int32
}

func (g *gate) pass(delay int) {
	if g == nil {
		return
	}
	g.came.Add(1)
	for i := 0; g.came.Load() < g.threads; i++ {
		if i%100 == 99 {
			runtime.Gosched()
		}
	}
	// So that not always the same one is ahead, on one processor or on many.
	for range delay % 4 {
		runtime.Gosched()
	}
	for range delay {
		g.came.Load()
	}
}

// start runs fn as a thread, which begins when the gate lets it.
func (t *realThread) start(fn func(), together *gate) {
	t.run.threads.Add(1)
	t.run.started.Add(1)
	go func() {
		defer t.run.threads.Done()
		defer close(t.done)
		g := engine.Goroutine()
		realOnes.Store(g, t)
		defer realOnes.Delete(g)
		normal := false
		defer func() {
			if normal {
				return
			}
			switch x := recover(); {
			case x == cutShort{}:
				t.run.set(func() { t.run.blocked = true })
			case x == nil:
				t.run.set(func() { t.run.goexit = true })
			default:
				t.run.fail(fmt.Sprintf("panic in thread %s: %v\n%s", t.name, x, debug.Stack()))
			}
		}()
		together.pass(t.random.IntN(200))
		fn()
		normal = true
	}()
}

func (r *realRun) set(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	r.changed.Broadcast()
}

func (r *realRun) fail(what string) {
	r.set(func() {
		if r.failure == "" {
			r.failure = what
		}
	})
}

// spawn starts a thread of the caller's.
func (t *realThread) spawn(fn func(), together *gate) {
	name := strconv.Itoa(len(t.children) + 1)
	if t.name != "0" {
		name = t.name + "-" + name
	}
	child := t.run.thread(name)
	t.children = append(t.children, child)
	child.start(fn, together)
}

func (t *realThread) join() {
	for _, c := range t.children {
		<-c.done
	}
}

// parallel lets the threads begin together.
func (t *realThread) parallel(fns []func()) {
	together := &gate{threads: int32(len(fns))}
	for _, f := range fns {
		t.spawn(f, together)
	}
	t.join()
}

// The virtual Ps of a run.

func (t *realThread) setProcs(n int) (old int) {
	r := t.run
	r.mu.Lock()
	defer r.mu.Unlock()
	if old = r.procs; n >= 1 {
		for r.stopped || len(r.owner) > 0 {
			r.changed.Wait()
		}
		r.procs = n
	}
	return old
}

func (t *realThread) pin() int {
	r := t.run
	r.mu.Lock()
	defer r.mu.Unlock()
	if t.pins++; t.pins > 1 {
		return t.on
	}
	atHome := func() bool { return t.home >= 1 && t.home <= r.procs }
	for r.stopped || len(r.owner) == r.procs || atHome() && r.owner[t.home-1] != nil {
		r.changed.Wait()
	}
	t.on = t.random.IntN(r.procs)
	if atHome() {
		t.on = t.home - 1
	}
	for r.owner[t.on] != nil {
		t.on = (t.on + 1) % r.procs
	}
	r.owner[t.on] = t
	return t.on
}

func (t *realThread) unpin() {
	if t.pins < 1 {
		panic("explore: Unpin without Pin")
	}
	if t.pins--; t.pins == 0 {
		t.run.set(func() { delete(t.run.owner, t.on) })
	}
}

func (t *realThread) gc() {
	r := t.run
	r.mu.Lock()
	for r.stopped || len(r.owner) > 0 {
		r.changed.Wait()
	}
	r.stopped = true
	calls := r.atGC
	r.mu.Unlock()
	for _, f := range calls {
		f()
	}
	r.set(func() { r.stopped = false })
}

// unwovenCaller returns the path of the package that explores, if others of the program
// are woven and it is not, or "".
func unwovenCaller() string {
	if !engine.Woven("") {
		return ""
	}
	const ours = "github.com/poolproof/poolproof/"
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := frames.Next()
		at := strings.LastIndexByte(f.Function, '/') + 1
		path, _, _ := strings.Cut(f.Function[at:], ".")
		path = f.Function[:at] + path
		switch {
		case engine.Woven(path) || !more:
			return ""
		case !strings.HasPrefix(path, ours):
			return path
		}
	}
}

// sampled says whether a scenario runs on real goroutines, and if so how often.
func sampled(c Config, runs int64) (int64, bool) {
	if engine.Announced() {
		return 0, false
	}
	if c.Executions > 0 {
		runs = c.Executions
	}
	return runs, true
}

// sample runs a scenario on real goroutines, and judges each run that ended without
// a failure.
func sample(c Config, runs int64, scenario func(), judge func() string) (r Report) {
	if scenario == nil {
		panic("explore: the scenario is nil: give a function that makes the objects, starts the threads and checks") // X5
	}
	if onReal() != nil {
		panic("explore: an exploration inside an exploration: call Explore and Linearizable from the test, never from a scenario")
	}
	checkBudget(c)
	r.Real = true
	if c.Strategy.replay {
		r.Failure = "a schedule is replayed by the explorer, and this program is not woven: run it by poolproof test"
		return r
	}
	realRunning.Add(1)
	defer realRunning.Add(-1)
	for n := range runs {
		if c.While != nil && !c.While(Progress{Executions: r.Executions, Blocked: r.Blocked}) {
			r.Failure = interrupted
			break
		}
		one := &realRun{number: n, procs: engine.FirstProcs, owner: map[int]*realThread{}}
		one.changed = sync.NewCond(&one.mu)
		one.thread("0").start(scenario, nil)
		if !one.wait() {
			r.Failure = fmt.Sprintf("run %d on real goroutines has not ended after %v: a deadlock, a loop without end, or too much work", n+1, realLimit)
			break
		}
		if one.goexit {
			runtime.Goexit()
		}
		if one.blocked {
			r.Blocked++
		} else {
			r.Executions++
			if one.failure == "" && judge != nil {
				one.failure = judge()
			}
		}
		if one.failure != "" && r.Failure == "" {
			r.Verdict, r.Failure = Violated, fmt.Sprintf("run %d on real goroutines: %s", n+1, one.failure)
			if !c.All {
				break
			}
		}
	}
	switch {
	case r.Failure != "":
	case r.Executions == 0:
		r.Failure = "no run came to its end: a failed assumption cut each of them"
	default:
		r.Verdict = Sampled
	}
	r.Bounds = fmt.Sprintf("on real goroutines, GOMAXPROCS %d; poolproof test runs every interleaving", runtime.GOMAXPROCS(0))
	return r
}

// wait reports whether the run came to its end.
func (r *realRun) wait() bool {
	ended := make(chan struct{})
	go func() {
		r.threads.Wait()
		close(ended)
	}()
	limit := time.NewTimer(realLimit)
	defer limit.Stop()
	select {
	case <-ended:
		return true
	case <-limit.C:
		return false
	}
}

// sampleTable runs a table on real goroutines. An operation is called when a counter
// said so before it, and has returned when it said so after it.
func sampleTable[S, M any](c Config, runs int64, t Table[S, M]) Report {
	checkTable(t)
	threads := append(append([][]Op[S, M]{t.Init}, t.Parallel...), t.Post)
	var ops []Op[S, M]
	var calls []Call
	first := make([]int, len(threads))
	for i, th := range threads {
		first[i] = len(ops)
		ops = append(ops, th...)
		for _, op := range th {
			calls = append(calls, Call{Name: op.Name, Thread: i % (len(threads) - 1)})
		}
	}
	var now atomic.Int64
	results := make([]any, len(ops))
	scenario := func() {
		s := t.New()
		list := func(i int) func() {
			return func() {
				for k, op := range threads[i] {
					n := first[i] + k
					calls[n].Begin = int(now.Add(1))
					results[n] = op.Do(s)
					calls[n].Return = int(now.Add(1))
				}
			}
		}
		list(0)()
		var fns []func()
		for i := range t.Parallel {
			fns = append(fns, list(i+1))
		}
		Parallel(fns...)
		list(len(threads) - 1)()
	}
	before := func(a, b int) bool { return calls[a].Return < calls[b].Begin }
	judged := map[string]bool{}
	var count int64
	judge := func() (what string) {
		for n, op := range ops {
			checkResult(op.Name, results[n])
			calls[n].Result = results[n]
		}
		if t.Ended != nil {
			if what = t.Ended(calls, before); what != "" {
				return what
			}
		}
		if t.Model == nil && t.Judge == nil {
			return ""
		}
		var key strings.Builder
		for a := range ops {
			fmt.Fprintf(&key, "%v;", results[a])
			for b := range ops {
				fmt.Fprint(&key, before(a, b))
			}
		}
		if judged[key.String()] && plainResults(results) {
			return ""
		}
		if !judged[key.String()] {
			count++
			judged[key.String()] = true
		}
		switch {
		case t.Judge != nil:
			return t.Judge(calls)
		}
		if ok, _ := linearizable(ops, results, before, t.Model); !ok {
			return history(ops, results, before, t.Model)
		}
		return ""
	}
	r := sample(c, runs, scenario, judge)
	r.Histories = count
	return r
}

// plainResults reports whether the text of each result tells it, if the same operation
// always returns the same type.
func plainResults(results []any) bool {
	for _, x := range results {
		switch v := reflect.ValueOf(x); {
		case x == nil, v.CanInt(), v.CanUint(), v.Kind() == reflect.Bool:
		default:
			return false
		}
	}
	return true
}

// Sampling reports whether scenarios of this program run on real goroutines (X6), since
// nothing of it is woven.
func Sampling() bool { return !engine.Announced() }
