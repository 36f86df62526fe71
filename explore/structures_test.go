package explore_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// section is a critical section: two threads in it race for its plain log.
type section struct{ log string }

//go:norace
func (s *section) enter(i int) { *explore.W(&s.log) += string(rune('1' + i)) }

// exclusion is a lock for two threads made of loads and stores.
type exclusion interface {
	lock(i int)
	unlock(i int)
}

// flags is Peterson's lock, and what becomes of it when a line is out of its place.
type flags struct {
	flag      [2]atomic.Int32
	turn      atomic.Int32
	turnFirst bool // broken: gives way before it shows its flag
	noTurn    bool // broken: shows its flag and waits for the other's, whoever came first
	lookFirst bool // broken: looks at the other's flag before it shows its own
}

func (p *flags) lock(i int) {
	down := func(v int32) bool { return v == 0 }
	switch {
	case p.lookFirst:
		p.flag[1-i].Await(down)
		p.flag[i].Store(1)
		return
	case p.noTurn:
		p.flag[i].Store(1)
		p.flag[1-i].Await(down)
		return
	case p.turnFirst:
		p.turn.Store(int32(1 - i))
		p.flag[i].Store(1)
	default:
		p.flag[i].Store(1)
		p.turn.Store(int32(1 - i))
	}
	for p.flag[1-i].Load() == 1 && p.turn.Load() == int32(1-i) {
		explore.Retry()
		runtime.Gosched()
	}
}

func (p *flags) unlock(i int) { p.flag[i].Store(0) }

// dekker is Dekker's lock: of two who want to enter, the one whose turn it is not
// takes its flag back until it is.
type dekker struct {
	flag [2]atomic.Int32
	turn atomic.Int32
}

func (d *dekker) lock(i int) {
	d.flag[i].Store(1)
	for d.flag[1-i].Load() == 1 {
		if d.turn.Load() == int32(i) {
			explore.Retry()
			runtime.Gosched()
			continue
		}
		d.flag[i].Store(0)
		d.turn.Await(func(v int32) bool { return v == int32(i) })
		d.flag[i].Store(1)
	}
}

func (d *dekker) unlock(i int) {
	d.turn.Store(int32(1 - i))
	d.flag[i].Store(0)
}

// contend lets two threads enter one critical section.
func contend(lock exclusion, parallel func(...func())) string {
	s := new(section)
	parallel(each(2, func(i int) func() {
		return func() {
			lock.lock(i)
			s.enter(i)
			lock.unlock(i)
		}
	})...)
	return s.log
}

// item is a node of the stack and of the queue.
type item struct {
	next atomic.Pointer[item]
	v    int
}

// stack is Treiber's. With recycled nodes and nothing against ABA it is wrong.
type stack struct {
	top  atomic.Pointer[item]
	free []*item // of the one thread that keeps what it popped
}

func (s *stack) push(v int) {
	n := new(item)
	if len(s.free) > 0 {
		n, s.free = s.free[0], s.free[1:]
	}
	*explore.W(&n.v) = v
	for {
		o := s.top.Load()
		n.next.Store(o)
		if s.top.CompareAndSwap(o, n) {
			return
		}
	}
}

func (s *stack) pop(keep bool) int {
	for {
		o := s.top.Load()
		if o == nil {
			return 0
		}
		if next := o.next.Load(); s.top.CompareAndSwap(o, next) {
			if keep {
				s.free = append(s.free, o)
			}
			return *explore.R(&o.v)
		}
	}
}

// queue is Michael and Scott's.
type queue struct {
	head, tail atomic.Pointer[item]
	early      bool // broken: links a node where the tail was, not where nothing is linked
}

func newQueue() *queue {
	q := new(queue)
	n := new(item)
	q.head.Store(n)
	q.tail.Store(n)
	return q
}

func (q *queue) enqueue(v int) {
	n := &item{v: v}
	for {
		t := q.tail.Load()
		next := t.next.Load()
		if t != q.tail.Load() {
			continue
		}
		if next != nil {
			q.tail.CompareAndSwap(t, next)
			continue
		}
		if q.early {
			t.next.Store(n)
		} else if !t.next.CompareAndSwap(nil, n) {
			continue
		}
		q.tail.CompareAndSwap(t, n)
		return
	}
}

func (q *queue) dequeue() int {
	for {
		h := q.head.Load()
		t := q.tail.Load()
		next := h.next.Load()
		if h != q.head.Load() {
			continue
		}
		if h == t {
			if next == nil {
				return 0
			}
			q.tail.CompareAndSwap(t, next)
			continue
		}
		v := *explore.R(&next.v)
		if q.head.CompareAndSwap(h, next) {
			return v
		}
	}
}

