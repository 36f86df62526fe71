package verify

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/scenario"
	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/model"
)

// The ring and the chain under every interleaving: the shipped source, woven.

const woven = "every interleaving of the woven source, each once up to equivalence (optimal DPOR), race clocks"

// starts are indexes of a first value: none that matters, and those with which the head
// and the tail wrap around 2³² within a scenario.
var starts = []uint32{0, 1<<32 - 1, 1<<32 - 2}

// place is a ring or a chain: what a scenario is run on.
type place struct {
	subject string
	size    int // of the first ring
	index   uint32
	modeled int // for tests: the size that models are told, if it is another
}

// told returns the size that models are told.
func (p place) told() int {
	if p.modeled != 0 {
		return p.modeled
	}
	return p.size
}

func (p place) String() string {
	s := fmt.Sprintf("ring of %d", p.size)
	if p.subject == "chain" {
		s = fmt.Sprintf("chain with a first ring of %d", p.size)
	}
	if p.index != 0 {
		s += fmt.Sprintf(" at index %d", p.index)
	}
	return s
}

func (p place) config() scenario.Config {
	return scenario.Config{Subject: p.subject, Cap: p.size, Index: p.index, Explore: explore.Config{SpinCut: true}}
}

// truth is the strongest specification that the place meets.
func (p place) truth() model.Spec {
	if p.subject == "chain" {
		return model.TrueChain(p.told(), scenario.LargestRing)
	}
	return model.TrueRing(p.told())
}

func (p place) strict() model.Spec {
	if p.subject == "chain" {
		return model.StrictChain()
	}
	return model.StrictRing(p.told())
}

// places yields each size at each of the starts.
func places(subject string, sizes ...int) iter.Seq[place] {
	return func(yield func(place) bool) {
		for _, size := range sizes {
			for _, index := range starts {
				if !yield(place{subject: subject, size: size, index: index}) {
					return
				}
			}
		}
	}
}

// explored runs a scenario, adds its numbers to the counts, and reports whether it was
// exhausted. If not, it has set the verdict.
func explored(c *check, cfg scenario.Config, s scenario.Scenario, where fmt.Stringer) (explore.Report, bool) {
	cfg.Explore.While = func(explore.Progress) bool { return c.Err() == nil }
	r, err := scenario.RunParsed(cfg, s)
	if err != nil {
		panic("internal error: verify: " + err.Error())
	}
	c.counts["executions"] += r.Executions
	c.counts["blocked"] += r.Blocked
	c.counts["histories"] += r.Histories
	switch {
	case r.Verdict == explore.Exhausted:
		return r, true
	case r.Verdict == explore.Violated:
		c.found(verdict.Violated, "%v on a %v\n%v", s, where, r)
	case c.Err() != nil:
		c.found(verdict.Unknown, "the budget ended before the search did")
	default:
		c.found(verdict.Unknown, "%v on a %v: %s", s, where, r.Failure)
	}
	return r, false
}

// parsed reads a scenario of a deque that stands in this file.
func parsed(text string) scenario.Scenario {
	s, err := scenario.Parse("dequeue", text)
	if err != nil {
		panic("internal error: verify: " + err.Error())
	}
	return s
}

// exhaust runs each scenario on each place.
func exhaust(c *check, spec scenario.Specification, on iter.Seq[place], texts ...string) {
	for p := range on {
		for _, text := range texts {
			cfg := p.config()
			cfg.Model = spec
			if _, ok := explored(c, cfg, parsed(text), p); !ok {
				return
			}
			c.counts["scenarios"]++
		}
	}
	c.done(verdict.Exhausted)
}

// everyClient runs all clients up to so many calls on each place.
func everyClient(c *check, calls int, on iter.Seq[place]) {
	for p := range on {
		for n := 1; n <= calls; n++ {
			for s := range scenario.Clients(n) {
				if explores(p, s) {
					if _, ok := explored(c, p.config(), s, p); !ok {
						return
					}
				}
				c.counts["clients"]++
			}
		}
	}
	c.done(verdict.Bounded)
}

// explores reports whether a client meets something shared: a chain without a ring is
// known to its owner as empty.
func explores(p place, s scenario.Scenario) bool {
	return p.subject != "chain" || strings.Contains(s.Threads[0], "u") || len(s.Threads) > 1
}

