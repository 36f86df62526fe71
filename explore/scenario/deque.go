package scenario

import (
	"fmt"
	"slices"
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

// result is a call and what it answered: a history needs no more, whichever calls of the
// scenario it has.
type result struct {
	kind  byte // the call's letter
	value int  // what was pushed, or popped; 0 if nothing was
	ok    bool
}

func (r result) String() string {
	switch {
	case r.kind == 'u' && r.ok:
		return "ok"
	case r.kind == 'u':
		return "full"
	case (r.kind == 'g' || r.kind == 'l') && !r.ok:
		return "miss"
	case r.kind == 'r' && !r.ok:
		return "nothing to put"
	case r.ok && (r.value == 0 || r.kind == 'p' || r.kind == 'r'):
		return "ok"
	case r.ok:
		return fmt.Sprint(r.value)
	}
	return "empty"
}

// call is one of the scenario's.
type call struct {
	kind  byte // its letter
	value int  // what is pushed
}

// calls are those of a scenario in the order of an explore.Table. The values that are
// pushed count from 1.
func (s Scenario) calls() (calls []call) {
	next := 0
	for _, letters := range slices.Concat([]string{s.First}, s.Threads, []string{s.Last}) {
		for i := range len(letters) {
			c := call{kind: letters[i]}
			if c.kind == 'u' {
				next++
				c.value = next
			}
			calls = append(calls, c)
		}
	}
	return calls
}

type op = explore.Op[deque, any]

// operation is a call as a table has it.
func (c call) operation() op {
	pop := func(f func(deque) (int, bool)) func(deque) any {
		return func(d deque) any {
			v, ok := f(d)
			return result{c.kind, v, ok}
		}
	}
	switch c.kind {
	case 'u':
		return op{Name: fmt.Sprintf("PushHead %d", c.value), Do: func(d deque) any { return result{'u', c.value, d.PushHead(c.value)} }}
	case 'h':
		return op{Name: "PopHead", Do: pop(deque.PopHead)}
	default:
		return op{Name: "PopTail", Do: pop(deque.PopTail)}
	}
}

// shaping is held by an exploration of chains: their sizes are variables of a package.
var shaping sync.Mutex

// runDeque explores a ring or a chain.
func runDeque(c Config, s Scenario) explore.Report {
	if c.Subject == "chain" {
		shaping.Lock()
		defer shaping.Unlock()
	}
	return c.repeatable(s, explore.Linearizable(c.Explore, dequeTable(c, s)))
}

// dequeTable is a scenario of a ring or a chain as a table.
func dequeTable(c Config, s Scenario) explore.Table[deque, any] {
	var made deque
	t := explore.Table[deque, any]{New: func() deque {
		if c.Subject == "chain" {
			chain.Sizes(c.first(), c.limit()) // anew, for a counterexample that is minimised later
			rings.StartAt(c.Index)
			made = new(list)
		} else {
			made = &ring{dequeue.NewAt[int](c.first(), c.Index)}
		}
		if c.wrong != nil {
			made = c.wrong(made)
		}
		return made
	}}
	calls := s.calls()
	take := func(n int) (ops []op) {
		for _, c := range calls[:n] {
			ops = append(ops, c.operation())
		}
		calls = calls[n:]
		return ops
	}
	t.Init = take(len(s.First))
	for i, th := range s.Threads {
		t.Parallel = append(t.Parallel, take(len(th)))
		t.Threads = append(t.Threads, who(i+1))
	}
	t.Post = take(len(s.Last))
	l := lawsOf(c.Subject)
	t.Ended = func(done []explore.Call, mayPrecede func(a, b int) bool) string {
		what := l.judge(made, done, mayPrecede)
		if what == "" && c.Ended != nil {
			what = c.Ended(history(done))
		}
		return what
	}
	spec := c.specification()
	switch {
	case c.Judge != nil:
		t.Judge = func(done []explore.Call) string { return c.Judge(history(done)) }
	case c.Ended == nil && spec != nil:
		t.Judge = func(done []explore.Call) string { return explained(*spec, c.Subject, history(done)) }
	}
	t.Fewer = func(keep []bool) explore.Table[deque, any] { return dequeTable(c, s.fewer(keep)) }
	return t
}

// who names a thread of a table, from 1: the owner and the thieves.
func who(thread int) string {
	switch thread {
	case 0:
		return "alone"
	case 1:
		return "owner"
	}
	return fmt.Sprintf("thief %d", thread-1)
}

// LargestRing is the number of slots of the largest ring of a chain, as shipped.
const LargestRing = dequeue.MaxSize

// limit is the number of slots of a chain's largest ring.
func (c Config) limit() int {
	if c.Limit == 0 {
		return LargestRing
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
