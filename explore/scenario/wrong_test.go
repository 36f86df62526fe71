package scenario

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/mirror/dequeue"
	"github.com/poolproof/poolproof/model"
)

// broken is a deque that breaks one law.
type broken struct {
	deque
	pushHead func(d deque, v int) bool
	popHead  func(d deque) (int, bool)
	popTail  func(d deque) (int, bool)
	keep     string
}

func (b *broken) PushHead(v int) bool {
	if b.pushHead != nil {
		return b.pushHead(b.deque, v)
	}
	return b.deque.PushHead(v)
}

func (b *broken) PopHead() (int, bool) {
	if b.popHead != nil {
		return b.popHead(b.deque)
	}
	return b.deque.PopHead()
}

func (b *broken) PopTail() (int, bool) {
	if b.popTail != nil {
		return b.popTail(b.deque)
	}
	return b.deque.PopTail()
}

func (b *broken) unkept() string {
	if b.keep != "" {
		return b.keep
	}
	return b.deque.unkept()
}

// Each law is seen to be broken, by its number, without a model (N2).
func TestLawsRejectWrongDeques(t *testing.T) {
	var stack atomic.Int32 // of a thief's that is not told
	for _, c := range []struct {
		name, text, want string
		wrong            broken
	}{
		{"loses a value", "uu | t", "D2: 2 is lost", broken{pushHead: func(d deque, v int) bool { return v == 2 || d.PushHead(v) }}},
		{"invents a value", "u | t", "D2: 7 is popped, which was not pushed", broken{popTail: func(d deque) (int, bool) {
			if v, ok := d.PopTail(); ok {
				return v, true
			}
			return 7, true
		}}},
		{"takes and tells not", "u | t", "D2: 1 is lost", broken{popTail: func(d deque) (int, bool) {
			d.PopTail()
			return 0, false
		}}},
		{"returns a value twice", "u | t | t", "D2: 1 is popped twice", broken{popTail: func(d deque) (int, bool) {
			if v, ok := d.PopTail(); ok {
				stack.Store(int32(v))
				return v, true
			}
			v := stack.Load()
			return int(v), v > 0
		}}},
		{"the thief gets the newest", "uu / | t", "D3: the drain after the end pops 2 before 1, which is older", broken{popTail: func(d deque) (int, bool) {
			return d.PopHead()
		}}},
		{"the owner gets the oldest", "uuh | t", "D3: PopHead returns 1 while 2 is newer", broken{popHead: func(d deque) (int, bool) {
			return d.PopTail()
		}}},
		{"the owner is told empty", "uh | t", `D6: PopHead answers "empty" while 1 is there`, broken{popHead: func(d deque) (int, bool) {
			return 0, false
		}}},
		{"something is kept", "u | t", "D5: slot 0 still holds 1", broken{keep: "D5: slot 0 still holds 1, which was popped"}},
		{"panics in the drain", "u", "the drain after the end panics: broken", broken{popTail: func(d deque) (int, bool) { panic("broken") }}},
	} {
		stack.Store(0)
		cfg := Config{Model: None, Explore: explore.Config{SpinCut: true}, wrong: func(d deque) deque {
			stack = atomic.Int32{}
			w := c.wrong
			w.deque = d
			return &w
		}}
		r, err := Run(cfg, c.text)
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != explore.Violated || !strings.HasPrefix(r.Failure, c.want) {
			t.Errorf("%s: %v %s, want %s", c.name, r.Verdict, r.Failure, c.want)
		}
		// A right one, with the same scenario.
		cfg.wrong = nil
		if r, _ = Run(cfg, c.text); r.Verdict != explore.Exhausted {
			t.Errorf("%s: the right one: %v", c.name, r)
		}
	}
}

// A thief's wrong value is told by what was popped later, or is left.
func TestLawsOfThieves(t *testing.T) {
	never := func(a, b int) bool { return false }
	later := func(a, b int) bool { return a < b }
	for _, c := range []struct {
		popped []int
		late   []int
		may    func(a, b int) bool
		want   string
	}{
		{[]int{1, 2}, []int{3}, later, ""},
		{[]int{2, 1}, []int{3}, never, ""}, // they overlap
		{[]int{2, 1}, []int{3}, later, "D3: PopTail returns 2, and a later one 1, which is older"},
		{[]int{1, 3}, []int{2}, never, "D3: PopTail returns 3, and after the end 2 is left, which is older"},
	} {
		r, d := dequeue.New[int](4), &ring{}
		d.Dequeue = r
		var done []explore.Call
		for v := range 3 {
			done = append(done, explore.Call{Thread: 1, Result: result{'u', v + 1, true}})
		}
		for i, v := range c.popped {
			done = append(done, explore.Call{Thread: 2 + i, Result: result{'t', v, true}})
		}
		for _, v := range c.late {
			r.PushHead(v)
		}
		got := lawsOf("dequeue").judge(d, done, c.may)
		if got, _, _ := strings.Cut(got, "\n"); got != c.want {
			t.Errorf("popped %v, left %v: %q, want %q", c.popped, c.late, got, c.want)
		}
	}
}

