package mutate

import (
	"maps"
	"slices"
	"testing"
)

// Whatever is to turn a claim is there.
func TestWhatTurnsClaimsIsThere(t *testing.T) {
	there := map[string]bool{}
	for _, m := range generated(t) {
		there[m.ID] = true
	}
	for id := range stdFlaws {
		there[id] = true
	}
	for id := range oldFlaws {
		m, err := oldMutant("..", id)
		if err != nil {
			t.Fatal(err)
		}
		if files, err := m.Files("..", true); err != nil || len(files) != 2 {
			t.Errorf("%s: %d files, want it and its copy; %v", id, len(files), err)
		}
		there[id] = true
	}
	for _, turn := range Turns(slices.Sorted(maps.Keys(turns))) {
		if !there[turn.Mutant] {
			t.Errorf("there is no mutant %s to turn %s", turn.Mutant, turn.Claim)
		}
	}
	if n := len(Turns([]string{"no claim"})); n != 1 {
		t.Errorf("%d turns of no claim, want one that names no mutant", n)
	}
}
