// A radix tree whose versions share nodes.
//
//poolproof:module github.com/hashicorp/go-immutable-radix/v2@v2.1.0
//poolproof:weave github.com/hashicorp/go-immutable-radix/v2 github.com/hashicorp/golang-lru/v2/...
package iradix_test

import (
	"sync/atomic"
	"testing"

	iradix "github.com/hashicorp/go-immutable-radix/v2"
	"github.com/poolproof/poolproof/explore"
)

// Two threads put a tree of their own in the place of one that a third one reads: nothing is
// lost, and no tree that somebody has changes.
func TestVersions(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var at atomic.Pointer[iradix.Tree[int]]
		first, _, _ := iradix.New[int]().Insert([]byte("ab"), 1)
		at.Store(first)
		change := func(do func(*iradix.Txn[int])) func() {
			return func() {
				for {
					old := at.Load()
					txn := old.Txn()
					do(txn)
					if at.CompareAndSwap(old, txn.Commit()) {
						return
					}
				}
			}
		}
		explore.Parallel(
			change(func(x *iradix.Txn[int]) { x.Insert([]byte("ac"), 2) }),
			change(func(x *iradix.Txn[int]) { x.Insert([]byte("ad"), 3); x.Delete([]byte("ab")) }),
			func() {
				tree := at.Load()
				n := 0
				tree.Root().Walk(func([]byte, int) bool { n++; return false })
				explore.Check(n == tree.Len(), "%d of %d", n, tree.Len())
			})
		last := at.Load()
		explore.Check(last.Len() == 2 && first.Len() == 1, "%d, %d", last.Len(), first.Len())
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
