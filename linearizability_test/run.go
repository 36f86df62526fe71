package linearizability

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/poolproof/poolproof/model"
)

// Config says what to run. The zero value of a field means its default.
type Config struct {
	Subject Subject       // no default
	Thieves int           // 1 to 8; 0 means: another number each round
	Seed    uint64        // of the scenarios
	First   int           // the round to begin with, to repeat one that failed
	Rounds  int           // how many; 0 means: until the context ends
	Limit   time.Duration // for the judgment of one history; 0 means ten seconds
}

// Result is what a run found and what it met.
type Result struct {
	Rounds     int64 // histories
	Operations int64 // calls in them
	Steals     int64 // pops at the tail that returned a value
	Pops       int64 // pops at the head that returned a value
	Overlaps   int64 // calls that overlapped one of another client
	Growths    int64 // rounds whose deque must have outgrown its first ring
	Wraps      int64 // rounds whose indexes passed 2³²
	VictimHits int64 // values of a pool that were found among cleared ones
	Excused    int64 // histories that only the true model explains
	Undecided  int64 // histories whose judgment took too long

	Failure *Failure // nil if all were legal
}

// Failure is a history that the true model does not explain.
type Failure struct {
	Subject string        // its name
	Seed    uint64        // with Round, what its scenario was drawn from
	Round   int           // from 0
	Thieves int           // as configured
	Spec    model.Spec    // which does not explain it
	History model.History // what happened
}

// Run runs rounds until there were enough, the context ends, or one fails.
func Run(ctx context.Context, c Config) (res Result) {
	if c.Thieves < 0 || c.Thieves > 8 {
		panic(fmt.Sprintf("linearizability: %d thieves; want 1 to 8, or 0 for another number each round", c.Thieves))
	}
	if c.Limit == 0 {
		c.Limit = 10 * time.Second
	}
	for round := c.First; (c.Rounds == 0 || round < c.First+c.Rounds) && ctx.Err() == nil; round++ {
		// Each round has a generator of its own, so that one can be repeated alone.
		r := rand.New(rand.NewPCG(c.Seed, uint64(round)))
		thieves := c.Thieves
		if thieves == 0 {
			thieves = 1 + r.IntN(8)
		}
		sc := newScenario(r, c.Subject, thieves)
		d := c.Subject.Fresh(sc.capacity, sc.start)
		h := play(sc.scripts(), sc.yields, func(k model.Kind, v int) (int, bool) {
			switch k {
			case model.PushHead:
				return 0, d.PushHead(v)
			case model.PopHead:
				return d.PopHead()
			default:
				return d.PopTail()
			}
		})
		res.count(c.Subject, sc, h)
		if !res.judge(c, round, h, c.Subject.True(sc.capacity), c.Subject.Strict(sc.capacity)) {
			return res
		}
	}
	return res
}

// judge asks the models about the history of a round, and reports whether to go on.
func (res *Result) judge(c Config, round int, h model.History, spec, strict model.Spec) bool {
	switch spec.Check(h, c.Limit) {
	case model.Illegal:
		res.Failure = &Failure{c.Subject.Name, c.Seed, round, c.Thieves, spec, h}
		return false
	case model.Undecided:
		res.Undecided++
	case model.Legal:
		if strict.Check(h, c.Limit) == model.Illegal {
			res.Excused++ // L1
		}
	}
	return true
}

// play runs a goroutine for each script, which does one call after the other and
// records it, and returns what happened. Each client pushes or puts values of its own.
func play(scripts [][]model.Kind, yields uint64, do func(k model.Kind, v int) (int, bool)) model.History {
	rec := model.NewRecorder(len(scripts))
	var ready atomic.Int32
	var wg sync.WaitGroup
	for id, script := range scripts {
		me := rec.Client(id)
		r := rand.New(rand.NewPCG(yields, uint64(id)))
		wg.Go(func() {
			ready.Add(1)
			for spins := 1; int(ready.Load()) < len(scripts); spins++ {
				if spins%1000 == 0 { // spin, so that those on other processors begin at once
					runtime.Gosched()
				}
			}
			next := 1000 * id
			for _, k := range script {
				v := 0
				if k == model.PushHead || k == model.Put {
					next++
					v = next
				}
				me.Begin(k, v)
				me.End(do(k, v))
				if r.IntN(8) == 0 {
					runtime.Gosched()
				}
			}
		})
	}
	wg.Wait()
	return rec.History()
}

// overlaps counts the calls that overlapped one of another client.
func overlaps(h model.History) (n int64) {
	var latest int64 // return so far; h is in the order of calls
	for _, op := range h {
		if op.Call < latest {
			n++
		}
		latest = max(latest, op.Return)
	}
	return n
}

// count adds what a history met (L3).
func (res *Result) count(s Subject, sc scenario, h model.History) {
	res.Rounds++
	res.Operations += int64(len(h))
	res.Overlaps += overlaps(h)
	stolen := 0
	for _, op := range h {
		if op.Kind == model.PopTail && op.OK {
			stolen++
		}
		if op.Kind == model.PopHead && op.OK {
			res.Pops++
		}
	}
	res.Steals += int64(stolen)
	// The owner's calls come one after the other, so they tell how far the head went.
	head, top := 0, 0
	for _, op := range h {
		switch {
		case op.Kind == model.PushHead && op.OK:
			head++
		case op.Kind == model.PopHead && op.OK:
			head--
		}
		top = max(top, head)
	}
	if s.Grown(top - stolen) { // at least so many were inside at once
		res.Growths++
	}
	if sc.start != 0 && top > int(-sc.start) {
		res.Wraps++
	}
}
