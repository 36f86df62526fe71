package stress

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/poolproof/poolproof/chain"
	"github.com/poolproof/poolproof/dequeue"
)

// deque is what ring and chain can do.
type deque interface {
	PushHead(value) bool
	PopHead() (value, bool)
	PopTail() (value, bool)
}

// value is a number with its own check, so that one read by halves shows.
type value struct{ n, complement uint64 }

// growing is a chain whose push says what it always does: it went in.
type growing struct{ chain.Chain[value] }

func (g *growing) PushHead(v value) bool { g.Chain.PushHead(v); return true }

// firstRing is the size of a chain's first ring (chain.C6).
const firstRing = 8

// ringTurn lets an owner and thieves use one ring after another. Each ring's indexes
// pass 2³² on the way.
func ringTurn(t *turn) {
	for t.Err() == nil {
		const pushes = 20_000
		before := uint32(t.rng.IntN(pushes / 4))
		t.deque(dequeue.NewAt[value](1<<t.rng.IntN(7), -before), pushes, 0)
		if t.Err() == nil { // else the owner may have stopped before the wrap
			t.wraps.Add(1)
		}
	}
}

// chainTurn lets an owner and thieves use one chain after another.
func chainTurn(t *turn) {
	for t.Err() == nil {
		t.deque(new(growing), 2_000, firstRing)
	}
}

// deque is one deque's life: so many values pushed, some popped by the owner, the rest
// stolen (S3). If capacity is not 0, the deque grows when it holds more.
func (t *turn) deque(d deque, pushes uint64, capacity int64) {
	left := make([]atomic.Uint32, pushes) // how often each value left
	var out atomic.Int64                  // how many left
	take := func(v value) {
		if v.complement != ^v.n || v.n >= pushes {
			t.fail("S3: invented or torn value %x, %x", v.n, v.complement)
		} else if left[v.n].Add(1) != 1 {
			t.fail("S3: value %d left twice", v.n)
		}
		out.Add(1)
	}
	var over atomic.Bool
	var wg sync.WaitGroup
	for range 1 + t.rng.IntN(8) {
		wg.Go(func() {
			stolen, last := int64(0), int64(-1)
			for {
				end := over.Load() // before the pop, so that a failed pop then is the last
				v, ok := d.PopTail()
				if ok {
					if int64(v.n) <= last {
						t.fail("S3: a thief got value %d after %d", v.n, last)
					}
					last = int64(v.n)
					take(v)
					stolen++
					continue
				}
				if end {
					break
				}
				runtime.Gosched()
			}
			t.steals.Add(stolen)
		})
	}
	popEvery := uint64(2 + t.rng.IntN(20))
	yieldEvery := uint64(1 + t.rng.IntN(200))
	n, grown := uint64(0), false
	for n < pushes && t.Err() == nil {
		if !d.PushHead(value{n, ^n}) {
			runtime.Gosched()
			continue
		}
		n++
		if capacity > 0 && int64(n)-out.Load() > capacity+9 { // 9 may be on their way out
			grown = true
		}
		if n%popEvery == 0 {
			if v, ok := d.PopHead(); ok {
				if v.n != n-1 {
					t.fail("S3: the owner popped value %d after pushing %d", v.n, n-1)
				}
				take(v)
			}
		}
		if n%yieldEvery == 0 {
			runtime.Gosched()
		}
	}
	over.Store(true)
	wg.Wait()
	for i := range n {
		if left[i].Load() == 0 {
			t.fail("S3: value %d never left", i)
			break
		}
	}
	if grown {
		t.growths.Add(1)
	}
	t.operations.Add(int64(n) + out.Load())
}
