package verify

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"time"

	"github.com/poolproof/poolproof/internal/verdict"
)

// DefaultBudget is how long the checks that look until their time is over take
// together; the others take some seconds more.
const DefaultBudget = 40 * time.Second

// patience is how many times its share a check that looks at random gets before it is
// called too short, where no budget was asked for.
const patience = 8

// Config says what to check. The zero value of a field means its default.
type Config struct {
	Match  *regexp.Regexp // the claims whose id it matches; nil means all
	Budget time.Duration  // for all claims together; 0 means DefaultBudget for what samples, and as long as it takes for the rest
	Seed   uint64         // of whatever is random

	Nightly bool // also the claims that take minutes or an hour

	// Begin, if not nil, is called before each claim, and End after it, with the
	// claim's number from 0 and how many there are.
	Begin func(i, n int, id string)
	End   func(i, n int, c verdict.Claim)
}

// Run checks claims, one after the other, and returns them in the order of the table.
// When the context ends the rest are unknown. It returns an error if there is no such
// claim, or a negative budget. It changes GOMAXPROCS and GOGC meanwhile, so nothing
// else should run in the process.
func Run(ctx context.Context, c Config) ([]verdict.Claim, error) {
	if c.Budget < 0 {
		return nil, fmt.Errorf("negative budget %v", c.Budget)
	}
	var chosen []claim
	weight := 0
	for _, cl := range claims {
		if (c.Match == nil || c.Match.MatchString(cl.id())) && cl.wanted(c.Nightly) {
			chosen = append(chosen, cl)
			weight += cl.weight
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no claim matches %q; -list names them", c.Match)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))

	budget, limit := c.Budget, 5*time.Minute // no check that knows when it is done takes that long
	if c.Nightly {
		limit = 12 * time.Hour
	}
	if budget == 0 {
		budget = DefaultBudget
		if total := totalWeight(); weight < total { // a few claims get what they would get among all
			budget = budget * time.Duration(weight) / time.Duration(total)
		}
	} else {
		// A budget was asked for: it ends all checks.
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, budget, fmt.Errorf("the budget of %v", budget))
		defer cancel()
		limit = budget
		budget -= budget / 5 // for those that know when they are done
	}
	var out []verdict.Claim
	for i, cl := range chosen {
		if c.Begin != nil {
			c.Begin(i, len(chosen), cl.id())
		}
		own := limit
		if cl.weight > 0 {
			own = budget * time.Duration(cl.weight) / time.Duration(weight)
		}
		v := cl.run(ctx, own, c.Seed)
		// On a busy machine a check that looks at random may meet too little in its share.
		for more := 2 * own; c.Budget == 0 && cl.weight > 0 && v.Verdict == verdict.Unknown && more <= patience*own && ctx.Err() == nil; more *= 2 {
			v = cl.run(ctx, more, c.Seed)
		}
		out = append(out, v)
		if c.End != nil {
			c.End(i, len(chosen), v)
		}
	}
	return out, nil
}

func totalWeight() (n int) {
	for _, c := range claims {
		n += c.weight
	}
	return max(n, 1)
}
