package ring

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
)

// conserve pushes from two goroutines, pops in a third and at the end, and looks whether
// all that was pushed came out, once.
func conserve(ignorant bool) explore.Report {
	return explore.Explore(explore.Config{}, func() {
		r := New[int](2)
		r.Ignorant = ignorant
		var pushed, popped [3]int
		count := func(v int, ok bool) {
			if ok {
				popped[v]++
			}
		}
		push := func(v int) {
			if r.Push(v) {
				pushed[v]++
			}
		}
		explore.Parallel(func() { push(1) }, func() { push(2) }, func() { count(r.Pop()) })
		count(r.Pop())
		count(r.Pop())
		explore.Check(pushed == popped, "pushed %v, popped %v", pushed, popped)
	})
}

// A Ring is not linearizable: Pop may find it empty while the push of its first value has
// claimed the slot and not yet filled it, though a second push has returned. But no value
// is lost, doubled or invented, and no slot has two users.
func TestRing(t *testing.T) {
	r := conserve(false)
	if r.Verdict != explore.Exhausted && !(r.Real && r.Verdict == explore.Sampled) {
		t.Error(r)
	}
	t.Log(r)
}

// Two producers write one slot, which is a data race. Under plain go test -race it would
// be reported as one too: so nothing is run there.
func TestIgnorant(t *testing.T) {
	if explore.Sampling() {
		t.Skip("poolproof test finds it")
	}
	if r := conserve(true); r.Verdict != explore.Violated {
		t.Error(r)
	}
}
