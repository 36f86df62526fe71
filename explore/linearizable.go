package explore

import (
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
}

// maxHistories bounds the cache of judged histories. Dropping it costs time only.
var maxHistories = 1 << 16 // a variable for the tests

// Linearizable explores the table and judges every history, in every real-time
// order that its class admits (X4), by the model: some order of the operations,
// true to real time, must give the model the same results. Where S and M are one
// type and Do and Spec one function, the structure, run sequentially, is its own
// specification. Each distinct history is judged once.
func Linearizable[S, M any](c Config, t Table[S, M]) Report {
	checkTable(t)
	n := enter()
	show := func(x exhibit) (Report, uint32, bool) {
		if x.client != 0 {
			return Report{}, 0, false
		}
		return t.replay(c, n, x)
	}
	if r, ok := n.ordered(show); ok {
		return r
	}
	return t.explore(c, n, 0)
}

// explore is Linearizable of a client of many, numbered from 1, or of the only one.
func (t Table[S, M]) explore(c Config, n entry, client int64) Report {
	checkTable(t)
	run := t.client(c.Calls)
	r := search(c, run.scenario, run.client())
	r.Histories, r.Most = run.count, run.most
	r.present(n, client, func() Report { return t.minimised(c, n, client, r) })
	return r
}

// minimised returns the report of the smallest counterexample (X3).
func (t Table[S, M]) minimised(c Config, n entry, client int64, r Report) Report {
	m := minimising{c: c, want: r.kind}
	x := r.exhibit()
	x.client = client
	keep, s := m.fewestOperations(t.operations(), func(keep []bool, limit int) (s engine.Schedule, never bool) {
		run := t.Only(keep).client(c.Calls)
		classes := func(e *engine.Engine) string { wrong, _ := run.judge(e, false); return wrong }
		if s, never = m.try(&engine.Optimal{}, limit/2, run.scenario, classes); s != nil || never {
			return s, never
		}
		// Of a large table a few switches may tell more than so many classes.
		s, _ = m.try(&engine.Preemptions{Bound: 2}, limit/2, run.scenario, classes)
		return s, false
	})
	if keep != nil {
		x.keep, x.schedule = keep, s
	}
	small := t.Only(keep)
	run := small.client(c.Calls)
	x, fewest := m.fewestSwitches(x, run.scenario, run.client())
	m.minimum = small.String() + "\n" + m.minimum
	return m.report(x, n, run.scenario, run.client(), fewest)
}

// replay shows an exhibit of the table.
func (t Table[S, M]) replay(c Config, n entry, x exhibit) (Report, uint32, bool) {
	if x.keep != nil && len(x.keep) != t.operations() {
		return Report{}, 0, false
	}
	run := t.Only(x.keep).client(c.Calls)
	return replay(c, x, n, run.scenario, run.client())
}

// clientRun is a table being explored.
type clientRun[S, M any] struct {
	table   Table[S, M]
	calls   bool // are steps
	threads [][]Op[S, M]
	ops     []Op[S, M]
	first   []int // number of each thread's first operation
	when    []int // 0 init, 1 parallel, 2 post
	results []any
	span    []int
	begun   []uint32 // execution in which each operation began last
	ended   []uint32
	run     uint32 // the execution
	judged  map[string]bool
	number  map[any]int // of results, equal ones the same: text would not tell 1 from "1"
	count   int64
	most    []Most
}

func (t Table[S, M]) client(calls bool) *clientRun[S, M] {
	r := &clientRun[S, M]{
		table: t, calls: calls, judged: map[string]bool{}, number: map[any]int{},
		threads: append(append([][]Op[S, M]{t.Init}, t.Parallel...), t.Post),
	}
	for i, th := range r.threads {
		r.first = append(r.first, len(r.ops))
		for _, op := range th {
			r.ops = append(r.ops, op)
			r.when = append(r.when, phase(i, len(r.threads)))
		}
	}
	r.results, r.span = make([]any, len(r.ops)), make([]int, len(r.ops))
	r.begun, r.ended = make([]uint32, len(r.ops)), make([]uint32, len(r.ops))
	return r
}

func (r *clientRun[S, M]) client() client {
	return client{judge: r.judge, name: r.name, call: r.call}
}

func (r *clientRun[S, M]) scenario() {
	s := r.table.New()
	e := engine.Current()
	r.run = e.Number()
	list := func(i int) func() {
		return func() {
			for k, op := range r.threads[i] {
				n := r.first[i] + k
				r.span[n] = e.Begin()
				r.begun[n] = r.run
				r.results[n] = op.Do(s)
				r.ended[n] = r.run
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

func (r *clientRun[S, M]) measure(e *engine.Engine) {
	for n, op := range r.ops {
		steps := e.Spans()[r.span[n]].Steps
		i := slices.IndexFunc(r.most, func(m Most) bool { return m.Name == op.Name })
		if i < 0 {
			r.most = append(r.most, Most{op.Name, steps})
		} else {
			r.most[i].Steps = max(r.most[i].Steps, steps)
		}
	}
}

// judge says what no order explains. See client.
func (r *clientRun[S, M]) judge(e *engine.Engine, own bool) (what string, shown engine.Schedule) {
	r.measure(e)
	for n, op := range r.ops {
		checkResult(op.Name, r.results[n])
	}
	before := func(precedes func(a, b int) bool) func(a, b int) bool {
		return func(a, b int) bool {
			return r.when[a] < r.when[b] || precedes(r.span[a], r.span[b]) || sameThread(r.first, a, b) && a < b
		}
	}
	sp := e.Spans()
	stamped := func(a, b int) bool { return sp[a].Last >= 0 && sp[a].Last < sp[b].First }
	if own || r.calls {
		if by := before(stamped); !r.explained(by) {
			what = history(r.ops, r.results, by, r.table.Model)
		}
		return what, nil
	}
	e.Orders(func(precedes func(a, b int) bool) bool {
		by := before(precedes)
		if r.explained(by) {
			return true
		}
		// The order of this execution is told if it is wrong as well: it is seen as
		// it is when the schedule is replayed.
		if mine := before(stamped); !r.explained(mine) {
			by = mine
		} else {
			shown = e.Shown()
		}
		what = history(r.ops, r.results, by, r.table.Model)
		return false
	})
	return what, shown
}

// explained reports whether some order, true to before, explains the results.
func (r *clientRun[S, M]) explained(before func(a, b int) bool) bool {
	if len(r.judged) >= maxHistories || len(r.number) >= maxHistories {
		clear(r.judged)
		clear(r.number)
	}
	var key strings.Builder
	for a := range r.ops {
		n, ok := r.number[r.results[a]]
		if !ok {
			n = len(r.number)
			r.number[r.results[a]] = n
		}
		fmt.Fprintf(&key, "%d;", n)
		for b := range r.ops {
			if before(a, b) {
				key.WriteByte('1')
			} else {
				key.WriteByte('0')
			}
		}
	}
	ok, known := r.judged[key.String()]
	if !known {
		r.count++
		ok, _ = linearizable(r.ops, r.results, before, r.table.Model)
		r.judged[key.String()] = ok
	}
	return ok
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
		if r.begun[n] == r.run && r.span[n] == span {
			switch {
			case r.ended[n] != r.run:
				answer = unanswered
			case r.results[n] != nil:
				answer = fmt.Sprint(r.results[n])
			}
			return r.ops[n].Name, answer
		}
	}
	return "operation", unanswered
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

func sameThread(first []int, a, b int) bool {
	for _, f := range first {
		if (a < f) != (b < f) {
			return false
		}
	}
	return true
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
