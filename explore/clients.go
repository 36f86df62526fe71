package explore

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Clients are all clients of a structure up to a bound: every way to share at most
// Calls calls of the operations among at most Threads threads. Threads are
// interchangeable, so clients that differ in the order of their threads are one.
//
// The operations of a role other than "" go to one thread of a client, and with
// OneRole that thread runs no others: {push and popHead of the role "owner",
// popTail of the role ""} then are the clients of one owner and many thieves.
type Clients[S, M any] struct {
	New     func() S
	Model   func() M
	Init    []Op[S, M]                // of each client, before its threads
	Ops     []func(call int) Op[S, M] // call numbers the calls of a client, from 1, so that values can differ
	Post    []Op[S, M]                // of each client, after its threads
	Calls   int                       // at most; at least 1
	Threads int                       // at most; at least 1
	OneRole bool                      // a thread runs the operations of one role, "" being one
}

// All yields the clients as tables, the smallest first: fewer calls before more,
// then fewer threads before more, then in the order of Ops. The order and the
// tables are the same every time.
func (g Clients[S, M]) All() iter.Seq[Table[S, M]] {
	roles := g.check()
	return func(yield func(Table[S, M]) bool) {
		for calls := 1; calls <= g.Calls; calls++ {
			for threads := 1; threads <= min(g.Threads, calls); threads++ {
				if !deal(roles, g.OneRole, calls, threads, nil, func(client [][]int) bool {
					return yield(g.table(client))
				}) {
					return
				}
			}
		}
	}
}

// Client returns the n-th table that All yields, from 1: the one that a Report of
// [LinearizableAll] names.
func (g Clients[S, M]) Client(n int64) Table[S, M] {
	i := int64(0)
	for t := range g.All() {
		if i++; i == n {
			return t
		}
	}
	panic(fmt.Sprintf("explore: no client %d: there are %d, numbered from 1", n, i))
}

// check panics if g is wrong, and returns the roles of its operations.
func (g Clients[S, M]) check() (roles []string) {
	switch {
	case g.New == nil || g.Model == nil:
		panic("explore: Clients need New and Model")
	case len(g.Ops) == 0:
		panic("explore: Clients need at least one operation in Ops")
	case g.Calls < 1 || g.Threads < 1:
		panic(fmt.Sprintf("explore: Clients of at most %d calls in at most %d threads: both must be at least 1", g.Calls, g.Threads))
	}
	for i, make := range g.Ops {
		if make == nil {
			panic(fmt.Sprintf("explore: Clients.Ops[%d] is nil", i))
		}
		roles = append(roles, make(1).Role)
	}
	return roles
}

// table numbers the calls of a client, thread by thread.
func (g Clients[S, M]) table(client [][]int) Table[S, M] {
	t := Table[S, M]{New: g.New, Model: g.Model, Init: g.Init, Post: g.Post}
	call := 0
	for _, th := range client {
		var ops []Op[S, M]
		for _, op := range th {
			call++
			ops = append(ops, g.Ops[op](call))
		}
		t.Parallel = append(t.Parallel, ops)
	}
	return t
}

// deal adds threads to a client, calls calls in all, the longest thread first and
// among equally long ones in the order of their operations: of clients that differ
// only in the order of their threads, one. It reports whether yield always said
// true.
func deal(roles []string, oneRole bool, calls, threads int, client [][]int, yield func([][]int) bool) bool {
	if threads == 0 {
		return calls > 0 || yield(client)
	}
	for n := calls - threads + 1; n*threads >= calls; n-- {
		var least []int
		if k := len(client); k > 0 {
			if n > len(client[k-1]) {
				continue
			}
			if n == len(client[k-1]) {
				least = client[k-1]
			}
		}
		th := make([]int, n)
		var fill func(i int) bool
		fill = func(i int) bool {
			if i == n {
				if slices.Compare(th, least) < 0 {
					return true
				}
				return deal(roles, oneRole, calls-n, threads-1, append(slices.Clip(client), slices.Clone(th)), yield)
			}
			for op := range roles {
				th[i] = op
				if allowed(roles, oneRole, client, th[:i+1]) && !fill(i+1) {
					return false
				}
			}
			return true
		}
		if !fill(0) {
			return false
		}
	}
	return true
}

// allowed reports whether a thread may begin with th, beside those of the client.
func allowed(roles []string, oneRole bool, client [][]int, th []int) bool {
	r := roles[th[len(th)-1]]
	if oneRole && r != roles[th[0]] {
		return false
	}
	if r == "" {
		return true
	}
	for _, other := range client {
		if slices.ContainsFunc(other, func(op int) bool { return roles[op] == r }) {
			return false
		}
	}
	return true
}

