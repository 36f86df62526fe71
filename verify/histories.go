package verify

import (
	"runtime"
	"sync"
	"time"

	"github.com/poolproof/poolproof/dequeue"
	"github.com/poolproof/poolproof/internal/verdict"
	linearizability "github.com/poolproof/poolproof/linearizability_test"
	"github.com/poolproof/poolproof/model"
)

// Recorded histories of real goroutines, judged by the models.

func linearizable(c *check, s linearizability.Subject) {
	res := linearizability.Run(c, linearizability.Config{Subject: s, Seed: c.seed})
	judge(c, res, map[string]int64{"steals": 100, "overlaps": 20})
}

func poolLinearizable(c *check) {
	judge(c, linearizability.RunPool(c, linearizability.Config{Seed: c.seed}), map[string]int64{"overlaps": 20, "victim hits": 20})
}

func judge(c *check, res linearizability.Result, least map[string]int64) {
	c.counts = map[string]int64{
		"histories": res.Rounds, "operations": res.Operations, "steals": res.Steals, "overlaps": res.Overlaps,
		"only by the true model": res.Excused, "undecided": res.Undecided,
	}
	for what, n := range map[string]int64{"growths": res.Growths, "wraps": res.Wraps, "victim hits": res.VictimHits} {
		if n > 0 {
			c.counts[what] = n
		}
	}
	switch {
	case res.Failure != nil:
		c.found(verdict.Violated, "%v", res.Failure)
	case res.Undecided > 0:
		c.found(verdict.Unknown, "%d histories took too long to judge", res.Undecided)
	default:
		c.sampled(least)
	}
}

// poolStrict looks for a history that only the true model of a pool explains.
func poolStrict(c *check) {
	atLeastTwoProcs()
	for round := 0; c.Err() == nil; round++ {
		h := linearizability.PoolHistory(c.seed, round, 1)
		c.counts["histories"]++
		if model.StrictPool().Check(h, time.Second) == model.Illegal {
			c.found(verdict.Violated, "no order explains this history by the %s, though the %s does\n\n%s",
				model.StrictPool().Name(), model.TruePool().Name(), h)
			return
		}
	}
}

// large takes so long to copy that its thief is often interrupted between the claim of
// a slot and its release.
type large struct {
	n int
	_ [128 << 10]byte
}

// spuriouslyFull looks for a push that is told "full" by a ring that is empty: one
// thief has copied its value and gone, the other still has the slot that the push
// needs.
func spuriouslyFull(c *check) {
	atLeastTwoProcs()
	for c.Err() == nil {
		c.counts["histories"]++
		h, full := slowThief()
		if !full || model.StrictRing(2).Check(h, time.Second) != model.Illegal {
			continue
		}
		if model.TrueRing(2).Check(h, time.Second) != model.Legal {
			c.found(verdict.Unknown, "the true model does not explain it either:\n\n%s", h)
			return
		}
		c.found(verdict.Violated, "no order explains this history by the %s, though the %s does\n\n%s",
			model.StrictRing(2).Name(), model.TrueRing(2).Name(), h)
		return
	}
}

// slowThief lets two thieves take the two values of a ring, and pushes a third as soon
// as one of them is back. It returns what happened and whether that push was told
// "full".
func slowThief() (h model.History, full bool) {
	d := dequeue.New[large](2)
	rec := model.NewRecorder(3)
	owner := rec.Client(0)
	push := func(n int) bool {
		owner.Begin(model.PushHead, n)
		ok := d.PushHead(large{n: n})
		owner.End(0, ok)
		return ok
	}
	push(1)
	push(2)
	first := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			thief := rec.Client(1 + i)
			thief.Begin(model.PopTail, 0)
			v, ok := d.PopTail()
			thief.End(v.n, ok)
			first <- struct{}{}
		})
	}
	<-first
	full = !push(3)
	wg.Wait()
	return rec.History(), full
}

// atLeastTwoProcs lets goroutines overlap. Run puts GOMAXPROCS back.
func atLeastTwoProcs() { runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0))) }
