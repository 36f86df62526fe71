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

// done is one operation of a history: what it did and when, in steps.
type done struct {
	kind      byte // U, H or T
	value     int  // pushed or popped, 0 for "empty"
	call, ret int
}

// explains reports whether some order of ops, true to real time, is one of the
// strict deque that now holds q.
func explains(ops []done, q []int) bool {
	if len(ops) == 0 {
		return true
	}
	for i, o := range ops {
		first := true
		for _, p := range ops {
			first = first && !(p.ret < o.call)
		}
		if !first {
			continue
		}
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
		if ok {
			rest := append(append([]done{}, ops[:i]...), ops[i+1:]...)
			if explains(rest, next) {
				return true
			}
		}
	}
	return false
}

// TestRealTimeLitmus: law E8. One execution of each class shows no violation of
// the strict deque; with calls and returns as steps there are four.
func TestRealTimeLitmus(t *testing.T) {
	for _, c := range []struct {
		name       string
		timed      bool
		m, illegal int64
	}{
		{"classes of the accesses alone", false, 92, 0},
		{"with calls and returns", true, 780, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			var history [4]done
			seen := map[string]bool{} // illegal histories: what each returned, and who preceded whom
			r := explore.Run(explore.Config{OnDone: func(*engine.Engine) {
				if !explains(history[:], []int{1}) {
					name := ""
					for _, o := range history {
						name += fmt.Sprint(o.value)
						for _, p := range history {
							name += fmt.Sprint(p.ret < o.call)[:1]
						}
					}
					seen[name] = true
				}
			}}, func() {
				l := newList(1)
				l.pushHead(1)
				op := func(i int, f func() done) {
					if c.timed {
						explore.Operation(func() { history[i] = f() })
						history[i].call, history[i].ret = explore.Span()
						return
					}
					before := explore.Now()
					history[i] = f()
					history[i].call, history[i].ret = before, explore.Now()-1
				}
				explore.Parallel(func() {
					op(0, func() done { l.pushHead(2); return done{kind: 'U', value: 2} })
					op(1, func() done { v, _ := l.popHead(); return done{kind: 'H', value: v} })
				}, func() {
					op(2, func() done { v, _ := l.popTail(); return done{kind: 'T', value: v} })
				}, func() {
					op(3, func() done { v, _ := l.popTail(); return done{kind: 'T', value: v} })
				})
			})
			illegal := int64(len(seen))
			if r.Complete != c.m || illegal != c.illegal {
				t.Errorf("%d classes, %d illegal histories; want %d and %d; %v", r.Complete, illegal, c.m, c.illegal, r.Failures)
			}
		})
	}
}
