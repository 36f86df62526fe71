package model

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// crowd records n operations of an owner and 8 thieves on a ring or chain, under a
// schedule of its own that is the same every time.
func crowd(w *world, n int, seed uint64) History {
	rng := rand.New(rand.NewPCG(seed, 1))
	var h History
	calls := make([]int64, len(w.runs))
	now, pushed := int64(0), 0
	for running := 0; n > 0 || running > 0; {
		c := rng.IntN(len(w.runs))
		if rng.IntN(3) == 0 {
			c = 0 // or the thieves find nothing
		}
		switch r := &w.runs[c]; {
		case r.done:
			now++
			r.op.Call, r.op.Return = calls[c], now
			h = append(h, r.op)
			*r = run{}
			running--
		case r.busy:
			w.step(c)
		case n > 0:
			op := Op{Client: c, Kind: PopTail}
			if c == 0 {
				if op.Kind = PushHead; rng.IntN(5) == 0 {
					op.Kind = PopHead
				}
			}
			if op.Kind == PushHead {
				pushed++
				op.Value = pushed
			}
			n--
			now++
			calls[c] = now
			w.call(op)
			running++
		}
	}
	return h
}

// crowdPool is the same for a pool, whose operations take effect when they return.
func crowdPool(n int, seed uint64) History {
	rng := rand.New(rand.NewPCG(seed, 1))
	const clients = 9
	var h History
	var pending [clients]*Op
	var young, old []int
	now, value := int64(0), 0
	for running := 0; n > 0 || running > 0; {
		c := rng.IntN(clients)
		now++
		if pending[c] == nil {
			if n == 0 {
				continue
			}
			op := &Op{Client: c, Kind: Get, OK: true, Call: now}
			switch rng.IntN(10) {
			case 0:
				op.Kind = Rotate
			case 1, 2, 3, 4:
				op.Kind = Put
				value++
				op.Value = value
			}
			pending[c], n, running = op, n-1, running+1
			continue
		}
		op := pending[c]
		pending[c], running = nil, running-1
		op.Return = now
		switch {
		case op.Kind == Put:
			young = append(young, op.Value)
		case op.Kind == Rotate:
			young, old = nil, young
		case len(young) > 0:
			op.Value, young = young[0], young[1:]
		case len(old) > 0:
			op.Value, old = old[0], old[1:]
		default:
			op.OK = false
		}
		h = append(h, *op)
	}
	return h
}

// turned is the history with the last successful theft or Get answered otherwise.
func turned(h History, ok bool) History {
	h = append(History(nil), h...)
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].OK && (h[i].Kind == PopTail || h[i].Kind == Get) {
			h[i].Value, h[i].OK = 1<<20, ok
			break
		}
	}
	return h
}

func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{6, 40} {
		for _, x := range []struct {
			spec   Spec
			record func(seed uint64) History
		}{
			{StrictRing(4), func(seed uint64) History { return crowd(newRingWorld(4, 9), n, seed) }},
			{TrueRing(4), func(seed uint64) History { return crowd(newRingWorld(4, 9), n, seed) }},
			{StrictChain(), func(seed uint64) History { return crowd(newChainWorld(2, 8, 9), n, seed) }},
			{TrueChain(2, 8), func(seed uint64) History { return crowd(newChainWorld(2, 8, 9), n, seed) }},
			{StrictPool(), func(seed uint64) History { return crowdPool(n, seed) }},
			{TruePool(), func(seed uint64) History { return crowdPool(n, seed) }},
		} {
			const seeds = 50
			var right, invented, lost []History
			for seed := range uint64(seeds) {
				h := x.record(seed)
				right = append(right, h)
				invented = append(invented, turned(h, true))
				lost = append(lost, turned(h, false))
			}
			for _, set := range []struct {
				name      string
				histories []History
			}{{"right", right}, {"invented", invented}, {"lost", lost}} {
				b.Run(fmt.Sprintf("ops=%d/%s/%s", n, x.spec.Name(), set.name), func(b *testing.B) {
					i := 0
					for b.Loop() {
						x.spec.Check(set.histories[i%seeds], 0)
						i++
					}
				})
			}
		}
	}
}
