package scenario

import (
	"fmt"
	"sync"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/mirror/chain"
	"github.com/poolproof/poolproof/explore/internal/mirror/dequeue"
	rings "github.com/poolproof/poolproof/explore/internal/mirror/rings"
)

// deque is the ring or the chain.
type deque interface {
	PushHead(v int) bool
	PopHead() (int, bool)
	PopTail() (int, bool)

	// unkept says what of drained values, and of dropped rings, is kept (D5, C4).
	unkept() string
}

// result is what a call answered.
type result struct {
	kind  byte // the call's
	value int  // what was popped, 0 if nothing was
	ok    bool
}

func (r result) String() string {
	switch {
	case r.kind == 'u' && r.ok:
		return "ok"
	case r.kind == 'u':
		return "full"
	case r.ok:
		return fmt.Sprint(r.value)
	}
	return "empty"
}

// call is one of the scenario's.
type call struct {
	kind  byte // its letter
	value int  // what is pushed
	owner bool
}

// clients are the calls of a scenario in the order of an explore.Table.
func (s Scenario) clients() (calls []call) {
	next := 0
	add := func(letters string, owner bool) {
		for i := range len(letters) {
			c := call{kind: letters[i], owner: owner}
			if c.kind == 'u' {
				next++
				c.value = next
			}
			calls = append(calls, c)
		}
	}
	add(s.First, true)
	for i, th := range s.Threads {
		add(th, i == 0)
	}
	add(s.Last, true)
	return calls
}

type op = explore.Op[deque, any]

// operation is a call as a table has it.
func (c call) operation() op {
	switch c.kind {
	case 'u':
		return op{Name: fmt.Sprintf("PushHead %d", c.value), Do: func(d deque) any { return result{c.kind, 0, d.PushHead(c.value)} }}
	case 'h':
		return op{Name: "PopHead", Do: func(d deque) any { v, ok := d.PopHead(); return result{c.kind, v, ok} }}
	default:
		return op{Name: "PopTail", Do: func(d deque) any { v, ok := d.PopTail(); return result{c.kind, v, ok} }}
	}
}

// shaping is held by an exploration of chains: their sizes are variables of a package.
var shaping sync.Mutex

// runDeque explores a ring or a chain.
func runDeque(c Config, s Scenario) explore.Report {
	if c.Subject == "chain" {
		shaping.Lock()
		defer shaping.Unlock()
		chain.Sizes(c.first(), c.limit())
		rings.StartAt(c.Index)
	}
	r := explore.Linearizable(c.Explore, dequeTable(c, s))
	if c.replayed {
		r.Repeat = "poolproof replay " + c.token(s, r.Schedule)
		return r
	}
	return c.repeatable(s, r)
}

// dequeTable is a scenario of a ring or a chain as a table.
func dequeTable(c Config, s Scenario) explore.Table[deque, any] {
	var made deque
	t := explore.Table[deque, any]{New: func() deque {
		if c.Subject == "chain" {
			made = new(list)
		} else {
			made = &ring{dequeue.NewAt[int](c.first(), c.Index)}
		}
		return made
	}}
	calls := s.clients()
	rest := calls
	take := func(n int) (ops []op) {
		for _, c := range rest[:n] {
			ops = append(ops, c.operation())
		}
		rest = rest[n:]
		return ops
	}
	t.Init = take(len(s.First))
	for i, th := range s.Threads {
		t.Parallel = append(t.Parallel, take(len(th)))
		t.Threads = append(t.Threads, s.role(i))
	}
	t.Post = take(len(s.Last))
	laws := newLaws(c, calls)
	t.Ended = func(done []explore.Call, mayPrecede func(a, b int) bool) string {
		return laws.judge(made, done, mayPrecede)
	}
	if spec := c.specification(); spec != nil {
		t.Judge = func(done []explore.Call) string { return explained(*spec, c.Subject, calls, done) }
	}
	t.Fewer = func(keep []bool) explore.Table[deque, any] { return dequeTable(c, s.fewer(keep)) }
	return t
}

// limit is the number of slots of a chain's largest ring.
func (c Config) limit() int {
	if c.Limit == 0 {
		return dequeue.MaxSize
	}
	return c.Limit
}

type ring struct{ *dequeue.Dequeue[int] }

func (r *ring) unkept() string { return kept(r.Dequeue) }

// kept says what a drained ring keeps.
func kept(d *dequeue.Dequeue[int]) string {
	head, tail, slots := d.Inspect()
	if head != tail {
		return fmt.Sprintf("D1: the ring is drained, with head %d and tail %d", head, tail)
	}
	for i, v := range slots {
		if v != 0 {
			return fmt.Sprintf("D5: slot %d still holds %d, which was popped", i, v)
		}
	}
	return ""
}

type list struct{ chain.Chain[int] }

func (l *list) PushHead(v int) bool { l.Chain.PushHead(v); return true }

// unkept: a chain that is drained, and has told its thieves so, has one ring left, the
// owner's, and that one keeps nothing (C2, C4).
func (l *list) unkept() string {
	owner, thief := l.Inspect()
	if len(owner) != len(thief) {
		return fmt.Sprintf("C2: the owner sees %d rings, thieves see %d", len(owner), len(thief))
	}
	for i := range owner {
		if owner[i] != thief[i] {
			return "C2: the rings are not linked both ways"
		}
	}
	if len(owner) > 1 {
		return fmt.Sprintf("C4: the chain is drained and keeps %d rings", len(owner))
	}
	for _, r := range owner {
		if what := kept(r); what != "" {
			return what
		}
	}
	return ""
}
