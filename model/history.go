package model

import (
	"cmp"
	"fmt"
	"slices"
)

// History is what clients did and what they were answered. The order of the slice
// means nothing; the times do.
type History []Op

// Validate refuses a history that no clients can have recorded, whatever the
// structure answered (M8). The error names the operation by its place in h.
func (h History) Validate() error {
	refuse := func(i int, why string, more ...any) error {
		op := h[i]
		return fmt.Errorf("model: operation %d, %s %s at [%d, %d], %s",
			i, op.who(), op.call(), op.Call, op.Return, fmt.Sprintf(why, more...))
	}
	times := make(map[int64]int, 2*len(h))
	given := make(map[int]int)
	for i, op := range h {
		if why := op.impossible(); why != "" {
			return refuse(i, "%s", why)
		}
		if op.Kind.ofPool() != h[0].Kind.ofPool() {
			return refuse(i, "is of another structure than operation 0, a %v", h[0].Kind)
		}
		if op.Call >= op.Return {
			return refuse(i, "does not return after its call")
		}
		for _, t := range [...]int64{op.Call, op.Return} {
			if first, dup := times[t]; dup {
				return refuse(i, "shares the time %d with operation %d", t, first)
			}
			times[t] = i
		}
		// Distinct values, or nobody could tell which of two a pop returned (M3).
		if op.Kind.gives() && op.OK {
			if first, dup := given[op.Value]; dup {
				return refuse(i, "gives the value of operation %d again", first)
			}
			given[op.Value] = i
		}
	}

	// A client is sequential: it calls when its operation before has returned.
	order := make([]int, len(h))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(h[i].Client, h[j].Client), cmp.Compare(h[i].Call, h[j].Call))
	})
	for at := 1; at < len(order); at++ {
		before, i := order[at-1], order[at]
		if h[before].Client == h[i].Client && h[before].overlaps(h[i]) {
			return refuse(i, "is called while operation %d of the same client is pending", before)
		}
	}
	return nil
}
