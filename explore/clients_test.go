package explore_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

type counterOp = explore.Op[*atomic.Int32, *int]

func named(name, role string) func(int) counterOp {
	return func(int) counterOp {
		return counterOp{Name: name, Role: role,
			Do:   func(x *atomic.Int32) any { return x.Load() },
			Spec: func(*int) any { return int32(0) }}
	}
}

func clientsOf(calls, threads int, oneRole bool, ops ...func(int) counterOp) explore.Clients[*atomic.Int32, *int] {
	return explore.Clients[*atomic.Int32, *int]{
		New:   func() *atomic.Int32 { return new(atomic.Int32) },
		Model: func() *int { return new(int) },
		Ops:   ops, Calls: calls, Threads: threads, OneRole: oneRole,
	}
}

// TestClientsByHand: the clients, all of them, in their order.
func TestClientsByHand(t *testing.T) {
	for _, c := range []struct {
		name    string
		clients explore.Clients[*atomic.Int32, *int]
		want    string
	}{
		{"one operation, as many threads as calls", clientsOf(4, 4, false, named("a", "")),
			"a;" +
				"a a;a | a;" +
				"a a a;a a | a;a | a | a;" +
				"a a a a;a a a | a;a a | a a;a a | a | a;a | a | a | a"},
		{"two operations", clientsOf(2, 2, false, named("a", ""), named("b", "")),
			"a;b;a a;a b;b a;b b;a | a;a | b;b | b"},
		{"an owner who may steal as well", clientsOf(2, 2, false, named("U", "owner"), named("T", "")),
			"U;T;U U;U T;T U;T T;U | T;T | T"},
		{"one owner, many thieves", clientsOf(3, 3, true, named("U", "owner"), named("H", "owner"), named("T", "")),
			"U;H;T;" +
				"U U;U H;H U;H H;T T;U | T;H | T;T | T;" +
				"U U U;U U H;U H U;U H H;H U U;H U H;H H U;H H H;T T T;" +
				"U U | T;U H | T;H U | T;H H | T;T T | U;T T | H;T T | T;" +
				"U | T | T;H | T | T;T | T | T"},
		{"two roles of one thread each", clientsOf(2, 2, true, named("P", "producer"), named("C", "consumer")),
			"P;C;P P;C C;P | C"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for table := range c.clients.All() {
				got = append(got, table.String())
			}
			if s := strings.Join(got, ";"); s != c.want {
				t.Errorf("%d clients:\n%s\nwant\n%s", len(got), s, c.want)
			}
			if n := int64(len(got)); c.clients.Client(n).String() != got[n-1] || c.clients.Client(1).String() != got[0] {
				t.Error("Client and All differ")
			}
		})
	}
}

// TestClientsTwin: more clients, against a twin that takes every list of threads and
// drops those that are a permutation of another or break a role.
func TestClientsTwin(t *testing.T) {
	for _, oneRole := range []bool{false, true} {
		g := clientsOf(5, 3, oneRole, named("U", "owner"), named("H", "owner"), named("T", ""), named("R", "reader"))
		want := map[string]bool{}
		var all func(threads []string, left int)
		all = func(threads []string, left int) {
			owners, readers, mixed := 0, 0, false
			for _, th := range threads {
				o, r := strings.ContainsAny(th, "UH"), strings.Contains(th, "R")
				if o {
					owners++
				}
				if r {
					readers++
				}
				mixed = mixed || o && r || (o || r) && strings.Contains(th, "T")
			}
			if len(threads) > 0 && owners < 2 && readers < 2 && !(oneRole && mixed) {
				s := slices.Sorted(slices.Values(threads))
				want[strings.Join(s, "|")] = true
			}
			if left == 0 {
				return
			}
			for _, op := range []string{"U", "H", "T", "R"} {
				if n := len(threads); n > 0 {
					longer := slices.Clone(threads)
					longer[n-1] += op
					all(longer, left-1)
				}
				if len(threads) < 3 {
					all(append(slices.Clone(threads), op), left-1)
				}
			}
		}
		all(nil, 5)
		seen := map[string]bool{}
		last := 0
		for table := range g.All() {
			var ths []string
			calls := 0
			for _, th := range table.Parallel {
				s := ""
				for _, op := range th {
					s += op.Name
				}
				calls += len(s)
				ths = append(ths, s)
			}
			slices.Sort(ths)
			name := strings.Join(ths, "|")
			if seen[name] || !want[name] {
				t.Errorf("%s: seen before: %t, wanted: %t", name, seen[name], want[name])
			}
			seen[name] = true
			if calls < last {
				t.Errorf("%d calls after %d", calls, last)
			}
			last = calls
		}
		if len(seen) != len(want) || len(want) < 250 {
			t.Errorf("%d clients, want %d", len(seen), len(want))
		}
		t.Logf("one role: %t; %d clients", oneRole, len(seen))
	}
}

