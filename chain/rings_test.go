package chain

import "testing"

// However many rings there are, the owner backs up to the first and a thief walks to the
// last (C5).
func TestNobodyStopsAtSomeRing(t *testing.T) {
	const n = 8 * (1<<10 - 1) // ten rings
	for name, pop := range map[string]func(c *Chain[int]) (int, bool){"PopHead": (*Chain[int]).PopHead, "PopTail": (*Chain[int]).PopTail} {
		var c Chain[int]
		for v := range n {
			c.PushHead(v)
		}
		for i := range n {
			if v, ok := pop(&c); !ok || name == "PopHead" && v != n-1-i || name == "PopTail" && v != i {
				t.Fatalf("%s number %d of %d: %d, %t", name, i, n, v, ok)
			}
		}
	}
	// All but the last ring drained by the owner, and a thief that has seen none of it.
	var c Chain[int]
	for v := range n {
		c.PushHead(v)
	}
	for range n {
		c.PopHead()
	}
	c.PushHead(n)
	if v, ok := c.PopTail(); !ok || v != n {
		t.Errorf("a thief behind ten rings that are empty: %d, %t", v, ok)
	}
}
