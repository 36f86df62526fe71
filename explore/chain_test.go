package explore_test

import (
	"fmt"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

// list is the chain of rings with exactly the events of Go's poolChain.
type list struct {
	head *link // the owner's
	tail atomic.Pointer[link]
}

type link struct {
	spmc
	next, prev atomic.Pointer[link]
}

func newLink(size int) *link { return &link{spmc: *newRing(size)} }

func newList(size int) *list {
	l := &list{head: newLink(size)}
	l.tail.Store(l.head)
	return l
}

func (l *list) pushHead(v int) {
	d := l.head
	if d.pushHead(v) {
		return
	}
	d2 := newLink(2 * len(d.values))
	d2.prev.Store(d)
	l.head = d2
	d.next.Store(d2)
	d2.pushHead(v)
}

func (l *list) popHead() (int, bool) {
	for d := l.head; d != nil; d = d.prev.Load() {
		if v, ok := d.popHead(); ok {
			return v, true
		}
	}
	return 0, false
}

func (l *list) popTail() (int, bool) {
	for d := l.tail.Load(); ; {
		d2 := d.next.Load()
		if v, ok := d.popTail(); ok {
			return v, true
		}
		if d2 == nil {
			return 0, false
		}
		if l.tail.CompareAndSwap(d, d2) {
			d2.prev.Store(nil)
		}
		d = d2
	}
}

// done is one operation of a history.
type done struct {
	kind  byte // U, H or T
	value int  // pushed or popped, 0 for "empty"
}

// explains reports whether some order of the operations in left, true to real
// time, is one of the strict deque that now holds q.
func explains(ops []done, precedes func(a, b int) bool, left []int, q []int) bool {
	if len(left) == 0 {
		return true
	}
	for i, a := range left {
		o := ops[a]
		next, ok := q, true
		switch {
		case o.kind == 'U':
			next = append(append([]int{}, q...), o.value)
		case o.value == 0:
			ok = len(q) == 0
		case o.kind == 'H':
			if ok = len(q) > 0 && q[len(q)-1] == o.value; ok {
				next = q[:len(q)-1]
			}
		default:
			if ok = len(q) > 0 && q[0] == o.value; ok {
				next = q[1:]
			}
		}
		for _, b := range left {
			ok = ok && !precedes(b, a)
		}
		if ok && explains(ops, precedes, append(append([]int{}, left[:i]...), left[i+1:]...), next) {
			return true
		}
	}
	return false
}

// TestRealTimeLitmus: law E8. One execution of each class shows no violation of
// the strict deque; with calls and returns as steps, or with every order that a
// class admits, there are four histories.
func TestRealTimeLitmus(t *testing.T) {
	for _, c := range []struct {
		name    string
		calls   bool // as steps
		orders  bool // all that a class admits, else that of its one execution
		classes int64
		illegal int
	}{
		{"one execution of each class", false, false, 92, 0},
		{"calls and returns as steps", true, false, 780, 4},
		{"all orders of each class", false, true, 92, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ops [4]done
			illegal := map[string]bool{} // by what was returned, and who preceded whom
			judge := func(e *engine.Engine, number []int, precedes func(a, b int) bool) {
				by := func(a, b int) bool { return precedes(number[a], number[b]) }
				if explains(ops[:], by, []int{0, 1, 2, 3}, []int{1}) {
					return
				}
				name := ""
				for a, o := range ops {
					name += fmt.Sprint(o.value)
					for b := range ops {
						if a != b {
							name += fmt.Sprint(by(a, b))[:1]
						}
					}
				}
				illegal[name] = true
			}
			number := make([]int, 4) // of each operation among the engine's spans
			r := explore.RunEngine(explore.EngineConfig{Calls: c.calls, OnDone: func(e *engine.Engine) {
				if c.orders {
					e.Orders(func(in []engine.Interval) bool {
						judge(e, number, func(a, b int) bool { return in[a].Precedes(in[b]) })
						return true
					})
					return
				}
				s := e.Spans()
				judge(e, number, func(a, b int) bool { return s[a].Last < s[b].First })
			}}, func() {
				l := newList(1)
				l.pushHead(1)
				e := engine.Current()
				op := func(i int, f func() done) func() {
					return func() {
						number[i] = e.Begin()
						ops[i] = f()
						e.End()
					}
				}
				push := op(0, func() done { l.pushHead(2); return done{kind: 'U', value: 2} })
				pop := op(1, func() done { v, _ := l.popHead(); return done{kind: 'H', value: v} })
				steal := func() done { v, _ := l.popTail(); return done{kind: 'T', value: v} }
				explore.Parallel(func() { push(); pop() }, op(2, steal), op(3, steal))
			})
			if r.Complete != c.classes || len(illegal) != c.illegal {
				t.Errorf("%d classes, %d illegal histories; want %d and %d; %v", r.Complete, len(illegal), c.classes, c.illegal, r.Failures)
			}
		})
	}
}
