package explore

import (
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
}

// maxHistories bounds the cache of judged histories. Dropping it costs time only.
var maxHistories = 1 << 16 // a variable for the tests

// Linearizable explores the table and judges every history, in every real-time
// order that its class admits (X4), by the model: some order of the operations,
// true to real time, must give the model the same results. Where S and M are one
// type and Do and Spec one function, the structure, run sequentially, is its own
// specification. Each distinct history is judged once.
func Linearizable[S, M any](c Config, t Table[S, M]) Report {
	if runs, ok := sampled(c, realRuns); ok {
		return sampleTable(c, runs, t)
	}
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
	judged := map[string]bool{}
	number := map[any]int{} // of results, equal ones the same: text would not tell 1 from "1"
	var count int64
	var most []Most
	measure := func(e *engine.Engine) {
		for n, op := range ops {
			steps := e.Spans()[span[n]].Steps
			i := slices.IndexFunc(most, func(m Most) bool { return m.Name == op.Name })
			if i < 0 {
				most = append(most, Most{op.Name, steps})
			} else {
				most[i].Steps = max(most[i].Steps, steps)
			}
		}
	}
	judge := func(e *engine.Engine) (what string) {
		measure(e)
		for n, op := range ops {
			checkResult(op.Name, results[n])
		}
		look := func(precedes func(a, b int) bool) bool {
			if len(judged) >= maxHistories || len(number) >= maxHistories {
				clear(judged)
				clear(number)
			}
			before := func(a, b int) bool {
				return when[a] < when[b] || precedes(span[a], span[b]) || sameThread(first, a, b) && a < b
			}
			var key strings.Builder
			for a := range ops {
				n, ok := number[results[a]]
				if !ok {
					n = len(number)
					number[results[a]] = n
				}
				fmt.Fprintf(&key, "%d;", n)
				for b := range ops {
					if before(a, b) {
						key.WriteByte('1')
					} else {
						key.WriteByte('0')
					}
				}
			}
			ok, known := judged[key.String()]
			if !known {
				count++
				ok = linearizable(ops, results, before, t.Model)
				judged[key.String()] = ok
			}
			if !ok {
				what = history(ops, results, before)
			}
			return ok
		}
		if c.Calls {
			sp := e.Spans()
			look(func(a, b int) bool { return sp[a].Last < sp[b].First })
		} else {
			e.Orders(look)
		}
		return what
	}
	r := search(c, scenario, judge)
	r.Histories, r.Most = count, most
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

func sameThread(first []int, a, b int) bool {
	for _, f := range first {
		if (a < f) != (b < f) {
			return false
		}
	}
	return true
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
