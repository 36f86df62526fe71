package verify

import (
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/scenario"
	"github.com/poolproof/poolproof/internal/verdict"
)

// The mirrored pool under every interleaving of small scenarios, and under some of
// larger ones.

// poolScenario is one of a claim.
type poolScenario struct {
	text     string
	procs    int
	anywhere bool // on any P at each pin
	shipped  bool // blocks and lists as long as they are shipped
	evict    bool // the pool tells what it gives up
	bound    int
	keep     int
	unjudged bool // held against the laws only: its histories admit too many orders for a model
}

// command repeats the scenario.
func (s poolScenario) command(more string) string {
	flags := fmt.Sprintf("-subject pool -procs %d", s.procs)
	if s.anywhere {
		flags += " -anywhere"
	}
	if s.shipped {
		flags += " -shipped"
	}
	if s.evict {
		flags += " -evict"
	}
	if s.bound > 0 {
		flags += fmt.Sprint(" -bound ", s.bound)
	}
	if s.keep > 0 {
		flags += fmt.Sprint(" -keep ", s.keep)
	}
	if s.unjudged {
		flags += " -model none"
	}
	return fmt.Sprintf("go run ./cmd/poolproof explore %s%s '%s'", flags, more, s.text)
}

func (s poolScenario) run(c *check, strategy explore.Strategy) (explore.Report, error) {
	var asked int64
	spec := scenario.True
	if s.unjudged {
		spec = scenario.None
	}
	return scenario.Run(scenario.Config{
		Subject: "pool", Procs: s.procs, Anywhere: s.anywhere, Shipped: s.shipped, Model: spec,
		Evict: s.evict, Bound: s.bound, Keep: s.keep,
		Explore: explore.Config{Strategy: strategy, While: func(explore.Progress) bool {
			asked++
			return asked%256 != 0 || c.Err() == nil
		}},
	}, s.text)
}

// explorePool runs every interleaving of each scenario.
func explorePool(c *check, scenarios []poolScenario) {
	for _, s := range scenarios {
		r, err := s.run(c, explore.Optimal())
		if err != nil {
			panic("internal error: verify: " + err.Error())
		}
		c.counts["scenarios"]++
		c.counts["executions"] += r.Executions
		c.counts["steps"] += r.Steps
		c.counts["histories"] += r.Histories
		for _, m := range r.Most {
			if m.Name == "Get" || m.Name[:3] == "Put" {
				c.counts["most steps of a Put or Get"] = max(c.counts["most steps of a Put or Get"], int64(m.Steps))
			}
		}
		switch {
		case r.Verdict == explore.Violated:
			c.found(verdict.Violated, "%s\n\n%s\nrepeat: %s", r.Failure, r.Trace, s.command(" -spin-cut=false"))
			return
		case r.Verdict != explore.Exhausted:
			c.found(verdict.Unknown, "%s, in %s", r.Failure, s.command(" -spin-cut=false"))
			return
		}
	}
	c.done(verdict.Exhausted)
}

// samplePool runs some interleavings of each scenario, by priorities and by partial
// orders in turns, until the time is over.
func samplePool(c *check, scenarios []poolScenario) {
	const runs = 200
	for round := uint64(0); c.Err() == nil; round++ {
		for _, s := range scenarios {
			for i, strategy := range []explore.Strategy{explore.PCT(c.seed+round, runs, 3), explore.POS(c.seed+round, runs)} {
				if c.Err() != nil {
					break
				}
				name := []string{"pct", "pos"}[i]
				r, err := s.run(c, strategy)
				if err != nil {
					panic("internal error: verify: " + err.Error())
				}
				c.counts["executions by "+name] += r.Executions
				c.counts["steps"] += r.Steps
				if r.Verdict == explore.Violated {
					c.found(verdict.Violated, "%s\n\n%s\nrepeat: %s", r.Failure, r.Trace,
						s.command(fmt.Sprintf(" -spin-cut=false -strategy %s -seed %d -runs %d", name, c.seed+round, runs)))
					return
				}
			}
		}
	}
	c.sampled(map[string]int64{"executions by pct": 1000, "executions by pos": 1000})
}

// oldPools are the scenarios of the design before Go 1.13.
var oldPools = []string{"pg | gp", "pp | gg", "p | g | R", "pg | g | R", "pRg | pg"}

// exploreOld runs every interleaving of them.
func exploreOld(c *check) {
	for _, text := range oldPools {
		var asked int64
		r := scenario.OldPool(explore.Config{While: func(explore.Progress) bool {
			asked++
			return asked%256 != 0 || c.Err() == nil
		}}, strings.Split(text, " | ")...)
		c.counts["scenarios"]++
		c.counts["executions"] += r.Executions
		c.counts["steps"] += r.Steps
		switch {
		case r.Verdict == explore.Violated:
			c.found(verdict.Violated, "%s, in %s\n\n%s", r.Failure, text, r.Trace)
			return
		case r.Verdict != explore.Exhausted:
			c.found(verdict.Unknown, "%s, in %s", r.Failure, text)
			return
		}
	}
	c.done(verdict.Exhausted)
}