// LinearizableAll runs [Linearizable] on every client, the smallest first, and
// stops at the first that is violated. Calls and Threads are a bound, so the best
// that it can say is bounded. Config.Executions is the budget of all clients
// together. To replay a failure, run Linearizable on g.Client(report.Clients).
func LinearizableAll[S, M any](c Config, g Clients[S, M]) (all Report) {
	checkBudget(c)
	if c.apart() {
		panic("explore: LinearizableAll is one search for each client: Config.Workers and Config.Checkpoint are for Explore and Linearizable")
	}
	if c.Strategy.replay {
		panic("explore: LinearizableAll cannot replay the schedule of one client: give Linearizable the table Clients.Client(report.Clients)")
	}
	g.check()
	entry := enter()
	_, real := sampled(c, realClient)
	if !real {
		if r, ok := entry.ordered(func(x exhibit) (Report, uint32, bool) {
			i := int64(0)
			for t := range g.All() {
				if i++; i == x.client {
					return t.replay(c, entry, x)
				}
			}
			return Report{}, 0, false
		}); ok {
			return r
		}
	}
	budget := c.Executions
	all.Verdict = Bounded
	unmet := ""
	for t := range g.All() {
		if budget != Unlimited {
			if c.Executions = budget - all.Executions - all.Blocked; c.Executions <= 0 {
				all.Verdict, all.Failure = Unknown, outOfBudget
				break
			}
		}
		var r Report
		if runs, ok := sampled(Config{}, realClient); ok {
			if budget != Unlimited {
				runs = min(runs, c.Executions)
			}
			r = sampleTable(c, runs, t)
		} else {
			r = t.explore(c, entry, all.Clients+1)
		}
		all.Clients++
		all.add(r)
		switch {
		case r.Failure == outOfBudget || r.Failure == interrupted:
			all.Verdict, all.Failure = Unknown, r.Failure
		case r.Failure == noAccess || r.Failure == noEnd:
			unmet, all.unseen = r.Failure, r.unseen // a client so small that it met no shared access, or could only wait, says nothing
			continue
		case r.Verdict == Unknown || r.Verdict == Violated:
			all.Verdict, all.Schedule, all.Trace, all.Repeat, all.small = r.Verdict, r.Schedule, r.Trace, r.Repeat, r.small
			all.kind, all.schedule, all.print, all.unseen = r.kind, r.schedule, r.print, r.unseen
			all.Failure = fmt.Sprintf("client %d, %s: %s", all.Clients, t, r.Failure)
		case r.Verdict == Sampled:
			all.Verdict = Sampled
			continue
		default:
			continue
		}
		break
	}
	if (all.Steps == 0 && !all.Real || all.Executions == 0) && all.Failure == "" {
		all.Verdict, all.Failure = Unknown, unmet
	}
	all.unseen = all.unseen && all.Verdict == Unknown
	all.Bounds = fmt.Sprintf("every client of at most %d calls in at most %d threads; %s", g.Calls, g.Threads, all.Bounds)
	if real {
		return entry.real(all)
	}
	return all.seen(entry)
}

// add counts the report of one client into that of all.
func (r *Report) add(one Report) {
	r.Bounds, r.Real = one.Bounds, one.Real
	r.Executions += one.Executions
	r.Blocked += one.Blocked
	r.Steps += one.Steps
	r.Histories += one.Histories
	for _, m := range one.Most {
		i := slices.IndexFunc(r.Most, func(x Most) bool { return x.Name == m.Name })
		if i < 0 {
			r.Most = append(r.Most, m)
		} else {
			r.Most[i].Steps = max(r.Most[i].Steps, m.Steps)
		}
	}
}

// String tells the table's operations: those of a thread separated by blanks,
// threads by bars, Init before and Post after a double bar.
func (t Table[S, M]) String() string {
	list := func(ops []Op[S, M]) string {
		var names []string
		for _, op := range ops {
			names = append(names, op.Name)
		}
		return strings.Join(names, " ")
	}
	var threads []string
	for _, th := range t.Parallel {
		threads = append(threads, list(th))
	}
	s := strings.Join(threads, " | ")
	if len(t.Init) > 0 {
		s = list(t.Init) + " || " + s
	}
	if len(t.Post) > 0 {
		s += " || " + list(t.Post)
	}
	return s
}
