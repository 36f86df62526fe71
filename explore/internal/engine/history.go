package engine

import "slices"

// A Span is one operation of the scenario: the steps that it took. A caller may
// see it called as late as its first step and returned as early as its last:
// that is the shortest it can be, and the order of operations that is easiest
// to violate (E8).
type Span struct {
	Thread      int32
	First, Last int32 // -1 when it took none
	Steps       int
	Ended       bool
}

// Begin starts an operation of the running thread and returns its number, in
// order of beginning.
//
//go:norace
func (e *Engine) Begin() int {
	if e.Calls {
		e.Plain(Call)
	}
	t := e.cur
	if t.dying || e.probing {
		panic(unwind{})
	}
	if t.span >= 0 {
		panic("explore: an operation inside an operation")
	}
	t.span = int32(len(e.spans))
	sp := Span{Thread: t.id, First: -1, Last: -1}
	if e.Calls {
		sp.First = t.last
		sp.Last = t.last
	}
	e.spans = append(e.spans, sp)
	return int(t.span)
}

// End ends the running thread's operation.
//
//go:norace
func (e *Engine) End() {
	if e.Calls {
		e.Plain(Return)
	}
	if e.probing {
		panic(unwind{}) // the operation came to its end
	}
	e.spans[e.cur.span].Ended = true
	e.cur.span = -1
}

// Spans returns the operations of the execution.
func (e *Engine) Spans() []Span { return e.spans }

// An Interval is an operation in real time, seen as the shortest that it can be: a
// has returned before b is called if and only if a.Return < b.Call. Equal orders have
// equal intervals. An operation that took no step has {-1, -1}: it precedes nothing.
type Interval struct{ Call, Return int32 }

// Precedes reports whether an operation has returned before the other is called.
func (a Interval) Precedes(b Interval) bool { return a.Return >= 0 && a.Return < b.Call }

// Intervals returns the operations in the real-time order of the execution itself.
func (e *Engine) Intervals() []Interval {
	in := make([]Interval, len(e.spans))
	e.intervals(in, func(ret, call int) bool {
		return e.spans[ret].Last >= 0 && e.spans[ret].Last < e.spans[call].First
	})
	return in
}

// points are the calls and returns of the operations, 2i and 2i+1 those of span i, and
// for each, as a set of points, what it follows and itself. Those of an operation of
// one step are one: each follows the other.
type points struct {
	n, w int // how many, and the words of a set
	pre  []uint64
	free [][]uint64
	sets [][]uint64
}

func (p *points) row(pre []uint64, i int) []uint64 { return pre[i*p.w : i*p.w+p.w] }

// gather finds out what calls and returns follow in every execution of the class.
func (e *Engine) gather() *points {
	p := &e.points
	if n := 2 * len(e.spans); p.n != n {
		*p = points{n: n, w: n/64 + 1}
		p.pre = make([]uint64, n*p.w)
	}
	clear(p.pre)
	past := e.past()
	for x := range p.n {
		i := e.step(x)
		if i < 0 {
			continue
		}
		r, follows := p.row(p.pre, x), past(i)
		for y := range p.n {
			if k := e.step(y); k >= 0 && has(follows, k) {
				set(r, y)
			}
		}
	}
	return p
}

// step returns the step at which a point is, -1 for none.
func (e *Engine) step(point int) int {
	sp := &e.spans[point/2]
	if point%2 == 0 {
		return int(sp.First)
	}
	return int(sp.Last)
}

// past returns a function that returns the set of the steps that a step follows, and
// itself. What the strategy has found out need not be found out again.
func (e *Engine) past() func(i int) []uint64 {
	if s, ok := e.Strategy.(*Optimal); ok && !e.diverged() {
		return func(i int) []uint64 { return s.at(s.pre, i) }
	}
	n := e.n
	w := n/64 + 1
	pre := make([]uint64, n*w)
	row := func(i int) []uint64 { return pre[i*w : i*w+w] }
	last := make(map[int32]int)
	for j := range n {
		ev := &e.ev[j]
		r := row(j)
		if k, ok := last[ev.Thread]; ok {
			or(r, row(k))
		}
		if ev.preds >= 0 {
			for _, k := range e.preds[ev.preds] {
				or(r, row(int(k)))
			}
		}
		for k := j - 1; k >= 0; k-- {
			if !has(r, k) && Dependent(ev, &e.ev[k]) {
				or(r, row(k))
			}
		}
		set(r, j)
		last[ev.Thread] = j
	}
	return row
}

