// A hash map that is not made for several goroutines.
//
//poolproof:module github.com/dolthub/swiss@v0.2.1
package swiss_test

import (
	"testing"

	"github.com/dolthub/swiss"
	"github.com/poolproof/poolproof/explore"
)

// A reader and a writer race.
func TestRaces(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it races")
	}
	r := explore.Explore(explore.Config{}, func() {
		m := swiss.NewMap[int, int](4)
		explore.Parallel(
			func() { m.Put(1, 10) },
			func() { m.Get(1) })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
