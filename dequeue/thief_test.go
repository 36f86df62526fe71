package dequeue

import (
	"testing"
)

// A stopped thief: the test does what PopTail does, line by line, and lets others
// run in between.

// The spurious "full" (D6). It is told to a push that needs the slot of a thief
// who has claimed and not released, though the ring is empty by then.
func TestPushIsToldFullWhileAThiefStandsInItsSlot(t *testing.T) {
	for _, start := range []uint32{0, ^uint32(0), ^uint32(1)} {
		d := NewAt[int](2, start)
		d.PushHead(1)
		d.PushHead(2)

		a, ok := d.claimTail() // thief A claims 1 and stops
		if !ok {
			t.Fatal("thief A found nothing")
		}
		if v, ok := d.PopTail(); !ok || v != 2 { // thief B takes 2 and returns
			t.Fatalf("thief B: %d, %t; want 2", v, ok)
		}
		if v, ok := d.PopHead(); ok {
			t.Fatalf("the ring is empty, but holds %d", v)
		}
		if d.PushHead(3) {
			t.Fatal("the owner pushed into a slot that thief A still has (D4)")
		}

		if v := d.slot(a).take(); v != 1 { // thief A goes on
			t.Fatalf("thief A found %d in its slot, not 1 (D4)", v)
		}
		if d.PushHead(3) {
			t.Fatal("the owner pushed into a slot that was emptied but not released (D4)")
		}
		d.releaseTail(a)
		if !d.PushHead(3) {
			t.Fatal("still full after the release: the excuse has ended (D6)")
		}
		if v, ok := d.PopTail(); !ok || v != 3 {
			t.Fatalf("got %d, %t; want 3", v, ok)
		}
		d.checkInvariants()
	}
}

// A thief in one slot does not hold up pushes into the others.
func TestOnlyTheThiefsOwnSlotIsTaken(t *testing.T) {
	d := New[int](4)
	for v := range 4 {
		d.PushHead(v)
	}
	a, _ := d.claimTail() // of slot 0
	b, _ := d.claimTail() // of slot 1
	d.releaseTail(a)
	if !d.PushHead(4) {
		t.Error("slot 0 was released, yet the push was told full")
	}
	if d.PushHead(5) {
		t.Error("slot 1 was not released, yet the push went in (D4)")
	}
	d.releaseTail(b)
	if !d.PushHead(5) {
		t.Error("slot 1 was released, yet the push was told full")
	}
}

// The owner's own pop frees its slot at once: no thief ever had it.
func TestThePopOfTheOwnerNeedsNoRelease(t *testing.T) {
	for _, start := range []uint32{0, ^uint32(0)} {
		d := NewAt[int](1, start)
		for v := range 10 {
			if !d.PushHead(v) {
				t.Fatalf("push %d was told full", v)
			}
			if got, ok := d.PopHead(); !ok || got != v {
				t.Fatalf("PopHead = %d, %t; want %d", got, ok, v)
			}
			d.checkInvariants()
		}
	}
}

// A slot that a thief stands in is not filled, however many slots there are: two ways round
// a large ring are told apart as those of a small one are (D4).
func TestASlotIsKeptInARingOfAnySize(t *testing.T) {
	for size := 1; size <= 1<<18; size *= 4 {
		for _, start := range []uint32{0, -uint32(size / 2), 1<<16 - 1, 1<<31 - 1} {
			d := NewAt[uint8](size, start)
			for range size {
				if !d.PushHead(1) {
					t.Fatalf("ring of %d from %d: full too early", size, start)
				}
			}
			i, ok := d.claimTail()
			if !ok || i != start || d.PushHead(2) {
				t.Fatalf("ring of %d from %d: a push into slot %d, which a thief stands in", size, start, i)
			}
			d.slot(i).take()
			d.releaseTail(i)
			if !d.PushHead(3) {
				t.Fatalf("ring of %d from %d: a slot that was released is not filled", size, start)
			}
		}
	}
}
