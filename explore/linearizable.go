package explore

import (
	"encoding/binary"
	"fmt"
	"slices"
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
}

// A Table is a client of a structure: operations that come first, one list of
// operations per thread, and operations that come last.
type Table[S, M any] struct {
	New      func() S
	Model    func() M
	Init     []Op[S, M]
	Parallel [][]Op[S, M]
	Post     []Op[S, M]

	// Judge, if not nil, judges histories instead of Model and Spec, which then may be
	// nil: it says what is wrong with one, or "". It must be pure: each distinct
	// history, by results and real-time order, is judged once.
	Judge func(history []Call) string

	// Ended, if not nil, looks at each execution that ran to its end, after it, and
	// says what is wrong, or "". It may look at the structure that New made last.
	// The calls have no times; mayPrecede(a, b) says whether call a has returned before
	// call b begins in some execution of the class. With Ended, Model and Judge may both
	// be nil: then no history is judged.
	Ended func(calls []Call, mayPrecede func(a, b int) bool) string
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
	checkTable(t)
	threads := append(append([][]Op[S, M]{t.Init}, t.Parallel...), t.Post)
	var ops []Op[S, M]
	first := make([]int, len(threads)) // number of each thread's first operation
	var when []int                     // 0 init, 1 parallel, 2 post
	for i, th := range threads {
		first[i] = len(ops)
		for _, op := range th {
			ops = append(ops, op)
			when = append(when, phase(i, len(threads)))
		}
	}
	results := make([]any, len(ops))
	span := make([]int, len(ops))
	scenario := func() {
		s := t.New()
		e := engine.Current()
		list := func(i int) func() {
			return func() {
				for k, op := range threads[i] {
					n := first[i] + k
					span[n] = e.Begin()
					results[n] = op.Do(s)
					e.End()
				}
			}
		}
		list(0)()
		for i := range t.Parallel {
			Go(list(i + 1))
		}
		Join()
		list(len(threads) - 1)()
	}
	calls := make([]Call, len(ops))
	for n, op := range ops {
		calls[n].Name, calls[n].Thread = op.Name, thread(first, n)%(len(threads)-1)
	}
	wrong := func() string { return t.Judge(calls) }
	if t.Judge == nil {
		wrong = func() string {
			before := func(a, b int) bool { return calls[a].Return < calls[b].Begin }
			if !linearizable(ops, results, before, t.Model) {
				return history(ops, results, before)
			}
			return ""
		}
	}
	judged := map[string]bool{} // by the numbers of its results, and its times
	number := map[any]int{}     // of results, equal ones the same: text would not tell 1 from "1"
	var key []byte
	var count int64
	most := mostOf(ops)
	look := func(in []engine.Interval, results int) string {
		settle(calls, when, span, in)
		key = key[:results]
		for n := range calls {
			key = binary.AppendUvarint(key, uint64(calls[n].Begin))
			key = binary.AppendUvarint(key, uint64(calls[n].Return))
		}
		ok, known := judged[string(key)]
		if known && ok {
			return ""
		}
		what := wrong()
		if !known {
			count++
			judged[string(key)] = what == ""
		}
		return what
	}
	judge := func(e *engine.Engine) (what string) {
		most.measure(e, span)
		for n, op := range ops {
			checkResult(op.Name, results[n])
			calls[n].Result = results[n]
		}
		if t.Ended != nil {
			may := e.MayPrecede()
			if what = t.Ended(calls, func(a, b int) bool { return when[a] < when[b] || may(span[a], span[b]) }); what != "" {
				return what
			}
		}
		if t.Model == nil && t.Judge == nil {
			return ""
		}
		if len(judged) >= maxHistories || len(number) >= maxHistories {
			clear(judged)
			clear(number)
		}
		key = key[:0]
		for _, r := range results {
			n, ok := number[r]
			if !ok {
				n = len(number)
				number[r] = n
			}
			key = binary.AppendUvarint(key, uint64(n))
		}
		known := len(key)
		if c.Calls {
			return look(e.Intervals(), known)
		}
		e.Strictest(func(in []engine.Interval) bool {
			what = look(in, known)
			return what == ""
		})
		return what
	}
	r := search(c, scenario, judge)
	r.Histories, r.Most = count, most.list
	return r
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
// neighbours in its thread, and of several in a row all but the last come early.
func settle(calls []Call, when, span []int, in []engine.Interval) {
	n := len(calls) + 1
	phase := (len(in) + 2) * n // more than a phase takes
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

// linearizable searches for an order. The model is run anew for each prefix.
func linearizable[S, M any](ops []Op[S, M], results []any, before func(a, b int) bool, model func() M) bool {
	taken := make([]bool, len(ops))
	var order []int
	var search func() bool
	search = func() bool {
		if len(order) == len(ops) {
			return true
		}
	next:
		for a := range ops {
			if taken[a] {
				continue
			}
			for b := range ops {
				if !taken[b] && before(b, a) {
					continue next
				}
			}
			m := model()
			for _, o := range order {
				ops[o].Spec(m)
			}
			want := ops[a].Spec(m)
			checkResult(ops[a].Name, want)
			if want != results[a] {
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
	return search()
}

// history prints what no order explains.
func history[S, M any](ops []Op[S, M], results []any, before func(a, b int) bool) string {
	var b strings.Builder
	b.WriteString("not linearizable: no order of these operations explains their results:")
	for a := range ops {
		fmt.Fprintf(&b, "\n\t%d %s", a+1, ops[a].Name)
		if results[a] != nil {
			fmt.Fprintf(&b, " = %v", results[a])
		}
		var after []string
		for o := range ops {
			if before(o, a) {
				after = append(after, fmt.Sprint(o+1))
			}
		}
		if after != nil {
			fmt.Fprintf(&b, ", after %s", strings.Join(after, " "))
		}
	}
	return b.String()
}
