package explore

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// An Op is one operation of a table: what it does to the structure S under test,
// and to a sequential model M of it. Results are compared with ==.
type Op[S, M any] struct {
	Name string
	Role string // at most one thread may run the operations of one role; "" for any
	Do   func(S) any
	Spec func(M) any
	Law  func(result any) string // that such a result must keep, for reports; may be nil
}

// A Table is a client of a structure: operations that come first, one list of
// operations per thread, and operations that come last.
type Table[S, M any] struct {
	New      func() S
	Model    func() M
	Init     []Op[S, M]
	Parallel [][]Op[S, M]
	Post     []Op[S, M]
	Threads  []string // names of Parallel's threads, for reports; by default their roles or numbers

	// Judge, if not nil, judges histories instead of Model and Spec, which then may be
	// nil: it says what is wrong with one, or "". It must be pure: each distinct
	// history, by results and real-time order, is judged once. And what it accepts it
	// must accept where more calls overlap: only the strictest orders that a class of
	// executions admits are judged, those to which no other one adds.
	Judge func(history []Call) string

	// Ended, if not nil, looks at each execution that ran to its end, after it, and
	// says what is wrong, or "". It may look at the structure that New made last.
	// The calls have the times of that one execution; mayPrecede(a, b) says whether call a
	// has returned before call b begins in some execution of the class. With Ended, Model and Judge may both
	// be nil: then no history is judged.
	Ended func(calls []Call, mayPrecede func(a, b int) bool) string

	// Fewer, if not nil, makes the table without some of its operations, of Init, each
	// thread and Post in turn, for a smaller counterexample. It is for tables whose Judge or
	// Ended knows the operations by their places.
	Fewer func(keep []bool) Table[S, M]
}

// A Call is an operation of a history. The calls are in the order of the table: Init,
// each thread's, Post.
type Call struct {
	Name   string
	Thread int // from 1; 0 for Init and Post
	Result any

	// Times: a call has returned before another begins if and only if its Return is less
	// than the other's Begin.
	Begin, Return int
}

// maxHistories bounds the cache of judged histories. Dropping it costs time only.
var maxHistories = 1 << 16 // a variable for the tests

// Linearizable explores the table and judges every history, in every real-time
// order that its class admits (X4), by the model: some order of the operations,
// true to real time, must give the model the same results. Where S and M are one
// type and Do and Spec one function, the structure, run sequentially, is its own
// specification. Each distinct history is judged once.
func Linearizable[S, M any](c Config, t Table[S, M]) Report {
	n := enter()
	if runs, ok := sampled(c, realRuns); ok {
		return n.real(sampleTable(c, runs, t))
	}
	checkTable(t)
	if r, ok := n.ordered(func(x exhibit) (Report, uint32, bool) {
		if x.client != 0 {
			return Report{}, 0, false
		}
		return t.replay(c, n, x)
	}); ok {
		return r
	}
	return t.explore(c, n, 0).seen(n)
}

// explore is Linearizable of a client of many, numbered from 1, or of the only one.
func (t Table[S, M]) explore(c Config, n entry, client int64) Report {
	checkTable(t)
	run := t.client(c.Calls)
	r := search(c, run.scenario, run.client())
	r.Histories, r.Most = run.tally.count, run.tally.most.list
	r.present(n, client, func() Report { return t.minimised(c, n, client, r) })
	return r
}

// minimised returns the report of the smallest counterexample (X3).
func (t Table[S, M]) minimised(c Config, n entry, client int64, r Report) Report {
	m := minimising{c: c, want: r.kind, ran: Progress{r.Executions, r.Blocked, nil}}
	x := r.exhibit()
	x.client = client
	keep, s := m.fewestOperations(t.operations(), func(keep []bool, limit int) (s engine.Schedule, never bool) {
		small := t.fewer(keep)
		if small.operations() != kept(keep) {
			return nil, true // one of them must not go
		}
		run := small.client(c.Calls)
		if s, never = m.try(&engine.Optimal{}, limit/2, run.scenario, run.classes); s != nil || never {
			return s, never
		}
		// Of a large table a few switches may tell more than so many classes.
		s, _ = m.try(&engine.Preemptions{Bound: 2}, limit/2, run.scenario, run.classes)
		return s, false
	})
	if keep != nil {
		x.keep, x.schedule = keep, s
	}
	small := t.fewer(keep)
	run := small.client(c.Calls)
	x, fewest := m.fewestSwitches(x, run.scenario, run.client())
	m.minimum = small.String() + ", " + m.minimum
	return m.report(x, n, run.scenario, run.client(), fewest)
}