// stealing is Chase and Lev's deque over an array that is large enough.
type stealing struct {
	top, bottom atomic.Int32
	slots       [8]atomic.Int32
	noCAS       bool // broken: the owner takes the last value without asking
	bottomFirst bool // broken: a thief looks at the owner's end before its own
}

func (d *stealing) push(v int) {
	b := d.bottom.Load()
	d.slots[b].Store(int32(v))
	d.bottom.Store(b + 1)
}

func (d *stealing) pop() int {
	b := d.bottom.Load() - 1
	d.bottom.Store(b)
	t := d.top.Load()
	if t > b {
		d.bottom.Store(b + 1)
		return 0
	}
	v := int(d.slots[b].Load())
	if t == b {
		if won := d.top.CompareAndSwap(t, t+1); !won && !d.noCAS {
			v = 0
		}
		d.bottom.Store(b + 1)
	}
	return v
}

func (d *stealing) steal() int {
	for {
		var t, b int32
		if d.bottomFirst {
			b = d.bottom.Load()
			t = d.top.Load()
		} else {
			t = d.top.Load()
			b = d.bottom.Load()
		}
		if t >= b {
			return 0
		}
		if v := int(d.slots[t].Load()); d.top.CompareAndSwap(t, t+1) {
			return v
		}
	}
}

// drain takes all that is left, of at most n values.
func drain(n int, take func() int) (s string) {
	for range n {
		if v := take(); v != 0 {
			s += fmt.Sprint(v)
		}
	}
	return s
}

// structureTest is a program and all its outcomes: what each thread got, joined by
// slashes, and at the end what was left.
type structureTest struct {
	name     string
	run      func(parallel func(...func())) string
	outcomes string
}

var structureTests = []structureTest{
	{"Peterson", func(p func(...func())) string { return contend(new(flags), p) }, "12 21"},
	{"Dekker", func(p func(...func())) string { return contend(new(dekker), p) }, "12 21"},
	{"Treiber P1 | P2 | O", func(p func(...func())) string {
		s, a := new(stack), 0
		p(func() { s.push(1) }, func() { s.push(2) }, func() { a = s.pop(false) })
		return fmt.Sprint(a, "/", drain(3, func() int { return s.pop(false) }))
	}, "0/12 0/21 1/2 2/1"},
	{"Treiber P1 O | P2 O", func(p func(...func())) string {
		s, a, b := new(stack), 0, 0
		p(func() { s.push(1); a = s.pop(false) }, func() { s.push(2); b = s.pop(false) })
		return fmt.Sprint(a, "/", b, "/", drain(3, func() int { return s.pop(false) }))
	}, "1/2/ 2/1/"},
	{"Treiber, fresh nodes", func(p func(...func())) string { return aba(false, p) },
		"0/21/3 1/20/3 2/10/3 3/21/"},
	{"Treiber, recycled nodes", func(p func(...func())) string { return aba(true, p) },
		"0/21/3 1/20/3 2/10/3 3/21/ 3/21/1"}, // the last: 1 was popped twice
	{"Michael-Scott E1 D | E2 D", func(p func(...func())) string {
		q, a, b := newQueue(), 0, 0
		p(func() { q.enqueue(1); a = q.dequeue() }, func() { q.enqueue(2); b = q.dequeue() })
		return fmt.Sprint(a, "/", b, "/", drain(3, q.dequeue))
	}, "1/2/ 2/1/"},
	{"Michael-Scott E1 E2 | D D", func(p func(...func())) string {
		q, a := newQueue(), ""
		p(func() { q.enqueue(1); q.enqueue(2) }, func() { a = fmt.Sprint(q.dequeue()) + fmt.Sprint(q.dequeue()) })
		return a + "/" + drain(3, q.dequeue)
	}, "00/12 01/2 10/2 12/"},
	{"Chase-Lev push push pop pop | steal", func(p func(...func())) string {
		d, a, b := new(stealing), "", 0
		p(func() { d.push(1); d.push(2); a = fmt.Sprint(d.pop()) + fmt.Sprint(d.pop()) }, func() { b = d.steal() })
		return fmt.Sprint(a, "/", b, "/", drain(3, d.steal))
	}, "20/1/ 21/0/"},
	{"Chase-Lev push push pop | steal | steal", func(p func(...func())) string {
		d, a, b, c := new(stealing), 0, 0, 0
		p(func() { d.push(1); d.push(2); a = d.pop() }, func() { b = d.steal() }, func() { c = d.steal() })
		return fmt.Sprint(a, "/", b, "/", c, "/", drain(3, d.steal))
	}, "0/1/2/ 0/2/1/ 2/0/0/1 2/0/1/ 2/1/0/"},
}