// published are the ring's rows of the published table: complete executions, and with
// retries cut complete and blocked ones. The last cell is 18 + 19 there
// (docs/decisions/0009).
var published = []struct {
	size              int
	text              string
	all, cut, blocked int64
}{
	{2, "uuh | t", 12, 6, 2},
	{2, "uuh | t | t", 397, 31, 43},
	{2, "uuh | tt | tt", 3057, 183, 412},
	{2, "uuh | t | t | t", 10033, 139, 481},
	{2, "uuh | tt | tt | tt", 149293, 1774, 9254},
	{2, "uuu | t", 11, 8, 1},
	{2, "uuu | t | t", 265, 55, 29},
	{2, "uuu | tt | tt", 7485, 511, 418},
	{2, "uuu | t | t | t", 16303, 346, 448},
	{8, "uuhh | t", 28, 7, 6},
	{8, "uuhh | tt", 77, 18, 18},
}

func publishedCounts(c *check) {
	for _, row := range published {
		for _, cut := range []bool{false, true} {
			p := place{subject: "dequeue", size: row.size}
			cfg := p.config()
			cfg.Model, cfg.Explore.SpinCut = scenario.None, cut
			r, ok := explored(c, cfg, parsed(row.text), p)
			if !ok {
				return
			}
			want, blocked := row.all, int64(0)
			if cut {
				want, blocked = row.cut, row.blocked
			}
			if r.Executions != want || r.Blocked != blocked {
				c.found(verdict.Violated, "%s on a %v: %d complete and %d blocked executions, published are %d and %d",
					row.text, p, r.Executions, r.Blocked, want, blocked)
				return
			}
			c.counts["numbers"]++
		}
	}
	c.done(verdict.Exhausted)
}

// litmus: a chain whose first ring of one holds a value, the owner's push and pop, and
// two thieves.
func litmus(c *check) {
	p, s := place{subject: "chain", size: 1}, parsed("u / uh | t | t")
	strict := p.strict()
	wrong := 0
	judge := func(h model.History) string {
		if strict.Check(h, 0) == model.Illegal {
			wrong++
		}
		return ""
	}
	for _, x := range []struct {
		name           string
		calls, own     bool
		classes, wrong int64
	}{
		{"each class in one order", false, true, 92, 0},
		{"calls and returns as steps", true, false, 780, 4},
	} {
		cfg := p.config()
		cfg.Explore.SpinCut, cfg.Explore.Calls = false, x.calls
		if x.own {
			cfg.Ended = judge
		} else {
			cfg.Judge = judge
		}
		wrong = 0
		r, ok := explored(c, cfg, s, p)
		if !ok {
			return
		}
		c.counts[x.name] = r.Executions
		if r.Executions != x.classes || int64(wrong) != x.wrong {
			c.found(verdict.Violated, "%v, %s: %d classes and %d violating histories, published are %d and %d",
				s, x.name, r.Executions, wrong, x.classes, x.wrong)
			return
		}
	}
	c.counts["violating histories"] = int64(wrong)
	cfg := p.config()
	cfg.Model = scenario.Strict
	r, err := scenario.RunParsed(cfg, s)
	if err != nil {
		panic("internal error: verify: " + err.Error())
	}
	if r.Verdict != explore.Violated {
		c.found(verdict.Violated, "%v: the orders that the classes admit show no violation: %v", s, r)
		return
	}
	c.done(verdict.Exhausted)
}

// spurious looks for the published answer that no strict deque gives, and the true one
// does.
func spurious(c *check, p place, text string) {
	cfg := p.config()
	cfg.Model = scenario.Strict
	if r, ok := explored(c, cfg, parsed(text), p); ok {
		c.found(verdict.Exhausted, "%v: every execution is one of a strict deque: %v", text, r)
	}
}

// spared takes the excuses of the true specification away, one by one, and looks for a
// client that needs it, among all clients up to so many calls on the places, and last in
// a scenario on a place of its own. It is violated if each is needed.
func spared(c *check, calls int, last place, text string, on ...place) {
	var evidence []string
	for _, name := range on[0].truth().Excuses() {
		what := ""
		for n := 1; n <= calls && what == ""; n++ {
			for s := range scenario.Clients(n) {
				for _, p := range on {
					if what == "" && explores(p, s) {
						what = needs(c, name, p, s)
					}
				}
			}
		}
		if what == "" {
			what = needs(c, name, last, parsed(text))
		}
		switch {
		case c.Err() != nil:
			c.found(verdict.Unknown, "the budget ended before the search did")
			return
		case what == "":
			c.found(verdict.Bounded, "no client needs the excuse that %s", name)
			return
		}
		evidence = append(evidence, what)
		c.counts["excuses"]++
	}
	c.found(verdict.Violated, "%s", strings.Join(evidence, "\n"))
}

