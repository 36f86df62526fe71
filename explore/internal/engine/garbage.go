package engine

import (
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// garbage is what an execution knows of its collections (E13). One word counts the GC
// steps, and whatever a GC step looks at is a step on that word too: so their order
// is part of an execution's class, and what a GC step finds is a function of it.
type garbage struct {
	cycles  uint64 // only its address matters: the word is the engine's
	queue   uint64 // held by the finalizer that runs: there is one goroutine for all
	objects []*collectable
	dropped []any // what Drop was told
	timers  []*timer
}

// collectable is an object that somebody asked the collector about.
type collectable struct {
	p       unsafe.Pointer
	dropped bool // nothing refers to it but what the collector calls
	dead    bool // weak pointers to it are nil
	holders []int32
	ends    []ending
}

// ending is what is to be called once the object is garbage.
type ending struct {
	id        any // what Forget names it by
	finalizer bool
	run       func()
	clock     clock // of who asked for it: all that a finalizer follows
}

var (
	collectStep  = &Step{Name: "GC", Do: func(v uint64) Done { return Done{v + 1, Writes, Nothing} }}
	lookStep     = &Step{Name: "asking the garbage collector", Do: func(v uint64) Done { return Done{v, Reads, Nothing} }}
	informStep   = &Step{Name: "telling the garbage collector", Do: func(v uint64) Done { return Done{v, Writes, Nothing} }}
	takeQueue    = &Step{Name: "finalizer", Mode: Writes, Guard: Free, Do: func(uint64) Done { return Done{1, Writes, AcquireWriters} }}
	leaveQueue   = &Step{Name: "finalizer", Do: func(uint64) Done { return Done{0, Writes, ReleaseWriters} }}
	everReleased = &Step{Name: "giving up weak pointers' targets", Do: informStep.Do}
)

//go:norace
func (g *garbage) reset() {
	for i := range g.objects {
		g.objects[i] = nil
	}
	for i := range g.dropped {
		g.dropped[i] = nil
	}
	for i := range g.timers {
		g.timers[i] = nil
	}
	g.objects, g.dropped, g.timers = g.objects[:0], g.dropped[:0], g.timers[:0]
}

//go:norace
func (g *garbage) find(p unsafe.Pointer) *collectable {
	for _, o := range g.objects {
		if o.p == p {
			return o
		}
	}
	return nil
}

// Track makes the object at p one that can die in this execution. It is alive now, as
// the caller has a pointer to it.
//
//go:norace
func (e *Engine) Track(p unsafe.Pointer) {
	if p != nil && !e.probing {
		e.track(p).dead = false
	}
}

//go:norace
func (e *Engine) track(p unsafe.Pointer) *collectable {
	o := e.garbage.find(p)
	if o == nil {
		o = &collectable{p: p}
		e.garbage.objects = append(e.garbage.objects, o)
		e.KeepAlive(p)
	}
	return o
}

// Alive is a step: it reports whether a weak pointer to p still has its target. If so the
// running thread holds it until it ends, since it may keep the pointer that it is given.
//
//go:norace
func (e *Engine) Alive(p unsafe.Pointer) bool {
	o := e.garbage.find(p)
	if o == nil {
		return true // not of this execution
	}
	e.do(unsafe.Pointer(&e.garbage.cycles), lookStep)
	if o.dead {
		return false
	}
	if t := e.cur; !e.probing && !slices.Contains(o.holders, t.id) {
		o.holders = append(o.holders, t.id)
		t.holds = true
	}
	return true
}

// letGo ends what Alive began.
//
//go:norace
func (e *Engine) letGo(t *thread) {
	e.do(unsafe.Pointer(&e.garbage.cycles), everReleased)
	t.holds = false
	for _, o := range e.garbage.objects {
		for i, h := range o.holders {
			if h == t.id {
				o.holders[i] = o.holders[len(o.holders)-1]
				o.holders = o.holders[:len(o.holders)-1]
				break
			}
		}
	}
}

// Drop is a step: from here on no thread uses what root leads to, and nothing else
// refers to it.
//
//go:norace
func (e *Engine) Drop(root any) {
	e.do(unsafe.Pointer(&e.garbage.cycles), informStep)
	e.garbage.dropped = append(e.garbage.dropped, root)
}

// Dropped says that nothing refers to the object at p but what the collector will call.
//
//go:norace
func (e *Engine) Dropped(p unsafe.Pointer) {
	if p != nil && !e.probing {
		e.track(p).dropped = true
	}
}

// AtEnd is a step: run is called in a thread of its own after a GC step that finds the
// object at p garbage. A finalizer replaces the one that was there; nil only removes it.
//
//go:norace
func (e *Engine) AtEnd(p unsafe.Pointer, id any, finalizer bool, run func()) {
	e.do(unsafe.Pointer(&e.garbage.cycles), informStep)
	if e.probing {
		return
	}
	o := e.track(p)
	if finalizer {
		o.remove(func(x *ending) bool { return x.finalizer })
	}
	if run == nil {
		return
	}
	x := ending{id: id, finalizer: finalizer, run: run}
	x.clock.copy(e.cur.clock)
	e.cur.clock.tick(e.cur.id)
	o.ends = append(o.ends, x)
}

// Forget is a step: it takes back what AtEnd was told under that name.
//
//go:norace
func (e *Engine) Forget(id any) {
	e.do(unsafe.Pointer(&e.garbage.cycles), informStep)
	for _, o := range e.garbage.objects {
		o.remove(func(x *ending) bool { return !x.finalizer && x.id == id })
	}
}

//go:norace
func (o *collectable) remove(which func(*ending) bool) {
	n := 0
	for i := range o.ends {
		if !which(&o.ends[i]) {
			o.ends[n] = o.ends[i]
			n++
		}
	}
	o.ends = o.ends[:n]
}

// Collections is a step: it returns the number of GC steps so far.
//
//go:norace
func (e *Engine) Collections() uint64 {
	return e.do(unsafe.Pointer(&e.garbage.cycles), lookStep)
}

// collect is the part of a GC step that finds what is garbage, makes the weak pointers to
// it nil, and starts its finalizer or, if it has none, its cleanups.
//
//go:norace
func (e *Engine) collect() {
	g := &e.garbage
	e.do(unsafe.Pointer(&g.cycles), collectStep)
	if len(g.dropped) > 0 {
		w := walker{visit: func(at unsafe.Pointer, t reflect.Type, n int) {
			for _, o := range g.objects {
				o.dropped = o.dropped || within(o.p, at, t, n)
			}
		}}
		for _, root := range g.dropped {
			w.root(root)
		}
	}
	for i := 0; i < len(g.objects); i++ {
		o := g.objects[i]
		if !o.dropped || len(o.holders) > 0 {
			continue
		}
		o.dead = true
		due := o.ends
		o.ends = nil
		finalizer := false
		for i := range due {
			finalizer = finalizer || due[i].finalizer
		}
		for i := range due {
			switch x := &due[i]; {
			case x.finalizer:
				e.daemon(&x.clock, func() {
					e.do(unsafe.Pointer(&g.queue), takeQueue)
					x.run()
					e.do(unsafe.Pointer(&g.queue), leaveQueue)
				})
			case finalizer: // it may come back once more
				o.ends = append(o.ends, *x)
			default:
				e.daemon(&x.clock, x.run)
			}
		}
	}
}

// daemon starts a thread that nobody waits for, and that follows what the clock says.
//
//go:norace
func (e *Engine) daemon(c *clock, fn func()) {
	t := e.threads[e.start(e.cur, fn)]
	t.daemon = true
	if e.Clocks && c != nil {
		t.clock.copy(*c)
		t.clock.tick(t.id)
	}
}

// timer is one of time.AfterFunc's. Its word is twice the number of times that it was
// set, and one more while it is not running.
type timer struct {
	key  unsafe.Pointer
	word uint64
	d    time.Duration
	f    func()
}

var stopTimer = &Step{Name: "Timer.Stop", Do: func(v uint64) Done {
	if v&1 != 0 {
		return Done{v, Reads, AcquireWriters}
	}
	return Done{v | 1, Writes, AcquireWriters | ReleaseWriters}
}}

var resetTimer = &Step{Name: "Timer.Reset", Do: func(v uint64) Done {
	return Done{(v>>1 + 1) << 1, Writes, AcquireWriters | ReleaseWriters}
}}

// AfterFunc starts a thread that calls f, at any time, and for which it is d later then.
// key identifies the timer.
//
//go:norace
func (e *Engine) AfterFunc(key unsafe.Pointer, d time.Duration, f func()) {
	x := &timer{key: key, d: d, f: f}
	e.garbage.timers = append(e.garbage.timers, x)
	e.fire(x, 0)
}

//go:norace
func (e *Engine) fire(x *timer, v uint64) {
	d := x.d
	e.daemon(nil, func() {
		was := e.do(unsafe.Pointer(&x.word), &Step{Name: "timer", Do: func(now uint64) Done {
			if now != v {
				return Done{now, Reads, Nothing}
			}
			return Done{v | 1, Writes, AcquireWriters | ReleaseWriters}
		}})
		if was == v {
			e.nap(d)
			x.f()
		}
	})
}

// StopTimer keeps the timer from firing, and reports whether it was running.
//
//go:norace
func (e *Engine) StopTimer(key unsafe.Pointer) (was, known bool) {
	for _, x := range e.garbage.timers {
		if x.key == key {
			return e.do(unsafe.Pointer(&x.word), stopTimer)&1 == 0, true
		}
	}
	return false, false
}

// ResetTimer starts the timer again, for d, and reports whether it was running.
//
//go:norace
func (e *Engine) ResetTimer(key unsafe.Pointer, d time.Duration) (was, known bool) {
	for _, x := range e.garbage.timers {
		if x.key == key {
			v := e.do(unsafe.Pointer(&x.word), resetTimer)
			x.d = d
			e.fire(x, (v>>1+1)<<1)
			return v&1 == 0, true
		}
	}
	return false, false
}
