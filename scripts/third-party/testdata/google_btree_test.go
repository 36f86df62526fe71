// A B-tree whose copies share a list of free nodes.
//
//poolproof:module github.com/google/btree@v1.1.3
package btree_test

import (
	"testing"

	"github.com/google/btree"
	"github.com/poolproof/poolproof/explore"
)

// A copy is changed beside the original.
func TestClones(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		a := btree.NewOrderedG[int](2)
		for i := range 4 {
			a.ReplaceOrInsert(i)
		}
		b := a.Clone()
		explore.Parallel(
			func() { a.Delete(1); a.ReplaceOrInsert(5) },
			func() { b.Delete(2); b.ReplaceOrInsert(6) })
		explore.Check(a.Has(2) && !a.Has(1) && b.Has(1) && !b.Has(2), "a copy and its original are mixed up")
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
