package verify

import (
	"runtime"
	"runtime/debug"
	"sync"
	"weak"

	"github.com/poolproof/poolproof/internal/pin"
	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/pool"
)

// What garbage collections, and changes of GOMAXPROCS, do to a pool.

// cache is what both pools can do.
type cache interface {
	Put(any)
	Get() any
}

func ours() cache { return new(pool.Pool[any]) }
func std() cache  { return new(sync.Pool) }

// quietly switches the garbage collector off until the returned function is called,
// and waits until the clearing that follows the last collection is over.
func quietly(c *check) (restore func()) {
	percent := debug.SetGCPercent(-1)
	settle(c)
	return func() { debug.SetGCPercent(percent) }
}

// collect runs a garbage collection and waits for a clearing of the pool. It gives up
// when the check's time is over.
func collect(c *check, p *pool.Pool[any]) {
	before := p.Stats().Clearings
	runtime.GC()
	for p.Stats().Clearings == before && c.Err() == nil {
		runtime.Gosched()
	}
}

// settle runs garbage collections until the clearing of a pool of its own was that which
// follows the last one: then no later pool is visited by it any more. One that is late
// may be for a collection before. It leaves alone what was put after that (pool.P6), so
// that nothing is found among what was cleared.
func settle(c *check) {
	for c.Err() == nil {
		var p pool.Pool[any]
		p.Put(1)
		collect(c, &p)
		if p.Get(); p.Stats().VictimHits > 0 {
			return
		}
	}
}

// get takes up to n values out and counts those it found.
func get(p cache, n int) (found int) {
	for range n {
		if x := p.Get(); x != nil && x != "other" {
			found++
		}
	}
	return found
}

func poolCollections(c *check) {
	defer quietly(c)()
	const collections, n = 20, 100
	for range collections {
		var p pool.Pool[any]
		for i := range n {
			p.Put(i)
		}
		for k := uint64(1); k <= 2; k++ {
			collect(c, &p)
			if c.Err() != nil {
				c.found(verdict.Unknown, "no clearing followed a garbage collection until the budget ended")
				return
			}
			c.counts["collections"]++
			if got := p.Stats().Clearings; got != k {
				c.found(verdict.Violated, "P7: %d clearings after %d garbage collections", got, k)
				return
			}
			want := n/2 + n%2 // half of them now, so that some are left for the second
			if k == 2 {
				want = 0
			}
			if got := get(&p, n/2); got < want-pin.Places() || got > want {
				c.found(verdict.Violated, "P6: found %d of %d values after %d clearings", got, want, k)
				return
			}
		}
	}
	c.done(verdict.Sampled)
}

func stdCollections(c *check) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const n = 100
	for range 20 {
		p := std()
		for i := range n {
			p.Put(i)
		}
		runtime.GC()
		if got := get(p, n/2); got == 0 {
			c.found(verdict.Violated, "nothing of %d values survived one garbage collection", n)
			return
		}
		runtime.GC()
		if got := get(p, n); got != 0 {
			c.found(verdict.Violated, "%d values survived two garbage collections", got)
			return
		}
		c.counts["collections"] += 2
	}
	c.done(verdict.Sampled)
}

func growth(c *check, fresh func() cache) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	defer quietly(c)()
	const n = 100
	for range 20 {
		runtime.GOMAXPROCS(1)
		p := fresh()
		for i := range n {
			p.Put(i)
		}
		runtime.GOMAXPROCS(2)
		for second := false; !second && c.Err() == nil; runtime.Gosched() {
			done := make(chan bool)
			go func() {
				place := pin.Pin()
				pin.Unpin(place)
				if place > 0 { // most likely still there
					p.Put("other")
				}
				done <- place > 0
			}()
			second = <-done
		}
		if c.Err() != nil {
			break
		}
		got := get(p, 10*n)
		c.counts["values found"] += int64(got)
		c.counts["values put"] += n
		const hidden = 1 + 15 // pool.P10
		if got < n-hidden {
			c.found(verdict.Violated, "found %d of %d values after GOMAXPROCS grew from 1 to 2", got, n)
			return
		}
	}
	c.done(verdict.Sampled)
}

func poolUnused(c *check) {
	defer quietly(c)()
	use := func(p *pool.Pool[*object]) weak.Pointer[object] {
		o, w := fresh()
		p.Put(o)
		return w
	}
	gone := func(what string, alive func() bool) bool {
		for range 10 {
			if !alive() {
				c.counts["objects"]++
				return true
			}
			settle(c)
		}
		c.found(verdict.Violated, "%s was not collected in 10 garbage collections", what)
		return false
	}
	type user struct {
		name string
		pool pool.Pool[*object]
	}
	alone, embedded, slice := new(pool.Pool[*object]), new(user), make([]pool.Pool[*object], 100)
	embedded.name = "x"
	wa, we, ws := weak.Make(alone), weak.Make(embedded), weak.Make(&slice[0])
	values := []weak.Pointer[object]{use(alone), use(&embedded.pool), use(&global)}
	for i := range slice {
		values = append(values, use(&slice[i]))
	}
	if !gone("a pool", func() bool { return wa.Value() != nil }) ||
		!gone("a struct with a pool", func() bool { return we.Value() != nil }) ||
		!gone("a slice of pools", func() bool { return ws.Value() != nil }) {
		return
	}
	for _, w := range values {
		if !gone("a value in a pool", func() bool { return w.Value() != nil }) {
			return
		}
	}
	c.done(verdict.Sampled)
}

// global is a pool that is never garbage itself.
var global pool.Pool[*object]
