package chain

import (
	"runtime"
	"testing"
	"weak"
)

// ringRefs returns a weak pointer to each ring from tail to head.
func ringRefs[T any](c *Chain[T]) (refs []weak.Pointer[ring[T]]) {
	for r := c.tail.Load(); r != nil; r = r.next.Load() {
		refs = append(refs, weak.Make(r))
	}
	return refs
}

func alive[T any](refs []weak.Pointer[T]) (n int) {
	runtime.GC()
	for _, w := range refs {
		if w.Value() != nil {
			n++
		}
	}
	return n
}

// Dropped rings are collectable while the chain lives on.
func TestDroppedRingsAreCollectable(t *testing.T) {
	var c Chain[int]
	const n = firstRing * (1 + 2 + 4 + 8)
	for v := range n {
		c.PushHead(v)
	}
	refs := ringRefs(&c)
	if len(refs) != 4 || alive(refs) != 4 {
		t.Fatalf("%d rings, %d alive; want 4, so this test sees nothing", len(refs), alive(refs))
	}
	for range n {
		c.PopTail()
	}
	if got := alive(refs); got != 1 {
		t.Errorf("%d rings alive after three were drained and dropped; want 1 (C4)", got)
	}
	runtime.KeepAlive(&c)
}

// A thief that sleeps in a ring keeps no ring in front of it, and holds up neither
// the dropping of its own ring nor, once it wakes, its collection.
func TestDroppedRingsAreCollectableWhileAThiefSleeps(t *testing.T) {
	var c Chain[int]
	const n = firstRing * (1 + 2 + 4 + 8)
	for v := range n {
		c.PushHead(v)
	}
	refs := ringRefs(&c)
	for range firstRing * (1 + 2) { // drain two rings; the second is dropped by who finds it empty
		c.PopTail()
	}
	asleep := c.tail.Load().next.Load() // a thief stands in the third ring
	for range firstRing * (4 + 8) {
		c.PopTail()
	}
	if c.rings() != 1 || c.tail.Load() == asleep {
		t.Fatalf("%d rings in the chain: the sleeper's was not dropped", c.rings())
	}
	if got := alive(refs); got != 2 { // the sleeper's, and the one in use
		t.Errorf("%d of 4 rings alive; want the sleeper's and the last", got)
	}
	if v, ok := asleep.values.PopTail(); ok { // it wakes up
		t.Errorf("it found %d in a drained ring (C1)", v)
	}
	asleep = nil
	if got := alive(refs); got != 1 {
		t.Errorf("%d rings alive after the thief left; want 1", got)
	}
	runtime.KeepAlive(&c)
}

// What was popped, the chain keeps not alive, in whatever ring it was, and not
// while a thief sleeps in a dropped ring either.
func TestPoppedValuesAreCollectable(t *testing.T) {
	type object struct {
		self *object
		_    [64]byte
	}
	var c Chain[*object]
	const n = 3 * firstRing
	var refs []weak.Pointer[object]
	for range n {
		o := new(object)
		o.self = o
		refs = append(refs, weak.Make(o))
		c.PushHead(o)
	}
	if got := alive(refs); got != n {
		t.Fatalf("%d of %d values alive in the chain, so this test sees nothing", got, n)
	}
	asleep := c.tail.Load()
	for i := range n {
		if i%3 == 0 {
			c.PopHead()
		} else {
			c.PopTail()
		}
	}
	if got := alive(refs); got != 0 {
		t.Errorf("%d popped values are still alive", got)
	}
	runtime.KeepAlive(asleep)
	runtime.KeepAlive(&c)
}