// aba lets one thread pop while another pops both values and pushes a third, in the
// node that it popped first if nodes are recycled.
func aba(recycle bool, parallel func(...func())) string {
	s, a, b := new(stack), 0, ""
	s.push(1)
	s.push(2)
	parallel(func() { a = s.pop(false) }, func() {
		b = fmt.Sprint(s.pop(recycle)) + fmt.Sprint(s.pop(recycle))
		s.push(3)
	})
	return fmt.Sprint(a, "/", b, "/", drain(4, func() int { return s.pop(false) }))
}

// TestStructures: all outcomes that each program has, and no other.
func TestStructures(t *testing.T) {
	for _, s := range structureTests {
		t.Run(s.name, func(t *testing.T) {
			if got, n := explored(s.run); got != s.outcomes {
				t.Errorf("outcomes %s, want %s (%d executions)", got, s.outcomes, n)
			}
		})
	}
}

// TestMutualExclusion: Peterson's and Dekker's locks keep two threads apart; with a
// line out of place a lock lets both in, or keeps both out for ever.
func TestMutualExclusion(t *testing.T) {
	for _, c := range []struct {
		name string
		lock func() exclusion
		want explore.Verdict
		says string
	}{
		{"Peterson", func() exclusion { return new(flags) }, explore.Exhausted, ""},
		{"Dekker", func() exclusion { return new(dekker) }, explore.Exhausted, ""},
		{"the turn first", func() exclusion { return &flags{turnFirst: true} }, explore.Violated, "data race"},
		{"no turn", func() exclusion { return &flags{noTurn: true} }, explore.Violated, "deadlock"},
		{"no turn, looks first", func() exclusion { return &flags{lookFirst: true} }, explore.Violated, "data race"},
	} {
		t.Run(c.name, func(t *testing.T) {
			scenario := func() {
				log := contend(c.lock(), explore.Parallel)
				explore.Check(len(log) == 2, "one of the two is lost: %q", log)
			}
			r := explore.Explore(explore.Config{SpinCut: true}, scenario)
			if r.Verdict != c.want || !strings.Contains(r.Failure, c.says) {
				t.Errorf("%v", r)
			}
			replays(t, r, func(s explore.Strategy) explore.Report {
				return explore.Explore(explore.Config{SpinCut: true, Strategy: s}, scenario)
			})
		})
	}
}

// replays checks that the schedule of a failure brings it back (X3).
func replays(t *testing.T, r explore.Report, explore1 func(explore.Strategy) explore.Report) {
	t.Helper()
	if r.Verdict != explore.Violated {
		return
	}
	again := explore1(explore.Replay(r.Schedule))
	if again.Verdict != explore.Violated || again.Failure != r.Failure || again.Schedule != r.Schedule || again.Executions > 1 {
		t.Errorf("%v\nand replayed\n%v", r, again)
	}
}

// sequence is the model of all three: a list of which one end or the other is taken.
type sequence struct{ q []int }

func (s *sequence) add(v int) any { s.q = append(s.q, v); return nil }

func (s *sequence) take(last bool) any {
	if len(s.q) == 0 {
		return 0
	}
	i := 0
	if last {
		i = len(s.q) - 1
	}
	v := s.q[i]
	s.q = append(append([]int(nil), s.q[:i]...), s.q[i+1:]...)
	return v
}

// TestStackIsLinearizable: Treiber's stack is, with fresh nodes, for every client of
// up to five calls, and is not with recycled ones: ABA is found, and replayed.
func TestStackIsLinearizable(t *testing.T) {
	type op = explore.Op[*stack, *sequence]
	push := func(n int) op {
		return op{Name: fmt.Sprintf("push(%d)", n),
			Do:   func(s *stack) any { s.push(n); return nil },
			Spec: func(m *sequence) any { return m.add(n) }}
	}
	pop := op{Name: "pop",
		Do:   func(s *stack) any { return s.pop(false) },
		Spec: func(m *sequence) any { return m.take(true) }}
	keep := op{Name: "pop and keep", Role: "recycler",
		Do:   func(s *stack) any { return s.pop(true) },
		Spec: pop.Spec}
	fresh := func() *stack { return new(stack) }
	model := func() *sequence { return new(sequence) }
	g := explore.Clients[*stack, *sequence]{New: fresh, Model: model,
		Ops: []func(int) op{push, func(int) op { return pop }}, Calls: 4, Threads: 4, Post: []op{pop, pop}}
	if r := explore.LinearizableAll(explore.Config{}, g); r.Verdict != explore.Bounded {
		t.Errorf("%v", r)
	} else {
		t.Logf("%v, %d histories", r, r.Histories)
	}
	table := explore.Table[*stack, *sequence]{New: fresh, Model: model,
		Init:     []op{push(1), push(2)},
		Parallel: [][]op{{pop}, {keep, keep, push(3)}},
		Post:     []op{pop, pop}}
	r := explore.Linearizable(explore.Config{}, table)
	if r.Verdict != explore.Violated || !strings.Contains(r.Failure, "no order of these operations") {
		t.Errorf("ABA: %v", r)
	}
	replays(t, r, func(s explore.Strategy) explore.Report {
		return explore.Linearizable(explore.Config{Strategy: s}, table)
	})
	table.Parallel[1] = []op{pop, pop, push(3)}
	if r = explore.Linearizable(explore.Config{}, table); r.Verdict != explore.Exhausted {
		t.Errorf("no ABA: %v", r)
	}
}