// replay shows an exhibit of the table.
func (t Table[S, M]) replay(c Config, n entry, x exhibit) (Report, uint32, bool) {
	if x.keep != nil && len(x.keep) != t.operations() {
		return Report{}, 0, false
	}
	run := t.fewer(x.keep).client(c.Calls)
	return replay(c, x, n, run.scenario, run.client())
}

// clientRun is a table that is being explored.
type clientRun[S, M any] struct {
	table   Table[S, M]
	strict  bool // calls and returns are steps
	threads [][]Op[S, M]
	ops     []Op[S, M]
	first   []int // number of each thread's first operation
	when    []int // 0 init, 1 parallel, 2 post
	results []any
	span    []int
	begun   []uint32 // execution in which each operation began last
	now     uint32   // the execution
	calls   []Call
	in      []engine.Interval // scratch
	judged  map[string]bool   // by the numbers of its results, and its times
	number  map[any]int       // of results, equal ones the same: text would not tell 1 from "1"
	key     []byte
	tally   tally
}

func (t Table[S, M]) client(strict bool) *clientRun[S, M] {
	r := &clientRun[S, M]{
		table: t, strict: strict, judged: map[string]bool{}, number: map[any]int{},
		threads: append(append([][]Op[S, M]{t.Init}, t.Parallel...), t.Post),
	}
	for i, th := range r.threads {
		r.first = append(r.first, len(r.ops))
		for _, op := range th {
			r.ops = append(r.ops, op)
			r.when = append(r.when, phase(i, len(r.threads)))
		}
	}
	n := len(r.ops)
	r.results, r.span, r.begun = make([]any, n), make([]int, n), make([]uint32, n)
	r.calls = make([]Call, n)
	for n, op := range r.ops {
		r.calls[n].Name, r.calls[n].Thread = op.Name, thread(r.first, n)%(len(r.threads)-1)
	}
	r.tally.most = mostOf(r.ops)
	return r
}

func (r *clientRun[S, M]) client() client {
	return client{judge: r.judge, name: r.name, call: r.call, tally: &r.tally}
}

func (r *clientRun[S, M]) scenario() {
	s := r.table.New()
	e := engine.Current()
	r.now = e.Number()
	list := func(i int) func() {
		return func() {
			for k, op := range r.threads[i] {
				n := r.first[i] + k
				r.span[n] = e.Begin()
				r.begun[n] = r.now
				r.results[n] = op.Do(s)
				e.End()
			}
		}
	}
	list(0)()
	for i := range r.table.Parallel {
		Go(list(i + 1))
	}
	Join()
	list(len(r.threads) - 1)()
}

// wrong says what is wrong with the history of calls, or "".
func (r *clientRun[S, M]) wrong() string {
	if r.table.Judge != nil {
		return r.table.Judge(r.calls)
	}
	before := func(a, b int) bool { return r.calls[a].Return < r.calls[b].Begin }
	if ok, _ := linearizable(r.ops, r.results, before, r.table.Model); !ok {
		return history(r.ops, r.results, before, r.table.Model)
	}
	return ""
}

// look judges the history that has these times, once. The first bytes of the key tell
// the results.
func (r *clientRun[S, M]) look(in []engine.Interval, results int) string {
	settle(r.calls, r.when, r.span, in, len(in))
	r.key = r.key[:results]
	for n := range r.calls {
		r.key = binary.AppendUvarint(r.key, uint64(r.calls[n].Begin))
		r.key = binary.AppendUvarint(r.key, uint64(r.calls[n].Return))
	}
	ok, known := r.judged[string(r.key)]
	if known && ok {
		return ""
	}
	what := r.wrong()
	if !known {
		r.tally.saw(r.results, r.key[results:])
		r.judged[string(r.key)] = what == ""
	}
	return what
}