// needs returns a history of a client that needs an excuse, or "".
func needs(c *check, name string, p place, s scenario.Scenario) string {
	truth := p.truth()
	without := truth.Without(name)
	cfg := p.config()
	cfg.Explore.While = func(explore.Progress) bool { return c.Err() == nil }
	needed := ""
	cfg.Judge = func(h model.History) string {
		if without.Check(h, 0) == model.Illegal && truth.Check(h, 0) == model.Legal {
			needed = fmt.Sprintf("%v on a %v needs the excuse that %s:\n\n%v", s, p, name, h)
		}
		return needed
	}
	if _, err := scenario.RunParsed(cfg, s); err != nil {
		panic("internal error: verify: " + err.Error())
	}
	c.counts["clients"]++
	return needed
}

// reached holds what the executions of a client show: by answers, the strictest orders.
type reached map[string][]string

// shown splits a history into what was answered and who preceded whom, client by client.
func shown(h model.History) (answers, order string) {
	at := make([]int, len(h))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(i, j int) int {
		if h[i].Client != h[j].Client {
			return h[i].Client - h[j].Client
		}
		return int(h[i].Call - h[j].Call)
	})
	var a, o strings.Builder
	for _, i := range at {
		fmt.Fprintf(&a, "%v %d %v;", h[i].Kind, h[i].Value, h[i].OK)
		for _, j := range at {
			if h[i].Return < h[j].Call {
				o.WriteByte('1')
			} else {
				o.WriteByte('0')
			}
		}
	}
	return a.String(), o.String()
}

// has reports whether an execution shows the answers in that order, or a stricter one.
func (r reached) has(answers, order string) bool {
	return slices.ContainsFunc(r[answers], func(o string) bool {
		for i := range o {
			if o[i] < order[i] {
				return false
			}
		}
		return true
	})
}

// tight checks that the true specification permits nothing that no execution shows, of
// all clients up to so many calls.
func tight(c *check, calls int, on ...place) {
	for _, p := range on {
		truth, strict := p.truth(), p.strict()
		for n := 1; n <= calls; n++ {
			for s := range scenario.Clients(n) {
				if p.subject == "chain" && strings.HasPrefix(s.Threads[0], "h") {
					continue // a PopHead before the first push takes no step, and has no time
				}
				there := reached{}
				cfg := p.config()
				cfg.Judge = func(h model.History) string {
					a, o := shown(h)
					there[a] = append(there[a], o)
					return ""
				}
				if _, ok := explored(c, cfg, s, p); !ok {
					return
				}
				c.counts["clients"]++
				seen := map[string]bool{}
				for h := range truth.Histories(kinds(s)) {
					a, o := shown(h)
					if seen[a+o] {
						continue
					}
					seen[a+o] = true
					if c.Err() != nil {
						c.found(verdict.Unknown, "the budget ended before the search did")
						return
					}
					if !there.has(a, o) {
						c.found(verdict.Violated, "%v on a %v: the %s permits a history that no execution shows\n\n%v", s, p, truth.Name(), h)
						return
					}
					c.counts["permitted"]++
					if strict.Check(h, 0) == model.Legal {
						continue
					}
					c.counts["permitted by an excuse"]++
				}
			}
		}
	}
	if c.done(verdict.Bounded); c.counts["permitted by an excuse"] == 0 && c.Err() == nil {
		c.found(verdict.Unknown, "no client of up to %d calls has an excuse", calls)
	}
}

// kinds are the calls of a scenario's clients as package model knows them.
func kinds(s scenario.Scenario) (clients [][]model.Kind) {
	for _, th := range s.Threads {
		var c []model.Kind
		for _, l := range th {
			c = append(c, map[rune]model.Kind{'u': model.PushHead, 'h': model.PopHead, 't': model.PopTail}[l])
		}
		clients = append(clients, c)
	}
	return clients
}
