package explore

import (
	"fmt"

	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/sync"
)

// Procs are virtual Ps for one execution. A thread that pins is on one of them,
// any one in some execution, and excludes every other thread from it until it
// unpins. Their number may change, as GOMAXPROCS does, while nobody is pinned.
//
// The scenario makes them and hands them to the code under test. All methods are
// for threads of the exploration.
type Procs struct {
	count  atomic.Int32
	pinned []sync.Mutex // by P; as many as there ever may be
}

// NewProcs returns n virtual Ps of at most max, 1 ≤ n ≤ max.
func NewProcs(n, max int) *Procs {
	if n < 1 || n > max {
		panic(fmt.Sprintf("explore: %d virtual Ps of at most %d", n, max))
	}
	here("NewProcs")
	p := &Procs{pinned: make([]sync.Mutex, max)}
	p.count.Store(int32(n))
	return p
}

// Pin puts the caller on a P that no thread is pinned to, keeps all others off it,
// and returns its number. It waits while the P of its choice is taken.
func (p *Procs) Pin() int {
	for {
		n := int(p.count.Load())
		i := 0
		if n > 1 {
			i = Choose(n)
		}
		p.pinned[i].Lock()
		if i < int(p.count.Load()) {
			return i
		}
		p.pinned[i].Unlock() // the P is gone: the thread wakes up on another one
	}
}

// Unpin lets other threads onto the P i.
func (p *Procs) Unpin(i int) { p.pinned[i].Unlock() }

// Count returns how many Ps there are. It may be used while pinned.
func (p *Procs) Count() int { return int(p.count.Load()) }

// Set changes the number of Ps, once nobody is pinned.
func (p *Procs) Set(n int) {
	if n < 1 || n > len(p.pinned) {
		panic(fmt.Sprintf("explore: %d virtual Ps of at most %d", n, len(p.pinned)))
	}
	for i := range p.pinned {
		p.pinned[i].Lock()
	}
	p.count.Store(int32(n))
	for i := range p.pinned {
		p.pinned[i].Unlock()
	}
}