// judge says what is wrong with an execution. See client.
func (r *clientRun[S, M]) judge(e *engine.Engine, own bool) (what string, shown engine.Schedule) {
	r.tally.most.measure(e, r.span)
	for n, op := range r.ops {
		checkResult(op.Name, r.results[n])
		r.calls[n].Result = r.results[n]
	}
	if r.table.Ended != nil {
		spans := e.Spans()
		r.in = r.in[:0]
		for _, sp := range spans {
			r.in = append(r.in, engine.Interval{Call: sp.First, Return: sp.Last})
		}
		settle(r.calls, r.when, r.span, r.in, e.Len())
		may := e.MayPrecede()
		if what = r.table.Ended(r.calls, func(a, b int) bool { return r.when[a] < r.when[b] || may(r.span[a], r.span[b]) }); what != "" {
			return what, nil
		}
	}
	if r.table.Model == nil && r.table.Judge == nil {
		return "", nil
	}
	if len(r.judged) >= maxHistories || len(r.number) >= maxHistories {
		clear(r.judged)
		clear(r.number)
	}
	r.key = r.key[:0]
	for _, result := range r.results {
		n, ok := r.number[result]
		if !ok {
			n = len(r.number)
			r.number[result] = n
		}
		r.key = binary.AppendUvarint(r.key, uint64(n))
	}
	known := len(r.key)
	if own || r.strict {
		return r.look(e.Intervals(), known), nil
	}
	e.Strictest(func(in []engine.Interval) bool {
		if what = r.look(in, known); what == "" {
			return true
		}
		// The order of this execution is told if it is wrong as well: it is seen as
		// it is when the schedule is replayed.
		if mine := r.look(e.Intervals(), known); mine != "" {
			what = mine
		} else {
			shown = e.Shown(in)
		}
		return false
	})
	return what, shown
}

// classes judges an execution in every order that its class admits.
func (r *clientRun[S, M]) classes(e *engine.Engine) string {
	wrong, _ := r.judge(e, false)
	return wrong
}

// name is that of a thread's lane.
func (r *clientRun[S, M]) name(thread string) string {
	if i, err := strconv.Atoi(thread); err == nil && i > 0 && i <= len(r.table.Parallel) {
		return r.table.thread(i - 1)
	}
	return ""
}

// call is what a lane says of an operation.
func (r *clientRun[S, M]) call(span int) (name, answer string) {
	for n := range r.ops {
		if r.begun[n] == r.now && r.span[n] == span {
			if r.results[n] != nil {
				answer = fmt.Sprint(r.results[n])
			}
			return r.ops[n].Name, answer
		}
	}
	return "operation", ""
}

func phase(i, n int) int {
	switch i {
	case 0:
		return 0
	case n - 1:
		return 2
	}
	return 1
}

// thread returns the list that operation n is of.
func thread(first []int, n int) int {
	i := len(first) - 1
	for first[i] > n {
		i--
	}
	return i
}

// settle gives the calls their times: those of the order, Init's before the threads'
// and Post's after. A call that took no step may have come at any time between its
// neighbours in its thread, and of several in a row all but the last come early. No time
// of the order is greater than most.
func settle(calls []Call, when, span []int, in []engine.Interval, most int) {
	n := len(calls) + 1
	phase := (most + 2) * n // more than a phase takes
	for i := range calls {
		x := in[span[i]]
		calls[i].Begin, calls[i].Return = int(x.Call+1)*n+when[i]*phase, int(x.Return+1)*n+when[i]*phase
	}
	stepless := func(i int) bool { return i < len(calls) && in[span[i]].Return < 0 }
	for i := range calls {
		if !stepless(i) {
			continue
		}
		mine := func(j int) bool {
			return j >= 0 && j < len(calls) && when[i] == when[j] && calls[i].Thread == calls[j].Thread
		}
		calls[i].Begin = when[i] * phase
		if mine(i - 1) {
			calls[i].Begin = calls[i-1].Return + 1
		}
		switch {
		case !mine(i + 1):
			calls[i].Return = (when[i]+1)*phase - 1
		case stepless(i + 1):
			calls[i].Return = calls[i].Begin
		default:
			calls[i].Return = calls[i+1].Begin - 1
		}
	}
}