var (
	// clearedPools: two Ps and two rotations beside two or three operations of each thread.
	clearedPools = []poolScenario{
		{text: "pg | gp | R R", procs: 2},
		{text: "ppp | gg | R R", procs: 2},             // from full chains
		{text: "pppp | gg | R", procs: 2},              // with a second ring
		{text: "pp R / pg | gg | R", procs: 2},         // from the victim
		{text: "pp R / g | g", procs: 2},               // the same, both at once
		{text: "pp R / p | p | g | R / R g", procs: 3}, // on both sides of a clearing's moments
		{text: "ppgg / ppp | g", procs: 2},             // a mark is taken away beside a push
		{text: "pgr | gpr | R", procs: 2},              // the same value again
		{text: "pgp | gpg | R R", procs: 2, unjudged: true},
		{text: "pl | lp | R", procs: 2}, // and nothing of others, or that was cleared
	}
	// movingPools: two goroutines on one P, and one on two.
	movingPools = []poolScenario{
		{text: "pg | gp | R R", procs: 1},
		{text: "pg | gp | g", procs: 2}, // the third is on the first one's P
		{text: "pmg | gmp | R R", procs: 2},
		{text: "pg | gp", procs: 2, anywhere: true},
		{text: "pp | gg | R", procs: 2, anywhere: true},
		{text: "p | g | R R", procs: 2, anywhere: true},
	}
	// regroupedPools: GOMAXPROCS grows and shrinks.
	regroupedPools = []poolScenario{
		{text: "pg | gp | G", procs: 1},
		{text: "pg | gp | G", procs: 2},
		{text: "ppp | gg | G", procs: 2},
		{text: "p | gg | G R", procs: 2},
		{text: "pp | gg | G | R", procs: 2},
		{text: "pp | g | G G", procs: 2},
		{text: "p R / p | g | G", procs: 1, anywhere: true}, // between grow and the pin
		{text: "p | G G", procs: 1, anywhere: true},         // and again, between that and the next one
		{text: "p / p | G | R", procs: 1, anywhere: true},   // within a clearing
	}
	// registeredPools: garbage collections, with all that follows them, beside the first
	// Put, beside one after the pool has been idle, and beside the pool's end.
	registeredPools = []poolScenario{
		{text: "p | g | c", procs: 2},
		{text: "p | p | c", procs: 2},
		{text: "p c / p | c", procs: 2},
		{text: "p c c / p | g | c", procs: 2},
		{text: "c / p | pRmg", procs: 2},  // the first pool of all, after a collection
		{text: "p / p | R | c", procs: 2}, // a rotation in the middle of which the clearing looks
		{text: "p c / p | R | c", procs: 2},
		{text: "p / x | c / c", procs: 2},
	}
	// shippedPools: the same with nothing made smaller.
	shippedPools = []poolScenario{
		{text: "pg | gp | R R", procs: 2, shipped: true},
		{text: "pp | gg | R", procs: 2, anywhere: true, shipped: true},
		{text: "pp | gg | G | R", procs: 2, shipped: true},
		{text: "p c / p | c", procs: 2, shipped: true},
	}
	// optionedPools tell what they give up, have a bound, or keep values longer.
	optionedPools = []poolScenario{
		{text: "pg | gp | R", procs: 2, evict: true},
		{text: "ppp | gg | R", procs: 2, evict: true},
		{text: "p / p | p | R R", procs: 1, evict: true}, // an owner in the shard that is dropped
		{text: "p | g | c", procs: 2, evict: true},
		{text: "pp | g | G", procs: 2, evict: true},
		{text: "pp | pg", procs: 2, evict: true, bound: 1},
		{text: "pp | g | R R", procs: 2, evict: true, keep: 2},
		{text: "p | g | R R R", procs: 2, keep: 2},
		{text: "p R / g | R | R", procs: 1, evict: true}, // clearings that meet, and a shard in use
		{text: "p | G | R", procs: 1, anywhere: true, evict: true},
		{text: "p | G G", procs: 1, anywhere: true, evict: true},
		{text: "p | RpRR", procs: 2, evict: true}, // two arrays that are not closed at once
		// Each option beside others.
		{text: "pl | lp | R", procs: 2, evict: true},
		{text: "pp / lp | R R", procs: 2, bound: 2},
		{text: "p R / gp | pg | R", procs: 2, bound: 1},
		{text: "pp R / pg | g | R", procs: 2, bound: 2, evict: true},
		{text: "pp R p R / p | g | R", procs: 2, keep: 3, evict: true},
		{text: "pp R p / gl | g | R R", procs: 2, bound: 3, keep: 2, evict: true},
		{text: "pp / g | p | R R", procs: 1, bound: 2, keep: 2, evict: true},
	}
	// morePools take minutes.
	morePools = []poolScenario{
		{text: "pgp | gpg | R R", procs: 1, unjudged: true},
		{text: "pg | gp | G | R", procs: 2, unjudged: true},
		{text: "pg | gp | G G", procs: 2, unjudged: true},
		{text: "pp | gg | R R", procs: 2, anywhere: true, unjudged: true},
		{text: "pp | g | g | R", procs: 2, unjudged: true},
		{text: "pg | gp | R R", procs: 2, evict: true, unjudged: true},
		{text: "p | p | R R", procs: 1, evict: true, unjudged: true}, // two first Puts, each of which may grow the pool three times
		{text: "p c / p | p | c", procs: 2},
		{text: "pg | gp | c", procs: 2},
		{text: "p | c c", procs: 2},
	}
	// largePools are too large for every interleaving.
	largePools = []poolScenario{
		{text: "pppgg | gpgpg | gprgpr | R R R", unjudged: true, procs: 2},
		{text: "ppppgmgg | gmgpmpg | pgmpg | R R | G G", unjudged: true, procs: 3},
		{text: "pg | gp | R R", unjudged: true, procs: 2, anywhere: true},
		{text: "pg | gp | pg | R", unjudged: true, procs: 2},
		{text: "ppgg | gpgp | ppgg | RR", unjudged: true, procs: 3, anywhere: true},
		{text: "pppg | gmpg | ggpp | c c | R", unjudged: true, procs: 2},
		{text: "/ ppgpg | gpmgpg | c c c / c", unjudged: true, procs: 2, shipped: true},
		{text: "pp / pgpx | c c | c / c c", unjudged: true, procs: 2},
	}
)
