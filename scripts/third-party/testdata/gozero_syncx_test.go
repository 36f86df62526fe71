// Pools, flights and locks of a framework.
//
//poolproof:module github.com/zeromicro/go-zero@v1.10.3
//poolproof:weave github.com/zeromicro/go-zero/core/syncx github.com/zeromicro/go-zero/core/timex
package syncx_test

import (
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/zeromicro/go-zero/core/syncx"
)

// A pool of one, in which three threads wait: nobody gets what another one has.
func TestPool(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		made := 0
		p := syncx.NewPool(1, func() any { made++; return new(int) }, func(any) {}, syncx.WithMaxAge(time.Minute))
		use := func() {
			x := p.Get().(*int)
			*x++
			p.Put(x)
		}
		explore.Parallel(use, use, use)
		explore.Check(made == 1, "%d made", made)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two callers of a flight: one of them makes the call, or each of them.
func TestFlight(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		f := syncx.NewSingleFlight()
		calls := 0
		var got [2]int
		var fresh [2]bool
		do := func(i int) func() {
			return func() {
				v, fr, _ := f.DoEx("k", func() (any, error) { calls++; return calls, nil })
				got[i], fresh[i] = v.(int), fr
			}
		}
		explore.Parallel(do(0), do(1))
		switch calls {
		case 1:
			explore.Check(fresh[0] != fresh[1] && got[0] == got[1], "%v %v", got, fresh)
		default:
			explore.Check(fresh[0] && fresh[1] && got[0] != got[1], "%v %v", got, fresh)
		}
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Three calls of one key: one at a time.
func TestLockedCalls(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		g := syncx.NewLockedCalls()
		n := 0
		do := func() { g.Do("k", func() (any, error) { n++; return nil, nil }) }
		explore.Parallel(do, do, do)
		explore.Check(n == 3, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Three threads spin for a lock: one at a time.
func TestSpinLock(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var l syncx.SpinLock
		n := 0
		do := func() { l.Lock(); n++; l.Unlock() }
		explore.Parallel(do, do, do)
		explore.Check(n == 3, "%d", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two threads add to a float: nothing is lost.
func TestFloat(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		f := syncx.ForAtomicFloat64(0)
		add := func() { f.Add(0.5); f.Add(0.25) }
		explore.Parallel(add, add)
		explore.Check(f.Load() == 1.5, "%v", f.Load())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
