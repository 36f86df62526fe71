package stress

import (
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/poolproof/poolproof/internal/oldpool"
	"github.com/poolproof/poolproof/pool"
)

// cache is what both pools can do.
type cache interface {
	Put(*item)
	Get() *item
}

// item is what is pooled. It knows who holds it, and where it was made (S1).
type item struct {
	holder atomic.Int64 // 0 while nobody does
	home   *home

	// mark is written and read by the holder alone, plainly (S2).
	mark, complement uint64
	_                [40]byte
}

// home is one pool under stress.
type home struct{ cache }

// new is the pool's New. It allocates, so that it may start a garbage collection.
func (h *home) new() *item {
	return &item{home: h, complement: ^uint64(0)}
}

// ours and std make the two pools.
func ours(h *home) cache { return &pool.Pool[*item]{New: h.new} }

func std(h *home) cache {
	return stdPool{&sync.Pool{New: func() any { return h.new() }}}
}

type stdPool struct{ p *sync.Pool }

func (s stdPool) Put(x *item) { s.p.Put(x) }
func (s stdPool) Get() *item  { return s.p.Get().(*item) }

// guarded makes a pool that tells of what it gives up. That must be an item that nobody
// holds, and once.
func (t *turn) guarded(h *home) cache {
	return pool.New(pool.Config[*item]{
		New: h.new, Bound: 100, Clearings: 2, Count: true,
		Evicted: func(x *item) {
			t.evictions.Add(1)
			if x.home != h || !x.holder.CompareAndSwap(0, evicted) {
				t.fail("S1: an item was evicted that %d holds", x.holder.Load())
			}
		},
	})
}

// evicted is the holder of an item that a pool gave up.
const evicted = -1

// old makes the pool of package oldpool.
func (t *turn) old(h *home) cache { return oldPool{oldpool.New[*item](8), h, t} }

type oldPool struct {
	p *oldpool.Pool[*item]
	h *home
	t *turn
}

func (o oldPool) Put(x *item) { o.p.Put(x) }
func (o oldPool) Rotate()     { o.p.Clear(); o.t.clearings.Add(1) }
func (o oldPool) Get() *item {
	if x, ok := o.p.Get(); ok {
		o.t.hits.Add(1)
		return x
	}
	return o.h.new()
}

// get takes an item out and becomes its holder.
func (t *turn) get(h *home, me int64) *item {
	x := h.Get()
	if x == nil {
		t.fail("S1: Get returned nil, which this pool never made")
		return nil
	}
	// Read before the stamp: its atomics would order the last holder before this one,
	// and the race detector would learn nothing of the pool's own order.
	mark, complement := x.mark, x.complement
	switch {
	case x.home != h:
		t.fail("S1: Get returned an item that this pool never made: %+v", x)
	case !x.holder.CompareAndSwap(0, me):
		t.fail("S1: goroutine %d got an item that goroutine %d holds", me, x.holder.Load())
	case complement != ^mark:
		t.fail("S2: an item carries %x and %x, which its last holder did not write", mark, complement)
	}
	return x
}

// put writes into the item, gives it up and puts it back.
func (t *turn) put(h *home, me int64, x *item) {
	x.mark++
	x.complement = ^x.mark
	if !x.holder.CompareAndSwap(me, 0) {
		t.fail("S1: goroutine %d lost an item to goroutine %d", me, x.holder.Load())
	}
	h.Put(x)
}

// poolTurn lets goroutines get and put at random, in bursts that fill a private place,
// overflow into the chain, and make it grow. They end after a while and others take
// over. At random moments one of them collects garbage, or changes GOMAXPROCS. With
// rotate, one more goroutine does nothing but clear.
func poolTurn(t *turn, fresh func(*home) cache, pools int, rotate bool) {
	homes := make([]*home, pools)
	for i := range homes {
		homes[i] = new(home)
		homes[i].cache = fresh(homes[i])
	}
	if t.rng.IntN(2) == 0 {
		defer debug.SetGCPercent(debug.SetGCPercent(1)) // a collection for each few allocations
	}
	const workers = 8
	var ids atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		seed := t.rng.Uint64()
		wg.Go(func() {
			for life := uint64(0); t.Err() == nil; life++ { // one goroutine after the other
				var one sync.WaitGroup
				one.Go(func() { t.worker(homes, ids.Add(1), rand.New(rand.NewPCG(seed, life))) })
				one.Wait()
				t.exits.Add(1)
			}
		})
	}
	if rotate {
		wg.Go(func() {
			for i := 0; t.Err() == nil; i++ {
				homes[i%pools].cache.(interface{ Rotate() }).Rotate()
				t.operations.Add(1)
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
	for _, h := range homes {
		if p, ok := h.cache.(*pool.Pool[*item]); ok {
			s := p.Stats()
			t.clearings.Add(int64(s.Clearings))
			t.steals.Add(int64(s.Steals))
			t.victimHits.Add(int64(s.VictimHits))
		}
	}
}

// worker is one goroutine of poolTurn. It ends with the turn, or after some thousand
// operations.
func (t *turn) worker(homes []*home, me int64, r *rand.Rand) {
	type held struct {
		h *home
		x *item
	}
	var mine []held
	operations := int64(0)
	for range 200 {
		if t.Err() != nil {
			break
		}
		h := homes[r.IntN(len(homes))]
		for range 1 + r.IntN(40) {
			x := t.get(h, me)
			if x == nil {
				return
			}
			mine = append(mine, held{h, x})
			operations++
		}
		// Give back all, in another order than they came, or keep some for a while.
		r.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
		for keep := r.IntN(20); len(mine) > keep; mine = mine[:len(mine)-1] {
			last := mine[len(mine)-1]
			t.put(last.h, me, last.x)
			operations++
		}
		switch r.IntN(1500) {
		case 0, 1, 2:
			runtime.GC()
		case 3:
			runtime.GOMAXPROCS([]int{1, 2, 8, t.procs}[r.IntN(4)])
			t.run.procs.Add(1)
		}
	}
	t.operations.Add(operations)
}
