// A skip list that is not made for several goroutines.
//
//poolproof:module github.com/huandu/skiplist@v1.2.1
//poolproof:weave github.com/huandu/skiplist
package skiplist_test

import (
	"testing"

	"github.com/huandu/skiplist"
	"github.com/poolproof/poolproof/explore"
)

// A reader and a writer race.
func TestRaces(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it races")
	}
	r := explore.Explore(explore.Config{}, func() {
		x := skiplist.New(skiplist.Int)
		explore.Parallel(func() { x.Set(1, 1) }, func() { x.Get(1) })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
