// Package verify is the table of claims: law × subject × method × bound → verdict.
// Each claim is checked anew at every run; nothing here is remembered or assumed.
//
// # Laws
//
//	Y1  A claim names its law as the subject's package numbers it, what was covered,
//	    and the command that repeats its check alone.
//	Y2  A check that is cut short by the budget is unknown, whatever it has seen.
//	Y3  A check that looked at random has to say how often it met the interesting
//	    case; below its minimum it is unknown.
//	Y4  A violation comes with its counterexample, an expected one too.
package verify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/poolproof/poolproof/internal/verdict"
)

// claim is a row before it is checked.
type claim struct {
	subject, name string // together the id
	law           string
	method        string
	bounds        string
	expected      verdict.Verdict

	// weight is the claim's share of the budget, for checks that look until their
	// time is over; 0 for those that know when they are done.
	weight int

	nightly bool // it takes too long for every day

	check func(*check)
}

func (c claim) id() string { return c.subject + "/" + c.name }

// check is a claim being checked: what its function reads, and where it puts what it
// found.
type check struct {
	context.Context        // ends when the claim's time is over
	seed            uint64 // of whatever is random

	verdict  verdict.Verdict
	counts   map[string]int64
	evidence string
}

// found sets the verdict. A check that never calls it has found nothing out (Y2).
func (c *check) found(v verdict.Verdict, evidence string, args ...any) {
	c.verdict = v
	c.evidence = fmt.Sprintf(evidence, args...)
}

// done sets the verdict of a search that covered what it had to, unless its time
// ended before it did.
func (c *check) done(v verdict.Verdict) {
	if c.Err() != nil {
		c.found(verdict.Unknown, "the budget ended before the search did")
	} else {
		c.found(v, "")
	}
}

// sampled sets the verdict of a clean run, given what it must have met (Y3).
func (c *check) sampled(least map[string]int64) {
	for what, n := range least {
		if c.counts[what] < n {
			c.found(verdict.Unknown, "the run was too short: it met %d of at least %d %s", c.counts[what], n, what)
			return
		}
	}
	c.found(verdict.Sampled, "")
}

// explores reports whether the claim is checked by the explorer.
func (c claim) explores() bool { return strings.HasPrefix(c.name, "explored") }

// wanted reports whether a run is to check the claim.
func (c claim) wanted(nightly bool) bool {
	return (nightly || !c.nightly) && !(Watched && c.explores())
}

// Names returns the ids of the claims, in the order of the table, with those that are
// for nightly runs or without.
func Names(nightly bool) (ids []string) {
	for _, c := range claims {
		if c.wanted(nightly) {
			ids = append(ids, c.id())
		}
	}
	return ids
}

// Explored returns the ids of those claims that run the mirrored source under every
// interleaving.
func Explored() (ids []string) {
	for _, c := range claims {
		if c.wanted(false) && strings.Contains(c.method, "every interleaving") {
			ids = append(ids, c.id())
		}
	}
	return ids
}

// run checks one claim within the given time.
func (c claim) run(ctx context.Context, limit time.Duration, seed uint64) verdict.Claim {
	start := time.Now()
	out := verdict.Claim{
		ID: c.id(), Law: c.law, Subject: c.subject, Method: c.method, Bounds: c.bounds, Expected: c.expected,
		Replay: fmt.Sprintf("go run ./cmd/poolproof verify -run '^%s$' -seed %d", c.id(), seed),
	}
	if c.nightly {
		out.Replay += " -nightly"
	}
	own, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	k := &check{Context: own, seed: seed, counts: map[string]int64{}}
	if ctx.Err() == nil {
		c.check(k)
	}
	if k.verdict == verdict.Unknown && k.evidence == "" {
		k.evidence = "the budget ended before the check did"
	}
	if k.verdict != verdict.Violated && ctx.Err() != nil { // Y2: interrupted
		k.found(verdict.Unknown, "interrupted, or out of budget: %v", context.Cause(ctx))
	}
	out.Verdict, out.Counts, out.Evidence = k.verdict, k.counts, strings.TrimSpace(k.evidence)
	out.Seconds = time.Since(start).Seconds()
	return out
}
