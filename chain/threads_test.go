package chain

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// One owner and some thieves at full speed: conservation and order (C3), a truthful
// PopHead (C5), and that the test met what it is for: growth, steals, drops of
// drained rings, pops by the owner.
func TestOwnerAndThieves(t *testing.T) {
	type value struct{ n, complement uint64 }
	rounds := 200
	if testing.Short() {
		rounds = 50
	}
	for _, thieves := range []int{1, 2, 8} {
		var stolen, popped, grown, dropped atomic.Uint64
		for range rounds {
			var c Chain[value]
			const pushes = 500
			var left [pushes]atomic.Uint32 // how often each value left
			take := func(v value) {
				if v.complement != ^v.n || v.n >= pushes {
					t.Errorf("invented or torn value %x, %x", v.n, v.complement)
					return
				}
				left[v.n].Add(1)
			}
			var done atomic.Bool
			var wg sync.WaitGroup
			for range thieves {
				wg.Go(func() {
					last := int64(-1)
					for {
						over := done.Load()
						v, ok := c.PopTail()
						switch {
						case ok:
							if int64(v.n) <= last {
								t.Errorf("a thief got %d after %d (C3)", v.n, last)
							}
							last = int64(v.n)
							take(v)
							stolen.Add(1)
						case over:
							return
						default:
							runtime.Gosched()
						}
					}
				})
			}
			for n := range uint64(pushes) {
				c.PushHead(value{n, ^n})
				if n%7 == 0 {
					if v, ok := c.PopHead(); ok {
						if v.n != n {
							t.Errorf("PopHead returned %d after the push of %d (C3)", v.n, n)
						}
						take(v)
						popped.Add(1)
					}
				}
				if n%50 == 0 {
					runtime.Gosched()
				}
			}
			done.Store(true)
			wg.Wait()
			for n := range left {
				if k := left[n].Load(); k != 1 {
					t.Fatalf("%d thieves: value %d left %d times (C3)", thieves, n, k)
				}
			}
			c.checkInvariants()
			for size := c.head.values.Size(); size > firstRing; size /= 2 {
				grown.Add(1)
			}
			if c.tail.Load().values.Size() > firstRing {
				dropped.Add(1)
			}
		}
		for what, n := range map[string]uint64{
			"steal": stolen.Load(), "pop by the owner": popped.Load(), "growth": grown.Load(), "drop of a drained ring": dropped.Load(),
		} {
			if n == 0 {
				t.Errorf("%d thieves: the run met no %s", thieves, what)
			}
		}
	}
}
