package chain

import "testing"

// A stopped thief: the test does what PopTail does, line by line, and lets others
// run in between.

// The spurious "empty" (C5): the thief has read next = nil, and then all that it
// could have got moves into a ring that was linked behind its back.
func TestAThiefIsToldEmptyWhileARingIsLinked(t *testing.T) {
	var c Chain[int]
	for v := 1; v <= firstRing; v++ {
		c.PushHead(v)
	}

	r := c.tail.Load() // thief A begins
	next := r.next.Load()
	if next != nil {
		t.Fatal("the chain has grown too early for this story")
	}

	const late = firstRing + 1
	c.PushHead(late) // the owner links the second ring, and completes a push into it
	for v := 1; v <= firstRing; v++ {
		if got, ok := c.PopTail(); !ok || got != v { // thief B drains the first
			t.Fatalf("thief B: %d, %t; want %d", got, ok, v)
		}
	}

	if v, ok := r.values.PopTail(); ok { // thief A goes on, and finds nothing …
		t.Fatalf("thief A found %d in a drained ring (C1)", v)
	}
	// … and as it saw no next ring it answers "empty". It could have got this one:
	if v, ok := c.PopTail(); !ok || v != late {
		t.Fatalf("the chain held %d, %t all along; want %d", v, ok, late)
	}
	c.checkInvariants()
}
