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
	e.cur.span = -1
}

// Spans returns the operations of the execution.
func (e *Engine) Spans() []Span { return e.spans }

// Orders calls visit with every real-time order of the operations that some
// linearisation of the execution's class shows, each once: precedes(a, b) says
// whether operation a returned before b was called. A class and one such order
// are a class of the dependency relation in which an operation's first step and
// another's last do not commute. It stops when visit returns false, and reports
// whether it came to the end. Time: O(steps²/64) per order; concurrency: none.
func (e *Engine) Orders(visit func(precedes func(a, b int) bool) bool) bool {
	n := e.n
	w := n/64 + 1
	pre := make([]uint64, n*w)
	row := func(b []uint64, i int) []uint64 { return b[i*w : i*w+w] }
	last := make(map[int32]int)
	for j := range n {
		ev := &e.ev[j]
		r := row(pre, j)
		if k, ok := last[ev.Thread]; ok {
			or(r, row(pre, k))
		}
		if ev.preds >= 0 {
			for _, k := range e.preds[ev.preds] {
				or(r, row(pre, int(k)))
			}
		}
		for k := j - 1; k >= 0; k-- {
			if !has(r, k) && Dependent(ev, &e.ev[k]) {
				or(r, row(pre, k))
			}
		}
		set(r, j)
		last[ev.Thread] = j
	}
	type pair struct{ ret, call int }
	var pairs []pair
	for a := range e.spans {
		for b := range e.spans {
			if e.spans[a].Thread != e.spans[b].Thread && e.spans[a].Last >= 0 && e.spans[b].First >= 0 {
				pairs = append(pairs, pair{int(e.spans[a].Last), int(e.spans[b].First)})
			}
		}
	}
	var decide func(pre []uint64, k int) bool
	decide = func(pre []uint64, k int) bool {
		for ; k < len(pairs); k++ {
			p := pairs[k]
			if p.ret == p.call || has(row(pre, p.ret), p.call) || has(row(pre, p.call), p.ret) {
				continue
			}
			if !decide(ordered(pre, n, w, p.ret, p.call), k+1) {
				return false
			}
			pre = ordered(pre, n, w, p.call, p.ret)
		}
		e.shown = pre
		return visit(func(a, b int) bool {
			x, y := e.spans[a].Last, e.spans[b].First
			return x >= 0 && y >= 0 && x != y && has(row(pre, int(y)), int(x))
		})
	}
	return decide(pre, 0)
}

// Shown returns a linearisation of the execution's class that shows the real-time
// order which Orders has just visited, and leaves a thread when it must.
func (e *Engine) Shown() Schedule {
	w := e.n/64 + 1
	taken := make([]uint64, w)
	var s Schedule
	ready := func(j int) bool {
		for k, b := range e.shown[j*w : j*w+w] {
			if j>>6 == k {
				b &^= 1 << (j & 63)
			}
			if b&^taken[k] != 0 {
				return false
			}
		}
		return !has(taken, j)
	}
	for last := int32(-1); len(s) < e.n; {
		next := -1
		for j := range e.n {
			if (next < 0 || e.ev[j].Thread == last) && ready(j) {
				if next = j; e.ev[j].Thread == last {
					break
				}
			}
		}
		ev := &e.ev[next]
		set(taken, next)
		last = ev.Thread
		s = append(s, Turn{e.Name(ev.Thread), ev.Choice})
	}
	return s
}

// ordered returns pre with x, and all before it, before y and all after it.
func ordered(pre []uint64, n, w, x, y int) []uint64 {
	next := append([]uint64(nil), pre...)
	for j := range n {
		if r := next[j*w : j*w+w]; has(r, y) {
			or(r, pre[x*w:x*w+w])
		}
	}
	return next
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
