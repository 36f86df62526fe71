package chain

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheZeroValueIsReady(t *testing.T) {
	var c Chain[error]
	c.checkInvariants()
	if v, ok := c.PopTail(); ok {
		t.Errorf("PopTail returned %v", v)
	}
	if v, ok := c.PopHead(); ok {
		t.Errorf("PopHead returned %v", v)
	}
	c.PushHead(nil)
	if v, ok := c.PopHead(); !ok || v != nil {
		t.Errorf("PopHead = %v, %t; want nil, true", v, ok)
	}
	c.checkInvariants()
}

// The first ring has 8 slots, each next one twice as many (C6).
func TestRingsDouble(t *testing.T) {
	var c Chain[int]
	pushed := 0
	for size := firstRing; size <= 1024; size *= 2 {
		for range size {
			c.PushHead(pushed)
			pushed++
			if got := c.head.values.Size(); got != size {
				t.Fatalf("value %d went to a ring of %d, want %d", pushed, got, size)
			}
		}
		c.checkInvariants()
	}
	if got := c.rings(); got != 8 { // 8, 16, …, 1024
		t.Errorf("%d rings, want 8", got)
	}
	for want := range pushed {
		if v, ok := c.PopTail(); !ok || v != want {
			t.Fatalf("PopTail = %d, %t; want %d", v, ok, want)
		}
	}
	c.checkInvariants()
	if got := c.rings(); got != 1 {
		t.Errorf("%d rings left after draining from the tail, want the last one alone (C4)", got)
	}
}

// The owner, popping from the head, backs up over the rings it drained.
func TestTheOwnerBacksUp(t *testing.T) {
	var c Chain[int]
	const n = 100
	for v := range n {
		c.PushHead(v)
	}
	for want := n - 1; want >= 0; want-- {
		if v, ok := c.PopHead(); !ok || v != want {
			t.Fatalf("PopHead = %d, %t; want %d", v, ok, want)
		}
		c.checkInvariants()
	}
	if v, ok := c.PopHead(); ok {
		t.Errorf("PopHead on an empty chain returned %d", v)
	}
}

func ExampleChain() {
	var c Chain[string]
	for _, s := range []string{"a", "b", "c"} {
		c.PushHead(s)
	}
	oldest, _ := c.PopTail() // what a thief gets
	newest, _ := c.PopHead() // what the owner gets
	fmt.Println(oldest, newest)
	// Output: a c
}

// A push that finds room makes no ring.
func TestAPushWithRoomDoesNotAllocate(t *testing.T) {
	var c Chain[int]
	c.PushHead(1)
	if n := testing.AllocsPerRun(100, func() {
		c.PushHead(2)
		c.PopHead()
	}); n != 0 {
		t.Errorf("%v allocations for a push and a pop", n)
	}
}
