package linearizability

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/poolproof/poolproof/model"
	"github.com/poolproof/poolproof/pool"
)

// RunPool is [Run] for package pool: Thieves+1 goroutines put, get and rotate. The
// garbage collector may clear besides, which the true model of a pool permits.
func RunPool(ctx context.Context, c Config) (res Result) {
	c.Subject.Name = "pool"
	if c.Limit == 0 {
		c.Limit = 10 * time.Second
	}
	for round := c.First; (c.Rounds == 0 || round < c.First+c.Rounds) && ctx.Err() == nil; round++ {
		h, stats := poolRound(c.Seed, round, c.Thieves)
		res.Rounds++
		res.Operations += int64(len(h))
		res.Overlaps += overlaps(h)
		res.Steals += int64(stats.Steals)
		res.VictimHits += int64(stats.VictimHits)
		if !res.judge(c, round, h, model.TruePool(), model.StrictPool()) {
			return res
		}
	}
	return res
}

// PoolHistory is what happened in one round of [RunPool].
func PoolHistory(seed uint64, round, thieves int) model.History {
	h, _ := poolRound(seed, round, thieves)
	return h
}

func poolRound(seed uint64, round, thieves int) (model.History, pool.Stats) {
	r := rand.New(rand.NewPCG(seed, uint64(round)))
	clients := 1 + thieves
	if thieves == 0 {
		clients = 2 + r.IntN(4)
	}
	scripts := make([][]model.Kind, clients)
	for i := range scripts {
		for range 2 + r.IntN(7) {
			k := []model.Kind{model.Put, model.Put, model.Get, model.Get, model.Get, model.Rotate}[r.IntN(6)]
			scripts[i] = append(scripts[i], k)
		}
	}
	var p pool.Pool[int]
	h := play(scripts, r.Uint64(), func(k model.Kind, v int) (int, bool) {
		switch k {
		case model.Put:
			p.Put(v)
		case model.Get:
			v = p.Get()
			return v, v != 0 // no value is 0
		case model.Rotate:
			p.Rotate()
		}
		return 0, true
	})
	return h, p.Stats()
}
