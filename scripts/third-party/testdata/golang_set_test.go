// A set with a readers' lock.
//
//poolproof:module github.com/deckarep/golang-set/v2@v2.9.0
//poolproof:weave github.com/deckarep/golang-set/v2
package mapset_test

import (
	"testing"

	mapset "github.com/deckarep/golang-set/v2"
	"github.com/poolproof/poolproof/explore"
)

// Of two that add a value one does, beside one who looks.
func TestAdds(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := mapset.NewSet[int]()
		var added [2]bool
		explore.Parallel(
			func() { added[0] = s.Add(1) },
			func() { added[1] = s.Add(1) },
			func() { n := s.Cardinality(); explore.Check(n <= 1, "%d", n) })
		explore.Check(added[0] != added[1] && s.Cardinality() == 1, "%v", added)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A set is compared with itself beside a writer: do they wait for each other? The lock is taken
// twice for reading, and a writer that comes in between waits for the first time, and the second
// time for it: a deadlock.
func TestEqual(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it may deadlock")
	}
	r := explore.Explore(explore.Config{}, func() {
		s := mapset.NewSet(1)
		explore.Parallel(
			func() { s.Equal(s) },
			func() { s.Add(2) })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}

// Two sets are compared with each other beside two writers: do they wait for each other? Each
// comparison holds one lock and waits for the other one, at which a writer waits before it: a
// deadlock.
func TestTwo(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it may deadlock")
	}
	r := explore.Explore(explore.Config{}, func() {
		a, b := mapset.NewSet(1), mapset.NewSet(1)
		explore.Parallel(
			func() { a.Equal(b) },
			func() { b.Equal(a) },
			func() { a.Add(2) },
			func() { b.Add(2) })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
