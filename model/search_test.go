package model

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The search of short histories says what porcupine says, of right histories and of
// spoilt ones.
func TestSearchesAgree(t *testing.T) {
	legal, illegal := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var h History
		var specs []Spec
		switch rapid.IntRange(0, 2).Draw(t, "structure") {
		case 0:
			h = makeDeque(t, newRingWorld(2, 4), 8, 6)
			specs = []Spec{StrictRing(2), TrueRing(2), TrueRing(2).Without(inTheSlot.name)}
		case 1:
			h = makeDeque(t, newChainWorld(1, 4, 4), 8, 6)
			specs = []Spec{StrictChain(), TrueChain(1, 4), TrueChain(1, 4).Without(decided.name)}
		default:
			h = makePool(t, 10, 3, true)
			specs = []Spec{StrictPool(), TruePool()}
		}
		if rapid.Bool().Draw(t, "spoil") {
			h = spoil(t, h)
		}
		if h.Validate() != nil {
			return
		}
		h = rapid.Permutation(h).Draw(t, "told in this order") // which means nothing
		for _, s := range specs {
			got, want := s.Check(h, 0), s.Check(h, time.Minute)
			if got != want {
				t.Fatalf("%s: %v, porcupine says %v\n%v", s.Name(), got, want, h)
			}
			if got == Legal {
				legal++
			} else {
				illegal++
			}
		}
	})
	if !testing.Short() && (legal < 20 || illegal < 20) { // a short run draws a fifth
		t.Errorf("%d legal and %d illegal histories: too few to tell", legal, illegal)
	}
}
