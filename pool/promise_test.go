package pool_test

import (
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"github.com/poolproof/poolproof/internal/pin"
	"github.com/poolproof/poolproof/pool"
)

// The same promises, asked of this pool and of sync.Pool through one interface. The
// table says who keeps which, so that every difference is visible, and a change on
// either side fails the test.

type cache interface {
	Put(any)
	Get() any
}

var kinds = []struct {
	name  string
	fresh func(new func() any) cache
}{
	{"poolproof", func(new func() any) cache { return &pool.Pool[any]{New: new} }},
	{"sync", func(new func() any) cache { return &sync.Pool{New: new} }},
}

const (
	yes    = "yes"
	no     = "no"
	random = "random" // may or may not: not tried
)

var promises = []struct {
	promise string
	holds   func(fresh func(new func() any) cache) bool
	// sync.Pool drops a quarter of its items under the race detector.
	poolproof, sync, syncUnderRace string
}{
	{"an empty pool without New yields nil", emptyYieldsNil, yes, yes, yes},
	{"New is called once for each miss", newOncePerMiss, yes, yes, yes},
	{"a nil interface is not kept", nilIsNotKept, yes, yes, yes},
	// sync.Pool panics with the detector switched off for the goroutine, for good.
	{"a nil pool panics", nilPanics, yes, yes, random},
	{"on one processor, what was put is got", putThenGet, yes, yes, random},
	{"on one processor, the last one put is private, then the others, newest first", order, yes, yes, random},
	{"on one processor, all that was put comes back, once", allComeBack, yes, yes, random},
	{"items survive one clearing", surviveOne, yes, yes, random},
	{"no item survives two clearings", noneSurvivesTwo, yes, yes, yes},
	{"items survive a growing GOMAXPROCS", surviveGrowth, yes, no, no},
}

func TestPromises(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for _, p := range promises {
		for _, k := range kinds {
			want := p.poolproof
			if k.name == "sync" {
				if want = p.sync; raceEnabled {
					want = p.syncUnderRace
				}
			}
			t.Run(k.name+"/"+p.promise, func(t *testing.T) {
				if want == random {
					t.Skip("nothing is promised")
				}
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
				if pin.Places() != 1 && p.poolproof != p.syncUnderRace {
					t.Skip("places do not follow GOMAXPROCS in this build, so what was put may be hidden")
				}
				got := no
				if p.holds(k.fresh) {
					got = yes
				}
				if got != want {
					t.Errorf("%s: %s, want %s", p.promise, got, want)
				}
			})
		}
	}
}

// collect runs a garbage collection and waits for the clearing that follows it: of a
// sync.Pool it is part of the collection, ours comes a moment later.
func collect(c cache) {
	ours, ok := c.(*pool.Pool[any])
	if !ok {
		runtime.GC()
		return
	}
	before := ours.Stats().Clearings
	runtime.GC()
	for deadline := time.Now().Add(time.Minute); ours.Stats().Clearings == before && time.Now().Before(deadline); {
		runtime.Gosched()
	}
}

func emptyYieldsNil(fresh func(func() any) cache) bool {
	return fresh(nil).Get() == nil
}

func newOncePerMiss(fresh func(func() any) cache) bool {
	n := 0
	c := fresh(func() any { n++; return n })
	return c.Get() == 1 && c.Get() == 2 && n == 2
}

func nilIsNotKept(fresh func(func() any) cache) bool {
	c := fresh(func() any { return "new" })
	c.Put(nil)
	return c.Get() == "new"
}

func nilPanics(fresh func(func() any) cache) bool {
	panics := func(f func()) (did bool) {
		defer func() { did = recover() != nil }()
		f()
		return
	}
	var get, put func()
	switch fresh(nil).(type) {
	case *sync.Pool:
		var p *sync.Pool
		get, put = func() { p.Get() }, func() { p.Put(new(int)) }
	default:
		var p *pool.Pool[any]
		get, put = func() { p.Get() }, func() { p.Put(new(int)) }
	}
	return panics(get) && panics(put)
}

func putThenGet(fresh func(func() any) cache) bool {
	c := fresh(nil)
	for n := range 100 {
		c.Put(n)
		if c.Get() != n {
			return false
		}
	}
	return c.Get() == nil
}

func order(fresh func(func() any) cache) bool {
	c := fresh(nil)
	for n := range 4 {
		c.Put(n)
	}
	for _, want := range []any{0, 3, 2, 1, nil} {
		if c.Get() != want {
			return false
		}
	}
	return true
}

func allComeBack(fresh func(func() any) cache) bool {
	c := fresh(nil)
	const n = 1000
	for i := range n {
		c.Put(i)
	}
	seen := map[any]bool{}
	for range n {
		seen[c.Get()] = true
	}
	return len(seen) == n && !seen[nil] && c.Get() == nil
}

func surviveOne(fresh func(func() any) cache) bool {
	c := fresh(nil)
	for i := range 100 {
		c.Put(i)
	}
	collect(c)
	for range 100 {
		if c.Get() == nil {
			return false
		}
	}
	return true
}

func noneSurvivesTwo(fresh func(func() any) cache) bool {
	c := fresh(nil)
	for i := range 100 {
		c.Put(i)
	}
	collect(c)
	collect(c)
	return c.Get() == nil
}

func surviveGrowth(fresh func(func() any) cache) bool {
	c := fresh(nil)
	const n, hidden = 100, 1 + 15 // pool.P10
	for i := range n {
		c.Put(i)
	}
	runtime.GOMAXPROCS(2)
	for grown := false; !grown; runtime.Gosched() { // until a Put on the second processor
		done := make(chan bool)
		go func() {
			place := pin.Pin()
			pin.Unpin(place)
			if place > 0 { // and most likely still there
				c.Put(-1)
			}
			done <- place > 0
		}()
		grown = <-done
	}
	found := 0
	for range 10 * n {
		if x := c.Get(); x != nil && x != -1 {
			found++
		}
	}
	return found >= n-hidden // those may be out of reach, on the other processor
}
