// A lossy ring of what was read, which who fills it drains.
//
//poolproof:module github.com/Yiling-J/theine-go@v0.6.3
//poolproof:inside
package internal_test

import (
	"testing"

	"github.com/Yiling-J/theine-go/internal"
	"github.com/poolproof/poolproof/explore"
)

type buffer = internal.Buffer[int, int]

// add reports whether it has drained.
func add(b *buffer) bool {
	pb := b.Add(internal.ReadBufItem[int, int]{})
	if pb == nil {
		return false
	}
	explore.Check(len(pb.Returned) <= 16, "%d are drained", len(pb.Returned))
	b.Free()
	return true
}

// Three threads fill a ring that lacks two.
func TestDrains(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		b := internal.NewBuffer[int, int]()
		for range 14 {
			add(b)
		}
		do := func() { add(b) }
		explore.Parallel(do, do, do)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// While a thread drains a ring another one fills it again: is it ever drained again? A ring that
// is filled again while it is being drained takes nothing from then on: only who fills it drains
// it, and that one finds it taken and leaves.
func TestStuck(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it may not be")
	}
	r := explore.Explore(explore.Config{}, func() {
		b := internal.NewBuffer[int, int]()
		for range 15 {
			add(b)
		}
		explore.Parallel(
			func() { add(b) },
			func() {
				for range 17 {
					add(b)
				}
			})
		drained := false
		for range 17 {
			drained = add(b) || drained
		}
		explore.Check(drained, "17 reads, and the ring is not drained")
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
