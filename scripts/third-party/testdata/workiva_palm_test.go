// A B-tree that is changed in batches by several goroutines.
//
//poolproof:module github.com/Workiva/go-datastructures@v1.1.7
package palm_test

import (
	"testing"

	"github.com/Workiva/go-datastructures/btree/palm"
	"github.com/Workiva/go-datastructures/common"
	"github.com/poolproof/poolproof/explore"
)

type key int

func (k key) Compare(other common.Comparator) int { return int(k) - int(other.(key)) }

// Two writers.
//
//poolproof:refused a receive
func TestInsert(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		tree := palm.New(8, 8)
		explore.Parallel(
			func() { tree.Insert(key(1)) },
			func() { tree.Insert(key(2)) })
		explore.Check(tree.Len() == 2, "%d", tree.Len())
		tree.Dispose()
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
