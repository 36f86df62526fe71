package engine

import (
	"fmt"
	"unsafe"
)

// procs are the virtual Ps of an execution. The world is a gate with a count of
// those who are pinned or about to be: who stops it shuts the gate and waits until
// they have left. A P is a lock (E11).
type procs struct {
	world uint64 // only its address matters: the word is the engine's
	_     uint64 // what readers of the world release, for Go's detector
	gc    uint64
	ps    []*uint64
	atGC  []func()
}

// FirstProcs is the number of Ps that an execution begins with: the fewest of which one
// can be another's.
const FirstProcs = 2

const (
	shut   = 1 << 32
	psFrom = 33 // the bits of the world's word from here on count the Ps; 0 means FirstProcs
)

// count is the number of Ps in the world's word.
//
//go:norace
func count(world uint64) int {
	if n := world >> psFrom; n > 0 {
		return int(n)
	}
	return FirstProcs
}

//go:norace
func isOpen(v uint64) bool { return v&shut == 0 }

//go:norace
func isEmpty(v uint64) bool { return uint32(v) == 0 }

var (
	enterWorld = &Step{Name: "Pin", Mode: Enters, Guard: isOpen, Do: func(v uint64) Done { return Done{v + 1, Enters, AcquireWriters} }}
	leaveWorld = &Step{Name: "Unpin", Do: func(v uint64) Done { return Done{v - 1, Leaves, ReleaseReaders} }}
	takeP      = &Step{Name: "Pin", Mode: Writes, Guard: Free, Do: func(uint64) Done { return Done{1, Writes, AcquireWriters} }}
	leaveP     = &Step{Name: "Unpin", Do: func(uint64) Done { return Done{0, Writes, ReleaseWriters} }}
	stop       = &Step{Name: "stopping the world", Mode: Shuts, Guard: isOpen, Do: func(v uint64) Done { return Done{v | shut, Shuts, AcquireWriters} }}
	stopped    = &Step{Name: "stopping the world", Mode: Drains, Guard: isEmpty, Do: func(v uint64) Done { return Done{v, Drains, AcquireReaders} }}
	restart    = &Step{Name: "starting the world", Do: func(v uint64) Done { return Done{v &^ shut, Writes, ReleaseWriters} }}
	countPs    = &Step{Name: "Procs", Do: func(v uint64) Done { return Done{v, Probes, AcquireWriters} }}
	register   = &Step{Name: "AtGC", Do: func(v uint64) Done { return Done{v + 1, Writes, ReleaseWriters} }}
	registered = &Step{Name: "GC", Do: func(v uint64) Done { return Done{v, Reads, AcquireWriters} }}
)

//go:norace
func (p *procs) reset() {
	clear(p.atGC)
	p.atGC = p.atGC[:0]
}

//go:norace
func (p *procs) at(i int32) unsafe.Pointer {
	for int(i) >= len(p.ps) {
		p.ps = append(p.ps, new(uint64))
	}
	return unsafe.Pointer(p.ps[i])
}

// Pin puts the running thread on a P, any of them in some execution, and returns
// its number.
//
//go:norace
func (e *Engine) Pin() int {
	t := e.cur
	if t.pins > 0 {
		t.pins++
		return int(t.on)
	}
	e.mayWait(true, "Pin")
	n := count(e.do(unsafe.Pointer(&e.procs.world), enterWorld))
	i := 0
	switch {
	case t.home > 0 && int(t.home) <= n:
		i = int(t.home) - 1
	case n > 1:
		i = e.Choose(n)
	}
	e.do(e.procs.at(int32(i)), takeP)
	t.pins, t.on = 1, int32(i)
	return i
}

// On says on which P the running thread is from now on, -1 for any.
//
//go:norace
func (e *Engine) On(p int) {
	if home := int32(p) + 1; home != e.cur.home {
		e.cur.home = home
		e.cur.changes++
	}
}

// Unpin undoes one Pin of the running thread.
//
//go:norace
func (e *Engine) Unpin() {
	t := e.cur
	switch t.pins {
	case 0:
		if t.dying {
			panic(unwind{})
		}
		panic("explore: Unpin without Pin")
	case 1:
		e.do(e.procs.at(t.on), leaveP)
		t.pins = 0
		e.do(unsafe.Pointer(&e.procs.world), leaveWorld)
	default:
		t.pins--
	}
}

// Procs sets the number of Ps while nobody is pinned, and returns what it was; n
// below 1 only asks.
//
//go:norace
func (e *Engine) Procs(n int) int {
	if n < 1 {
		return count(e.do(unsafe.Pointer(&e.procs.world), countPs))
	}
	e.stop("Procs")
	e.cur.stops = false
	was := e.do(unsafe.Pointer(&e.procs.world), &Step{Name: "Procs", Do: func(uint64) Done {
		return Done{uint64(n) << psFrom, Writes, ReleaseWriters}
	}})
	return count(was)
}

//go:norace
func (e *Engine) stop(who string) {
	e.mayWait(true, who)
	e.do(unsafe.Pointer(&e.procs.world), stop)
	e.do(unsafe.Pointer(&e.procs.world), stopped)
	e.cur.stops = true
}

// AtGC registers f for every GC step that follows.
//
//go:norace
func (e *Engine) AtGC(f func()) {
	e.do(unsafe.Pointer(&e.procs.gc), register)
	e.procs.atGC = append(e.procs.atGC, f)
}

// atEveryGC are registered for the GC steps of every execution.
var atEveryGC []func()

// AtEveryGC registers f for the GC steps of every execution. It must not be called while one
// runs.
func AtEveryGC(f func()) { atEveryGC = append(atEveryGC, f) }

// GC stops the world, runs what is registered, looks for garbage, and starts the world.
//
//go:norace
func (e *Engine) GC() {
	e.stop("GC")
	n := e.do(unsafe.Pointer(&e.procs.gc), registered)
	for i := range atEveryGC {
		atEveryGC[i]()
	}
	for i := range n {
		e.procs.atGC[i]()
	}
	e.collect()
	e.cur.stops = false
	e.do(unsafe.Pointer(&e.procs.world), restart)
}

// mayWait panics where the running thread must not wait.
//
//go:norace
func (e *Engine) mayWait(waits bool, what string) {
	switch t := e.cur; {
	case !waits || t.dying || e.probing:
	case t.pins > 0:
		panic(fmt.Sprintf("explore: blocked while pinned: %s on P %d", what, t.on))
	case t.stops:
		panic("explore: blocked while the world is stopped: " + what)
	}
}

// ended panics when t ends in a state in which no goroutine may end, and lets go of
// what it holds.
//
//go:norace
func (e *Engine) ended(t *thread) {
	if t.pins > 0 && !t.dying {
		panic(fmt.Sprintf("explore: a goroutine ended while pinned to P %d", t.on))
	}
	if t.holds && !t.dying {
		e.letGo(t)
	}
}