// longest is the largest number of steps of each operation, by its name.
type longest struct {
	list []Most
	of   []int // the place of each operation in the list
}

func mostOf[S, M any](ops []Op[S, M]) *longest {
	m := new(longest)
	for _, op := range ops {
		i := slices.IndexFunc(m.list, func(x Most) bool { return x.Name == op.Name })
		if i < 0 {
			i = len(m.list)
			m.list = append(m.list, Most{Name: op.Name})
		}
		m.of = append(m.of, i)
	}
	return m
}

func (m *longest) measure(e *engine.Engine, span []int) {
	spans := e.Spans()
	for n, i := range m.of {
		m.list[i].Steps = max(m.list[i].Steps, spans[span[n]].Steps)
	}
}

// linearizable searches for an order. The model is run anew for each prefix. If
// there is none, longest is the longest beginning of one, the first of them.
func linearizable[S, M any](ops []Op[S, M], results []any, before func(a, b int) bool, model func() M) (ok bool, longest []int) {
	taken := make([]bool, len(ops))
	var order []int
	var search func() bool
	search = func() bool {
		if len(order) == len(ops) {
			return true
		}
		if len(order) > len(longest) {
			longest = slices.Clone(order)
		}
		for a := range ops {
			if !next(a, taken, before) || says(ops, order, a, model) != results[a] {
				continue
			}
			taken[a], order = true, append(order, a)
			if search() {
				return true
			}
			taken[a], order = false, order[:len(order)-1]
		}
		return false
	}
	return search(), longest
}

// next reports whether a may come next, when these are taken.
func next(a int, taken []bool, before func(a, b int) bool) bool {
	if taken[a] {
		return false
	}
	for b := range taken {
		if !taken[b] && before(b, a) {
			return false
		}
	}
	return true
}

// says is what the model answers to a after the operations of order.
func says[S, M any](ops []Op[S, M], order []int, a int, model func() M) any {
	m := model()
	for _, o := range order {
		ops[o].Spec(m)
	}
	want := ops[a].Spec(m)
	checkResult(ops[a].Name, want)
	return want
}

// history prints what no order explains, and why none does: a beginning that the
// model follows as far as it follows any, and what it answers to all that may come
// next.
func history[S, M any](ops []Op[S, M], results []any, before func(a, b int) bool, model func() M) string {
	var b strings.Builder
	b.WriteString("not linearizable: no order of these operations explains their results:")
	for a := range ops {
		fmt.Fprintf(&b, "\n\t%d %s", a+1, called(ops[a].Name, results[a]))
		if after := numbers(len(ops), func(o int) bool { return before(o, a) }); after != "" {
			fmt.Fprintf(&b, ", after %s", after)
		}
	}
	_, longest := linearizable(ops, results, before, model)
	taken := make([]bool, len(ops))
	start := "no beginning of any order"
	if len(longest) > 0 {
		var names []string
		for _, a := range longest {
			taken[a] = true
			names = append(names, fmt.Sprint(a+1))
		}
		start = strings.Join(names, " ") + ", and no order further"
	}
	fmt.Fprintf(&b, "\nthe model follows %s: what comes next it answers otherwise", start)
	for a := range ops {
		if !next(a, taken, before) {
			continue
		}
		answer := says(ops, longest, a, model)
		if answer == nil {
			answer = "nothing"
		}
		fmt.Fprintf(&b, "\n\t%d %s: the model says %v", a+1, called(ops[a].Name, results[a]), answer)
		if ops[a].Law != nil {
			if law := ops[a].Law(results[a]); law != "" {
				fmt.Fprintf(&b, "\n\tthe law is %s", law)
			}
		}
	}
	return b.String()
}

func called(name string, result any) string {
	if result == nil {
		return name
	}
	return fmt.Sprintf("%s = %v", name, result)
}

// numbers lists those below n that are meant, from 1.
func numbers(n int, meant func(i int) bool) string {
	var list []string
	for i := range n {
		if meant(i) {
			list = append(list, fmt.Sprint(i+1))
		}
	}
	return strings.Join(list, " ")
}