// MayPrecede returns a function that reports whether operation a has returned before
// b is called in some execution of the class. It is valid until the next execution.
func (e *Engine) MayPrecede() func(a, b int) bool {
	p := e.gather()
	return func(a, b int) bool {
		x, y := 2*a+1, 2*b
		return e.step(x) >= 0 && e.step(y) >= 0 && e.step(x) != e.step(y) && !has(p.row(p.pre, x), y)
	}
}

// Orders calls visit with every real-time order of the operations that some
// linearisation of the execution's class shows, each once, as the operations'
// intervals, valid during the call. A class and one such order are a class of the
// dependency relation in which an operation's first step and another's last do not
// commute. It stops when visit returns false, and reports whether it came to the end.
// Time: O(operations²) per order; concurrency: none.
func (e *Engine) Orders(visit func(in []Interval) bool) bool {
	p := e.gather()
	type pair struct{ ret, call int }
	var pairs []pair
	for a := range e.spans {
		for b := range e.spans {
			if e.spans[a].Thread != e.spans[b].Thread && e.spans[a].Last >= 0 && e.spans[b].First >= 0 {
				pairs = append(pairs, pair{2*a + 1, 2 * b})
			}
		}
	}
	in := make([]Interval, len(e.spans))
	var decide func(pre []uint64, k int) bool
	decide = func(pre []uint64, k int) bool {
		for ; k < len(pairs); k++ {
			c := pairs[k]
			if has(p.row(pre, c.ret), c.call) || has(p.row(pre, c.call), c.ret) {
				continue
			}
			next := p.copy(pre)
			p.order(next, c.ret, c.call)
			if ok := decide(next, k+1); !ok {
				return false
			}
			p.free = append(p.free, next)
			p.order(pre, c.call, c.ret)
		}
		e.intervals(in, func(ret, call int) bool { return has(p.row(pre, 2*call), 2*ret+1) })
		return visit(in)
	}
	return decide(p.copy(p.pre), 0)
}

// Strictest is Orders without those to which another one of the class only adds: who
// accepts results in one order accepts them where operations overlap that did not, so
// whoever accepts these accepts all. An order may come twice.
//
// In such an order no return waits once everything that it follows has happened, and no
// call comes before it must, for some return. So an order is a sequence of blocks: the
// calls that a return still needs, and then that return, and all others that can come.
// The calls of a block never contain those of another one that could come now: that
// one had better be first.
func (e *Engine) Strictest(visit func(in []Interval) bool) bool {
	p := e.gather()
	in := make([]Interval, len(e.spans))
	var ops []int
	for a := range e.spans {
		in[a] = Interval{-1, -1}
		if e.spans[a].First >= 0 {
			ops = append(ops, a)
		}
	}
	var block func(done []uint64, returned int32) bool
	block = func(done []uint64, returned int32) bool {
		blocks := p.blocks(ops, done)
		if len(blocks) == 0 {
			return visit(in)
		}
		for _, calls := range blocks {
			next, now := p.set(done), returned
			or(next, calls)
			for more := true; more; {
				more = false
				for _, a := range ops {
					if has(calls, 2*a) {
						in[a].Call = returned
					}
					if ret := 2*a + 1; !has(next, ret) && p.can(next, ret) {
						set(next, ret)
						in[a].Return = returned
						now++
						more = true
					}
				}
			}
			if !block(next, now) {
				return false
			}
			p.sets = append(p.sets, next)
		}
		p.sets = append(p.sets, blocks...)
		return true
	}
	none := p.set(nil)
	defer func() { p.sets = append(p.sets, none) }()
	return block(none, 0)
}

// blocks returns the smallest sets of calls after which some return can come.
func (p *points) blocks(ops []int, done []uint64) (blocks [][]uint64) {
next:
	for _, a := range ops {
		if has(done, 2*a+1) {
			continue
		}
		calls := p.set(p.row(p.pre, 2*a+1))
		for k := range calls {
			calls[k] &= 0x5555555555555555 &^ done[k]
		}
		for i := 0; i < len(blocks); i++ {
			switch {
			case contained(blocks[i], calls):
				p.sets = append(p.sets, calls)
				continue next
			case contained(calls, blocks[i]):
				p.sets = append(p.sets, blocks[i])
				blocks = slices.Delete(blocks, i, i+1)
				i--
			}
		}
		blocks = append(blocks, calls)
	}
	return blocks
}

