package verify

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore/scenario"
	"github.com/poolproof/poolproof/internal/verdict"
)

// The checks that explore tell when what they claim is not so.
func TestExploringChecksRejectWhatIsWrong(t *testing.T) {
	if Watched {
		t.Skip("claims that explore are left out under the race detector")
	}
	ring, chain := place{subject: "dequeue", size: 2}, place{subject: "chain", size: 1}
	larger, smaller := ring, ring
	larger.modeled, smaller.modeled = 4, 1
	longer := place{subject: "chain", size: 2, modeled: 1}
	for _, c := range []struct {
		name  string
		check func(*check)
		want  verdict.Verdict
		says  string
	}{
		{"a model that permits too much", func(c *check) { tight(c, 3, larger) }, verdict.Violated, "permits a history that no execution shows"},
		{"a model of another ring", func(c *check) { tight(c, 3, smaller) }, verdict.Violated, "the true ring of 1 permits"},
		{"a model of another chain", func(c *check) { tight(c, 4, longer) }, verdict.Violated, "the true chain of 1 to 1073741824 permits"},
		{"no excuse met", func(c *check) { tight(c, 3, ring) }, verdict.Unknown, "no client of up to 3 calls has an excuse"},
		{"an excuse that nobody needs", func(c *check) { spared(c, 3, ring, "u | t", ring) }, verdict.Bounded, "no client needs the excuse that a thief stands in a slot"},
		{"a chain's excuse that nobody needs", func(c *check) { spared(c, 4, chain, "u | t", chain) }, verdict.Bounded, "a push had decided before"},
		{"an answer that is not spurious", func(c *check) { spurious(c, ring, "uu | t | t") }, verdict.Exhausted, "every execution is one of a strict deque"},
		{"a model that is too strict", func(c *check) {
			exhaust(c, scenario.Strict, slices.Values([]place{ring}), "uu | t", "uuu | t | t")
		}, verdict.Violated, "strict ring of 2"},
		{"another count", func(c *check) {
			defer func(n int64) { published[3].blocked = n }(published[3].blocked)
			published[3].blocked++
			publishedCounts(c)
		}, verdict.Violated, "139 complete and 481 blocked executions, published are 139 and 482"},
	} {
		k := &check{Context: context.Background(), counts: map[string]int64{}}
		c.check(k)
		if k.verdict != c.want || !strings.Contains(k.evidence, c.says) {
			t.Errorf("%s: %v %s; want %v and %q", c.name, k.verdict, k.evidence, c.want, c.says)
		}
	}
}

// A search that is cut short is unknown, whatever it has seen (Y2).
func TestExploringChecksCutShort(t *testing.T) {
	if Watched {
		t.Skip("claims that explore are left out under the race detector")
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range claims {
		if !c.explores() {
			continue
		}
		k := &check{Context: over, counts: map[string]int64{}}
		if c.check(k); k.verdict != verdict.Unknown && k.verdict != verdict.Violated || k.verdict == verdict.Violated && c.expected != verdict.Violated {
			t.Errorf("%s: %v %s", c.id(), k.verdict, k.evidence)
		}
	}
}
