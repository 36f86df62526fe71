package verify

import (
	"runtime"
	"weak"

	"github.com/poolproof/poolproof/chain"
	"github.com/poolproof/poolproof/dequeue"
	"github.com/poolproof/poolproof/internal/verdict"
)

// What was popped must be garbage, while the structure lives on. Both structures are
// used directly: a pool is emptied by the very collections that the check needs.

// object has a pointer and a size, so that it is an allocation by itself.
type object struct {
	self *object
	_    [64]byte
}

func fresh() (*object, weak.Pointer[object]) {
	o := new(object)
	o.self = o
	return o, weak.Make(o)
}

func alive(refs []weak.Pointer[object]) (n int) {
	runtime.GC()
	for _, w := range refs {
		if w.Value() != nil {
			n++
		}
	}
	return n
}

// retains fills a structure, checks that it holds its values alive, empties it, and
// checks that it does not. It returns false when it has found a verdict.
func retains(c *check, n int, push func(*object), pop func(i int)) bool {
	var refs []weak.Pointer[object]
	for range n {
		o, w := fresh()
		push(o)
		refs = append(refs, w)
	}
	if got := alive(refs); got != n {
		c.found(verdict.Unknown, "%d of %d values were alive inside: the check sees nothing", got, n)
		return false
	}
	for i := range n {
		pop(i)
	}
	if got := alive(refs); got != 0 {
		c.found(verdict.Violated, "%d of %d values were alive after they were popped", got, n)
		return false
	}
	c.counts["values"] += int64(n)
	return true
}

func ringRetention(c *check) {
	for size := 1; size <= 64; size *= 2 {
		d := dequeue.New[*object](size)
		for _, pop := range []func(int){
			func(int) { d.PopTail() },
			func(int) { d.PopHead() },
			func(i int) {
				if i%2 == 0 {
					d.PopHead()
				} else {
					d.PopTail()
				}
			},
		} {
			if !retains(c, size, func(o *object) { d.PushHead(o) }, pop) {
				return
			}
		}
		runtime.KeepAlive(d)
	}
	c.done(verdict.Sampled)
}

func chainRetention(c *check) {
	var values chain.Chain[*object]
	for _, pop := range []func(int){
		func(int) { values.PopTail() },
		func(int) { values.PopHead() },
		func(i int) {
			if i%2 == 0 {
				values.PopHead()
			} else {
				values.PopTail()
			}
		},
	} {
		if !retains(c, 8+16+32+64, values.PushHead, pop) {
			return
		}
	}
	runtime.KeepAlive(&values)

	// Rings: they are as large as their values, so the heap tells.
	type page [4096]byte
	var c2 chain.Chain[page]
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	empty := heap()
	const n = 8 + 16 + 32 + 64 // fills four rings
	for range n {
		c2.PushHead(page{})
	}
	full := heap() - empty
	for range n {
		c2.PopTail()
	}
	left := heap() - empty
	runtime.KeepAlive(&c2)
	c.counts["bytes of four rings"], c.counts["bytes left when three are drained"] = full, left
	const last = 64 * 4096
	switch {
	case full < n*4096:
		c.found(verdict.Unknown, "the heap grew by %d bytes only: the check sees nothing", full)
	case left > last*5/4:
		c.found(verdict.Violated, "%d bytes are left of %d, the last ring has about %d: drained rings are alive", left, full, last)
	default:
		c.done(verdict.Sampled)
	}
}
