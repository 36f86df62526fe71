package explore_test

import (
	"fmt"
	"testing"
	"unsafe"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// spmc is the ring of targets.md, with exactly its events: one word holds head
// and tail, and a slot's state says whether a thief has still to release it.
type spmc struct {
	headTail atomic.Uint64
	state    []atomic.Uint32 // 0 is free
	values   []int
}

func newRing(size int) *spmc {
	return &spmc{state: make([]atomic.Uint32, size), values: make([]int, size)}
}

// plain stores without a step, as the ring does where it owns the slot.
func plain(x *atomic.Uint32, v uint32) { *(*uint32)(unsafe.Pointer(x)) = v }

func unpack(v uint64) (head, tail uint32) { return uint32(v >> 32), uint32(v) }

func (r *spmc) pushHead(v int) bool {
	head, tail := unpack(r.headTail.Load())
	if tail+uint32(len(r.state)) == head {
		return false
	}
	i := head % uint32(len(r.state))
	if r.state[i].Load() != 0 {
		return false
	}
	r.values[i] = v
	// The state is a plain store in the ring: only thieves of this slot, who come
	// after the Add, look at it.
	plain(&r.state[i], 1)
	r.headTail.Add(1 << 32)
	return true
}

func (r *spmc) popHead() (int, bool) {
	for {
		ht := r.headTail.Load()
		head, tail := unpack(ht)
		if head == tail {
			return 0, false
		}
		head--
		if r.headTail.CompareAndSwap(ht, uint64(head)<<32|uint64(tail)) {
			i := head % uint32(len(r.state))
			plain(&r.state[i], 0)
			return r.values[i], true
		}
		explore.Retry()
	}
}

func (r *spmc) popTail() (int, bool) {
	for {
		ht := r.headTail.Load()
		head, tail := unpack(ht)
		if head == tail {
			return 0, false
		}
		if r.headTail.CompareAndSwap(ht, uint64(head)<<32|uint64(tail+1)) {
			i := tail % uint32(len(r.state))
			v := r.values[i]
			r.state[i].Store(0)
			return v, true
		}
		explore.Retry()
	}
}

// scenario is a client of the ring: the owner's operations and how many pops
// each thief does.
type scenario struct {
	size   int
	owner  string
	thiefs []int
}

func (s scenario) String() string {
	str := fmt.Sprintf("ring %d: %s", s.size, s.owner)
	for _, n := range s.thiefs {
		str += fmt.Sprintf(" | %d", n)
	}
	return str
}

func (s scenario) build() fns {
	r := newRing(s.size)
	fs := fns{func() {
		next := 1
		for _, op := range s.owner {
			if op == 'U' {
				r.pushHead(next)
				next++
			} else {
				r.popHead()
			}
		}
	}}
	for _, n := range s.thiefs {
		fs = append(fs, func() {
			for range n {
				r.popTail()
			}
		})
	}
	return fs
}

var rings = []struct {
	scenario
	m, cut, blocked int64
}{
	{scenario{2, "UUH", []int{1}}, 12, 6, 2},
	{scenario{2, "UUH", []int{1, 1}}, 397, 31, 43},
	{scenario{2, "UUH", []int{2, 2}}, 3057, 183, 412},
	{scenario{2, "UUH", []int{1, 1, 1}}, 10033, 139, 481},
	{scenario{2, "UUH", []int{2, 2, 2}}, 149293, 1774, 9254},
	{scenario{2, "UUU", []int{1}}, 11, 8, 1},
	{scenario{2, "UUU", []int{1, 1}}, 265, 55, 29},
	{scenario{2, "UUU", []int{2, 2}}, 7485, 511, 418},
	{scenario{2, "UUU", []int{1, 1, 1}}, 16303, 346, 448},
	{scenario{8, "UUHH", []int{1}}, 28, 7, 6},
	{scenario{8, "UUHH", []int{2}}, 77, 18, 19},
}

func TestRing(t *testing.T) {
	for _, r := range rings {
		t.Run(r.String(), func(t *testing.T) {
			program{m: r.m, build: r.build}.check(t, explore.Config{})
		})
	}
}

func TestRingSpinCut(t *testing.T) {
	for _, r := range rings {
		t.Run(r.String(), func(t *testing.T) {
			program{m: r.cut, blocked: r.blocked, build: r.build}.check(t, explore.Config{SpinCut: true})
		})
	}
}
