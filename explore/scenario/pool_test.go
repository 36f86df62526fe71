package scenario

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// TestPool: what the explorer must say of the pool, in scenarios that meet what they are
// named for.
func TestPool(t *testing.T) {
	for _, c := range []struct {
		name     string
		config   Config
		text     string
		want     explore.Verdict
		least    int64  // executions
		contains string // of the failure
	}{
		{"alone", Config{}, "ppggg", explore.Exhausted, 1, ""},
		{"one P", Config{Procs: 1}, "p | g", explore.Exhausted, 2, ""},
		{"two Ps", Config{}, "pg | gp", explore.Exhausted, 10, ""},
		{"clearings", Config{}, "p | g | R R", explore.Exhausted, 30, ""},
		{"anywhere", Config{Anywhere: true}, "p | g", explore.Exhausted, 10, ""},
		{"migration", Config{}, "pmg | g", explore.Exhausted, 5, ""},
		{"chains", Config{}, "ppp | gg", explore.Exhausted, 10, ""},
		{"near wrap-around", Config{Index: 1<<32 - 1}, "ppp | gg", explore.Exhausted, 10, ""},
		{"GOMAXPROCS", Config{}, "pp | g | G", explore.Exhausted, 20, ""},
		{"a collection", Config{}, "p | g | c", explore.Exhausted, 100, ""},
		{"two that are over", Config{}, "/ p / cc g", explore.Exhausted, 1, ""},
		{"given up", Config{}, "/ p / x c c", explore.Exhausted, 1, ""},
		{"shipped", Config{Shipped: true}, "pg | gp | R", explore.Exhausted, 50, ""},
		{"told", Config{Evict: true}, "pp | g | R", explore.Exhausted, 10, ""},
		{"bounded", Config{Evict: true, Bound: 1}, "pp | pg", explore.Exhausted, 10, ""},
		{"kept longer", Config{Keep: 2}, "p | g | R R", explore.Exhausted, 10, ""},
		{"sampled", Config{Model: None, Explore: explore.Config{Strategy: explore.PCT(1, 50, 3)}}, "pgpg | gpgp | R R", explore.Sampled, 50, ""},
		{"strict: what is private is hidden", Config{Model: Strict}, "p | g", explore.Violated, 1, "strict pool"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.config.Subject = "pool"
			r, err := Run(c.config, c.text)
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != c.want || r.Executions < c.least || !strings.Contains(r.Failure, c.contains) {
				t.Errorf("want %v with at least %d executions: %v", c.want, c.least, r)
			}
		})
	}
}

// TestGivenUp: who gives a pool up is the last to use it (N4).
func TestGivenUp(t *testing.T) {
	for text, want := range map[string]string{
		"/ px | c / c": "", "p / x | c / c": "", "/ p | g / xcc": "", "px": "",
		"px | g":     "column 2: 'x' gives the pool up, and the pool is used by thread 2",
		"pxg | c":    "by thread 1",
		"/ px / g":   "by thread 1",
		"x / p":      "by thread 0",
		"/ p / x R":  "by thread 0",
		"p / x | cR": "by thread 2",
		"pu | g":     "'u' is no call of pool: there are p (Put), g (Get)",
	} {
		_, err := Parse("pool", text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := Run(Config{Subject: "pool", Procs: 65}, "p"); err == nil || err.Error() != "65 Ps: give a number from 1 to 64" {
		t.Error(err)
	}
}

// TestAStalledOwnerIsMet: a clearing meets an owner in the shard that it would close, gives
// up waiting, and leaves the shard to the next one (R3); what is in it is told and counted
// all the same, which the laws check in every one of these executions (P12, P14).
func TestAStalledOwnerIsMet(t *testing.T) {
	for _, text := range []string{"p | R R R", "p / p | R R", "p / g | R R"} {
		cfg := Config{Subject: "pool", Procs: 1, Evict: true}
		s, err := Parse("pool", text)
		if err != nil {
			t.Fatal(err)
		}
		table := poolTable(cfg, s)
		var made *pooled
		fresh, ended := table.New, table.Ended
		stalled, dropped := 0, 0
		table.New = func() *pooled { made = fresh(); return made }
		table.Ended = func(done []explore.Call, mayPrecede func(a, b int) bool) string {
			if made.end.Stalled > 0 {
				stalled++
			}
			if made.end.Drops > 0 {
				dropped++
			}
			return ended(done, mayPrecede)
		}
		r := explore.Linearizable(explore.Config{}, table)
		if r.Verdict != explore.Exhausted || stalled == 0 || dropped == 0 {
			t.Errorf("%s: an owner stalled in %d executions, and %d dropped something: %v", text, stalled, dropped, r)
		}
		t.Logf("%s: an owner stalled in %d of %d executions, values were dropped in %d", text, stalled, r.Executions, dropped)
	}
}