// What is said of a wrong order holds in some execution of the class, though the one that
// was run may not show it (N3): popTail that answers late is right.
func TestLawsHoldInEveryOrder(t *testing.T) {
	for _, subject := range []string{"dequeue", "chain"} {
		for _, text := range []string{"uuh | tt | tt", "uuuh | t | t | t", "uhuh | t | t", "u / uhuh | tt | t / hh", "uuu / h | t | t / tuh"} {
			for _, size := range []int{1, 2, 4} {
				r, err := Run(Config{Subject: subject, Cap: size, Explore: explore.Config{SpinCut: true}}, text)
				if err != nil || r.Verdict != explore.Exhausted {
					t.Errorf("%s of %d, %s: %v %v", subject, size, text, r, err)
				}
			}
		}
	}
}

// kept sees what a ring keeps.
func TestKept(t *testing.T) {
	d := dequeue.New[int](2)
	d.PushHead(1)
	if what := kept(d); what != "D1: the ring is drained, with head 1 and tail 0" {
		t.Error(what)
	}
	d.PopHead()
	if what := kept(d); what != "" {
		t.Error(what)
	}
	d.Spoil(1, 5)
	if what := kept(d); what != "D5: slot 1 still holds 5, which was popped" {
		t.Error(what)
	}
}

// Every model answers as it should, and with none no history is judged.
func TestModels(t *testing.T) {
	for _, c := range []struct {
		subject, text string
		model         Specification
		want          explore.Verdict
	}{
		{"dequeue", "uuu | t | t", True, explore.Exhausted},
		{"dequeue", "uuu | t | t", Strict, explore.Violated},
		{"dequeue", "uuu | t | t", None, explore.Exhausted},
		{"dequeue", "uuu | t", Strict, explore.Exhausted},
		{"chain", "uuu | tt | t", True, explore.Exhausted},
		{"chain", "uuu | tt | t", Strict, explore.Violated},
		{"chain", "uuu | tt | t", None, explore.Exhausted},
		{"chain", "uuu", Strict, explore.Exhausted},
	} {
		r, err := Run(Config{Subject: c.subject, Model: c.model, Explore: explore.Config{SpinCut: true}}, c.text)
		if err != nil || r.Verdict != c.want || (r.Histories == 0) != (c.model == None) {
			t.Errorf("%s %s by %s: %v, %v", c.subject, c.text, c.model, r, err)
		}
	}
}

// A caller's own judge gets histories that package model accepts, each once.
func TestJudge(t *testing.T) {
	seen := map[string]int{}
	cfg := Config{Explore: explore.Config{SpinCut: true}, Judge: func(h model.History) string {
		if err := h.Validate(); err != nil {
			t.Fatal(err)
		}
		seen[h.String()]++
		return ""
	}}
	r, err := Run(cfg, "u / uh | t | tt / h")
	if err != nil || r.Verdict != explore.Exhausted || r.Histories != int64(len(seen)) || len(seen) < 10 {
		t.Errorf("%v %v, %d histories", r, err, len(seen))
	}
	for h, n := range seen {
		if n > 1 {
			t.Errorf("judged %d times:\n%s", n, h)
		}
	}
}

// The clients of so many calls, counted by hand: programs of the owner's, times ways to
// write the rest as a sum.
func TestClients(t *testing.T) {
	partitions := []int{1, 1, 2, 3, 5, 7, 11, 15}
	for calls := 1; calls <= 7; calls++ {
		want := 0
		for owner := range calls + 1 {
			want += 1 << owner * partitions[calls-owner]
		}
		seen := map[string]bool{}
		for s := range Clients(calls) {
			if again, err := Parse("dequeue", s.String()); err != nil || again.String() != s.String() {
				t.Errorf("%v: %v, %v", s, again, err)
			}
			if n := len(s.calls()); n != calls {
				t.Errorf("%v has %d calls, not %d", s, n, calls)
			}
			seen[s.String()] = true
		}
		if len(seen) != want {
			t.Errorf("%d clients of %d calls, want %d", len(seen), calls, want)
		}
	}
}

// What a Config makes no sense of is refused in one line that names it.
func TestConfigErrors(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{Subject: "stack"}, `unknown subject "stack"`},
		{Config{Model: "weak"}, `unknown model "weak"; there are true, strict, none`},
		{Config{Cap: 3}, "a ring of 3 slots: give a power of two from 1 to 65536"},
		{Config{Cap: -1}, "a ring of -1 slots"},
		{Config{Subject: "chain", Limit: 6}, "a largest ring of 6 slots"},
	} {
		_, err := Run(c.config, "u | t")
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%+v: %v, want %s", c.config, err, c.want)
		}
	}
}

// The mirrors say what they were made of.
func TestSources(t *testing.T) {
	files := map[string]bool{}
	for _, s := range Sources() {
		if len(s[1]) != 64 {
			t.Errorf("%s: %q is no SHA-256", s[0], s[1])
		}
		files[s[0]] = true
	}
	for _, want := range []string{"dequeue/dequeue.go", "dequeue/slot.go", "chain/chain.go", "chain/watched.go", "pool/pool.go"} {
		if !files[want] {
			t.Errorf("%s is missing among %v", want, files)
		}
	}
}
