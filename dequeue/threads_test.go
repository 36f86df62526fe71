package dequeue

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// One owner and some thieves at full speed, with values that carry their own
// check. Conservation (D2), order (D3) and the slot's ownership (D4: a value read
// by halves would not be its own complement), and that the test met what it is
// for: steals, pops by the owner, a full ring, and indexes that wrapped around.
func TestOwnerAndThieves(t *testing.T) {
	type value struct{ n, complement uint64 }
	const start = ^uint32(0) - 500
	pushes := uint64(50_000)
	if testing.Short() {
		pushes = 10_000
	}
	for _, thieves := range []int{1, 2, 8} {
		for _, size := range []int{1, 2, 16} {
			d := NewAt[value](size, start)
			left := make([]atomic.Uint32, pushes) // how often each value left
			var stolen, popped, full atomic.Uint64
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
						over := done.Load() // before the pop, so that a failed pop then is the last
						v, ok := d.PopTail()
						switch {
						case ok:
							if int64(v.n) <= last {
								t.Errorf("a thief got %d after %d (D3)", v.n, last)
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
			for n := uint64(0); n < pushes; {
				if d.PushHead(value{n, ^n}) {
					n++
				} else {
					full.Add(1)
					runtime.Gosched()
				}
				if n%7 == 0 {
					if v, ok := d.PopHead(); ok {
						take(v)
						popped.Add(1)
					}
				}
			}
			done.Store(true)
			wg.Wait()
			for n := range left {
				if c := left[n].Load(); c != 1 {
					t.Fatalf("size %d, %d thieves: value %d left %d times (D2)", size, thieves, n, c)
				}
			}
			d.checkInvariants()
			if head, _ := unpack(d.headTail.Load()); head > start {
				t.Errorf("the indexes did not wrap around: head %d", head)
			}
			for what, n := range map[string]uint64{"steal": stolen.Load(), "pop by the owner": popped.Load(), "full ring": full.Load()} {
				if n == 0 {
					t.Errorf("size %d, %d thieves: the run met no %s", size, thieves, what)
				}
			}
		}
	}
}
