package oldpool

import (
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// All that was put is got, once, and nothing after a Clear (O1, O3).
func TestPool(t *testing.T) {
	p := New[int](3)
	found := map[int]bool{}
	for v := 1; v <= 100; v++ {
		p.Put(v)
	}
	for v, ok := p.Get(); ok; v, ok = p.Get() {
		if found[v] {
			t.Fatalf("%d was got twice (O1)", v)
		}
		found[v] = true
	}
	if len(found) != 100 {
		t.Errorf("%d of 100 values were got", len(found))
	}
	p.Put(1)
	p.Clear()
	if v, ok := p.Get(); ok {
		t.Errorf("%d survived a clearing (O3)", v)
	}
}

// The stress: every value has one holder (O1, O2: the count is plain).
func TestOneHolderAtATime(t *testing.T) {
	type held struct {
		by    atomic.Int64
		count int
	}
	p := New[*held](4)
	var got, cleared atomic.Int64
	var wg sync.WaitGroup
	for id := int64(1); id <= 8; id++ {
		wg.Go(func() {
			for i := range 5000 {
				h, ok := p.Get()
				if !ok {
					h = new(held)
				} else {
					got.Add(1)
				}
				if !h.by.CompareAndSwap(0, id) {
					t.Errorf("goroutine %d got what %d holds (O1)", id, h.by.Load())
					return
				}
				h.count++
				h.by.Store(0)
				p.Put(h)
				if i%500 == 0 {
					p.Clear()
					cleared.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if got.Load() == 0 || cleared.Load() == 0 {
		t.Errorf("%d values were got in %d clearings: this test sees nothing", got.Load(), cleared.Load())
	}
}