// TestLinearizableAll: the smallest client that shows a bug is found, and a
// structure without one is bounded.
func TestLinearizableAll(t *testing.T) {
	type op = explore.Op[*atomic.Int32, *int]
	take := func(right bool) func(int) op {
		return func(int) op {
			return op{Name: "take",
				Do: func(x *atomic.Int32) any {
					if right {
						return int(x.Add(1))
					}
					v := x.Load() + 1
					x.Store(v)
					return int(v)
				},
				Spec: func(n *int) any { *n++; return *n }}
		}
	}
	read := func(int) op {
		return op{Name: "read",
			Do:   func(x *atomic.Int32) any { return int(x.Load()) },
			Spec: func(n *int) any { return *n }}
	}
	g := clientsOf(4, 3, false, read, take(true))
	r := explore.LinearizableAll(explore.Config{}, g)
	// One thread: 2+4+8+16. Two: 3, 4·2, 8·2 + 4·5/2. Three: 4, 4·3. Of one call
	// each: aa ab bb; aaa aab abb bbb; of two and one and one: 4 · 3.
	if want := int64(2 + 4 + 8 + 16 + 3 + 8 + 16 + 10 + 4 + 12); r.Clients != want || r.Verdict != explore.Bounded {
		t.Errorf("want %d clients: %v", want, r)
	}
	if want := "every client of at most 4 calls in at most 3 threads; optimal"; r.Bounds != want {
		t.Errorf("bounds %q", r.Bounds)
	}
	if want := []explore.Most{{Name: "read", Steps: 1}, {Name: "take", Steps: 1}}; !slices.Equal(r.Most, want) {
		t.Error(r.Most)
	}
	g.Ops = []func(int) op{read, take(false)}
	r = explore.LinearizableAll(explore.Config{}, g)
	// After 2+4 clients of one thread: read|read, read|take, take|take.
	if r.Verdict != explore.Violated || r.Clients != 9 || !strings.HasPrefix(r.Failure, "client 9, take | take: ") {
		t.Errorf("%v", r)
	}
	again := explore.Linearizable(explore.Config{Strategy: explore.Replay(r.Schedule)}, g.Client(r.Clients))
	if again.Verdict != explore.Violated || !strings.HasSuffix(r.Failure, again.Failure) {
		t.Errorf("%v\nand replayed\n%v", r, again)
	}
	one, two := r.Minimised(), explore.LinearizableAll(explore.Config{}, g).Minimised()
	one.Repeat, two.Repeat = "", "" // which exploration of the test it is
	if one.String() != two.String() {
		t.Error("differs from run to run")
	}
	for _, c := range []struct {
		c    explore.Config
		want explore.Verdict
	}{
		{explore.Config{Executions: 40}, explore.Unknown},
		{explore.Config{Strategy: explore.RandomWalk(1, 3)}, explore.Sampled},
		{explore.Config{Strategy: explore.Preemptions(1)}, explore.Bounded},
	} {
		g.Ops = []func(int) op{read, take(true)}
		r = explore.LinearizableAll(c.c, g)
		if r.Verdict != c.want || c.c.Executions > 0 && (r.Executions != c.c.Executions || r.Failure != "the budget ended first") {
			t.Errorf("%v", r)
		}
	}
	nothing := func(int) op {
		return op{Name: "nothing", Do: func(*atomic.Int32) any { return nil }, Spec: func(*int) any { return nil }}
	}
	if r = explore.LinearizableAll(explore.Config{}, clientsOf(2, 2, false, nothing)); r.Verdict != explore.Unknown || r.Clients != 3 {
		t.Errorf("no shared access: %v", r)
	}
	if r = explore.LinearizableAll(explore.Config{}, clientsOf(2, 2, false, nothing, read)); r.Verdict != explore.Bounded {
		t.Errorf("some shared access: %v", r)
	}
}

// TestOwnerAndThieves: no client of the ring breaks a role, and the smallest one that
// shows that the ring can call itself full when it is not has one thief and five
// calls: the thief has claimed its value but not released the slot. With four calls
// the ring is the strict deque.
func TestOwnerAndThieves(t *testing.T) {
	type op = explore.Op[*spmc, *deque]
	answer := func(v int, ok bool) any {
		if !ok {
			return "empty"
		}
		return v
	}
	g := explore.Clients[*spmc, *deque]{
		New:   func() *spmc { return newRing(2) },
		Model: func() *deque { return new(deque) },
		Ops: []func(int) op{
			func(n int) op {
				return op{Name: "push", Role: "owner",
					Do: func(r *spmc) any { return r.pushHead(n) },
					Spec: func(d *deque) any {
						if len(d.q) == 2 {
							return false
						}
						d.q = append(d.q, n)
						return true
					}}
			},
			func(int) op {
				return op{Name: "popHead", Role: "owner",
					Do:   func(r *spmc) any { return answer(r.popHead()) },
					Spec: func(d *deque) any { return answer(d.head()) }}
			},
			func(int) op {
				return op{Name: "popTail",
					Do:   func(r *spmc) any { return answer(r.popTail()) },
					Spec: func(d *deque) any { return answer(d.tail()) }}
			},
		},
		Calls: 5, Threads: 3, OneRole: true,
	}
	for table := range g.All() {
		owners := 0
		for _, th := range table.Parallel {
			for _, op := range th {
				if op.Role != th[0].Role {
					t.Errorf("%s: a thread of two roles", table)
				}
			}
			if th[0].Role == "owner" {
				owners++
			}
		}
		if owners > 1 {
			t.Errorf("%s: %d owners", table, owners)
		}
	}
	r := explore.LinearizableAll(explore.Config{}, g)
	if r.Verdict != explore.Violated || !strings.Contains(r.Failure, "push popHead push push | popTail: ") {
		t.Errorf("five calls: %v", r)
	}
	g.Calls = 4
	if r = explore.LinearizableAll(explore.Config{}, g); r.Verdict != explore.Bounded {
		t.Errorf("four calls: %v", r)
	}
}
