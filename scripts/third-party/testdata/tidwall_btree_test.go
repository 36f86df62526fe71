// A B-tree with a lock, and copies that share nodes.
//
//poolproof:module github.com/tidwall/btree@v1.8.2
package btree_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/tidwall/btree"
)

// A copy that one thread changes is not seen by another one that changes the original.
func TestCopies(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		a := btree.NewBTreeG(func(x, y int) bool { return x < y })
		a.Set(1)
		b := a.Copy()
		explore.Parallel(
			func() { a.Set(2) },
			func() { b.Delete(1); b.Set(3) },
			func() { a.Get(1) })
		explore.Check(a.Len() == 2 && b.Len() == 1, "%v %v", a.Items(), b.Items())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
