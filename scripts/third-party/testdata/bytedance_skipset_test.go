// A set that is a skip list with a lock in each node for writers.
//
//poolproof:module github.com/bytedance/gopkg@v0.1.4
package skipset_test

import (
	"testing"

	"github.com/bytedance/gopkg/collection/skipset"
	"github.com/poolproof/poolproof/explore"
)

// One of two adds a value, one of two removes it.
func TestOnce(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s := skipset.NewInt()
		var added, removed [2]bool
		visit := func(i int) func() {
			return func() { added[i] = s.Add(1); removed[i] = s.Remove(1) }
		}
		explore.Parallel(visit(0), visit(1))
		in := 0
		for i := range 2 {
			if added[i] {
				in++
			}
			if removed[i] {
				in--
			}
		}
		explore.Check(in == s.Len() && s.Contains(1) == (in == 1), "added %v, removed %v, %d are in", added, removed, s.Len())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
