// A kernel's locks, some of which use the runtime's own means.
//
//poolproof:module gvisor.dev/gvisor@v0.0.0-20260905035102-160fafc42237
//poolproof:weave gvisor.dev/gvisor/pkg/sync/... gvisor.dev/gvisor/pkg/gohacks gvisor.dev/gvisor/pkg/pool
package sync_test

import (
	"sync/atomic"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"gvisor.dev/gvisor/pkg/pool"
	"gvisor.dev/gvisor/pkg/sync"
)

// Numbers are given to one at a time.
func TestPool(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p := pool.Pool{Start: 1, Limit: 3}
		var got [4]int
		use := func() {
			n, ok := p.Get()
			explore.Check(ok, "none is left")
			got[n]++
			explore.Check(got[n] == 1, "%d is given twice", n)
			got[n]--
			p.Put(n)
		}
		explore.Parallel(use, use)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A reader tries again while a writer is at it.
func TestSeqCount(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var s sync.SeqCount
		var a, b atomic.Int32
		explore.Parallel(
			func() { s.BeginWrite(); a.Store(1); b.Store(1); s.EndWrite() },
			func() {
				for {
					e := s.BeginRead()
					x, y := a.Load(), b.Load()
					if s.ReadOk(e) {
						explore.Check(x == y, "%d, %d", x, y)
						break
					}
				}
			})
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A gate is closed beside one who is in.
//
//poolproof:refused runtime.gopark, which synchronises,
func TestGate(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var g sync.Gate
		in := 0
		visit := func() {
			if g.Enter() {
				in++
				in--
				g.Leave()
			}
		}
		explore.Parallel(visit, func() { g.Close(); explore.Check(in == 0, "%d are in", in) })
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A lock is downgraded beside a reader.
//
//poolproof:refused sync.runtime_Semacquire, which synchronises,
func TestRWMutex(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var mu sync.RWMutex
		a := 0
		explore.Parallel(
			func() { mu.Lock(); a++; mu.DowngradeLock(); explore.Check(a == 1, "%d", a); mu.RUnlock() },
			func() { mu.RLock(); _ = a; mu.RUnlock() })
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
