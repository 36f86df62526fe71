package model

import (
	"slices"
	"testing"
)

// What changes values returns others: porcupine comes back to the ones before.
func TestValuesAreNeverWrittenTo(t *testing.T) {
	s := values(nil).and(1).and(2).and(3)
	kept := slices.Clone(s)
	front, _ := s.last(3)
	back, _ := s.first(1)
	for i, other := range []values{front.and(9), front[:1].with(0), back.and(7)} {
		if !s.equal(kept) {
			t.Fatalf("call %d, which gave %v, made %v of %v", i, other, s, kept)
		}
	}
	if rest, found := s.without(2); !found || !slices.Equal(rest, values{1, 3}) || !s.equal(kept) {
		t.Errorf("without 2: %v of %v", rest, s)
	}
	if rest, found := s.without(5); found || !rest.equal(s) {
		t.Errorf("without 5: %v of %v", rest, s)
	}
}

// Porcupine does not search again from a state that it takes for one it has been in.
// So no two of these may be equal, and each is equal to itself, hash and all.
func TestStatesDiffer(t *testing.T) {
	op, other := &Op{Call: 1}, &Op{Call: 2}
	r := ring{number: 1, capacity: 2, values: values{1}}
	for _, states := range [][]state{
		{deque{}, deque{values: values{1}}, deque{values: values{1, 2}}, deque{values: values{2, 1}}},
		{bag{}, bag{young: values{1}}, bag{old: values{1}}, bag{young: values{1}, old: values{2}}, bag{young: values{1, 2}}},
		{r, ring{number: 2, capacity: 2, values: values{1}}, ring{number: 1, capacity: 2, values: values{1}, tail: 1},
			ring{number: 1, capacity: 2}, ring{number: 1, capacity: 2, values: values{1}, held: []hold{{op, 1, 0}}},
			ring{number: 1, capacity: 2, values: values{1}, held: []hold{{other, 1, 0}}}},
		{chain{last: r}, chain{}, chain{last: r, pending: room}, chain{last: r, pending: link},
			chain{last: r, older: []placed{{2, 0}}}, chain{last: r, looks: []seen{{op, 1}}},
			chain{last: r, looks: []seen{{op, 2}}}, chain{last: r, looks: []seen{{other, 1}}}},
	} {
		for i, a := range states {
			for j, b := range states {
				if a.equal(b) != (i == j) {
					t.Errorf("%v and %v (%d, %d): equal is %v", a, b, i, j, a.equal(b))
				}
			}
			if again := a; a.hash() != again.hash() {
				t.Errorf("%v has two hashes", a)
			}
		}
	}
}