// TestQueueIsLinearizable: Michael and Scott's queue, and not if it links carelessly.
func TestQueueIsLinearizable(t *testing.T) {
	type op = explore.Op[*queue, *sequence]
	g := explore.Clients[*queue, *sequence]{
		New:   newQueue,
		Model: func() *sequence { return new(sequence) },
		Ops: []func(int) op{
			func(n int) op {
				return op{Name: fmt.Sprintf("enqueue(%d)", n),
					Do:   func(q *queue) any { q.enqueue(n); return nil },
					Spec: func(m *sequence) any { return m.add(n) }}
			},
			func(int) op {
				return op{Name: "dequeue",
					Do:   func(q *queue) any { return q.dequeue() },
					Spec: func(m *sequence) any { return m.take(false) }}
			},
		},
		Calls: 4, Threads: 2,
	}
	r := explore.LinearizableAll(explore.Config{}, g)
	if r.Verdict != explore.Bounded {
		t.Errorf("%v", r)
	}
	t.Logf("%v, %d histories", r, r.Histories)
	g.New = func() *queue { q := newQueue(); q.early = true; return q }
	r = explore.LinearizableAll(explore.Config{}, g)
	if r.Verdict != explore.Violated {
		t.Errorf("links where the tail was: %v", r)
	}
	t.Log(strings.SplitN(r.Failure, "\n", 2)[0])
	table := g.Client(r.Clients)
	r = explore.Linearizable(explore.Config{}, table)
	replays(t, r, func(s explore.Strategy) explore.Report {
		return explore.Linearizable(explore.Config{Strategy: s}, table)
	})
}

// TestStealingIsLinearizable: Chase and Lev's deque, and not with either of two bugs.
func TestStealingIsLinearizable(t *testing.T) {
	type op = explore.Op[*stealing, *sequence]
	for _, c := range []struct {
		name string
		new  func() *stealing
		want explore.Verdict
	}{
		{"right", func() *stealing { return new(stealing) }, explore.Bounded},
		{"no CAS for the last value", func() *stealing { return &stealing{noCAS: true} }, explore.Violated},
		{"a thief looks at the bottom first", func() *stealing { return &stealing{bottomFirst: true} }, explore.Violated},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := explore.Clients[*stealing, *sequence]{
				New:   c.new,
				Model: func() *sequence { return new(sequence) },
				Ops: []func(int) op{
					func(n int) op {
						return op{Name: fmt.Sprintf("push(%d)", n), Role: "owner",
							Do:   func(d *stealing) any { d.push(n); return nil },
							Spec: func(m *sequence) any { return m.add(n) }}
					},
					func(int) op {
						return op{Name: "pop", Role: "owner",
							Do:   func(d *stealing) any { return d.pop() },
							Spec: func(m *sequence) any { return m.take(true) }}
					},
					func(int) op {
						return op{Name: "steal",
							Do:   func(d *stealing) any { return d.steal() },
							Spec: func(m *sequence) any { return m.take(false) }}
					},
				},
				Calls: 5, Threads: 3, OneRole: true,
			}
			r := explore.LinearizableAll(explore.Config{}, g)
			if r.Verdict != c.want {
				t.Errorf("%v", r)
			}
			t.Logf("%v: %d clients, %d executions, %d histories; %s", r.Verdict, r.Clients, r.Executions, r.Histories, strings.SplitN(r.Failure, "\n", 2)[0])
			if r.Verdict == explore.Violated {
				table := g.Client(r.Clients)
				r = explore.Linearizable(explore.Config{}, table)
				replays(t, r, func(s explore.Strategy) explore.Report {
					return explore.Linearizable(explore.Config{Strategy: s}, table)
				})
			}
		})
	}
}