// contained reports whether all of b is in c.
func contained(b, c []uint64) bool {
	for k := range b {
		if b[k]&^c[k] != 0 {
			return false
		}
	}
	return true
}

// can reports whether all that a point follows has happened.
func (p *points) can(done []uint64, point int) bool {
	r := p.row(p.pre, point)
	for k, w := range done {
		if k == point>>6 {
			w |= 1 << (point & 63)
		}
		if r[k]&^w != 0 {
			return false
		}
	}
	return true
}

// set returns a copy of a set of points, an empty one of nil.
func (p *points) set(of []uint64) (s []uint64) {
	if n := len(p.sets); n > 0 {
		s, p.sets = p.sets[n-1], p.sets[:n-1]
	} else {
		s = make([]uint64, p.w)
	}
	clear(s)
	copy(s, of)
	return s
}

func (p *points) copy(pre []uint64) []uint64 {
	var next []uint64
	if n := len(p.free); n > 0 {
		next, p.free = p.free[n-1], p.free[:n-1]
	} else {
		next = make([]uint64, len(pre))
	}
	copy(next, pre)
	return next
}

// order puts x, and all before it, before y and all after it.
func (p *points) order(pre []uint64, x, y int) {
	for j := range p.n {
		if r := p.row(pre, j); has(r, y) {
			or(r, p.row(pre, x))
		}
	}
}

// intervals tells an order in which every return and every call of different threads
// have their place: the time of a call is the number of returns before it, and that of a
// return the last one of a call that does not follow it.
func (e *Engine) intervals(in []Interval, before func(ret, call int) bool) {
	for b := range in {
		in[b] = Interval{-1, -1}
		if e.spans[b].First < 0 {
			continue
		}
		in[b].Call = 0
		for a := range in {
			if a != b && before(a, b) {
				in[b].Call++
			}
		}
	}
	for a := range in {
		if e.spans[a].Last < 0 {
			continue
		}
		in[a].Return = in[a].Call
		for b := range in {
			if in[b].Call > in[a].Return && !before(a, b) {
				in[a].Return = in[b].Call
			}
		}
	}
}

// Shown returns a linearisation of the execution's class in which the operations have
// these intervals, one of those that Orders visits, and which leaves a thread only
// when it must.
func (e *Engine) Shown(in []Interval) Schedule {
	w := e.n/64 + 1
	pre := make([]uint64, e.n*w)
	row := func(i int) []uint64 { return pre[i*w : i*w+w] }
	past := e.past()
	for i := range e.n {
		copy(row(i), past(i))
	}
	follows := func(x, y int) { // y, and all after it, follow x and all before it
		for j := range e.n {
			if r := row(j); has(r, y) {
				or(r, row(x))
			}
		}
	}
	for a := range in {
		for b := range in {
			ret, call := int(e.spans[a].Last), int(e.spans[b].First)
			switch {
			case a == b || ret < 0 || call < 0 || ret == call || e.spans[a].Thread == e.spans[b].Thread:
			case in[a].Precedes(in[b]):
				follows(ret, call)
			default:
				follows(call, ret)
			}
		}
	}
	taken := make([]uint64, w)
	ready := func(j int) bool {
		if has(taken, j) {
			return false
		}
		for k, b := range row(j) {
			if b &^= taken[k]; b != 0 && (k != j>>6 || b != 1<<(j&63)) {
				return false
			}
		}
		return true
	}
	var s Schedule
	for last := int32(-1); len(s) < e.n; {
		next := -1
		for j := range e.n {
			if mine := e.ev[j].Thread == last; (next < 0 || mine) && ready(j) {
				if next = j; mine {
					break
				}
			}
		}
		if next < 0 {
			panic("internal error: no execution shows this order")
		}
		ev := &e.ev[next]
		set(taken, next)
		last = ev.Thread
		s = append(s, Turn{e.Name(ev.Thread), ev.Choice})
	}
	return s
}

// Follows reports whether step j comes right after i by start or join.
func (e *Engine) Follows(i, j int) bool {
	return e.ev[j].preds >= 0 && slices.Contains(e.preds[e.ev[j].preds], int32(i))
}

// Dependent is the relation of E3 and E8 between steps of one execution.
func Dependent(a, b *Event) bool {
	switch {
	case a.Thread == b.Thread:
		return true
	case a.Loc >= 0:
		return a.Loc == b.Loc && a.Mode.meets(b.Mode)
	}
	return a.Op == Call && b.Op == Return || a.Op == Return && b.Op == Call
}
