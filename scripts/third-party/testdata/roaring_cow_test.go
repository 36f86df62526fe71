// Compressed bitmaps whose copies share containers.
//
//poolproof:module github.com/RoaringBitmap/roaring/v2@v2.30.0
//poolproof:weave github.com/RoaringBitmap/roaring/v2 github.com/RoaringBitmap/roaring/v2/internal
package roaring_test

import (
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/poolproof/poolproof/explore"
)

// Two threads copy a bitmap to which neither writes. They race: a copy that shares its containers
// marks them as shared, in the original too.
func TestCopies(t *testing.T) {
	if explore.Sampling() {
		t.Skip("it may race")
	}
	r := explore.Explore(explore.Config{}, func() {
		a := roaring.BitmapOf(1, 70000)
		a.SetCopyOnWrite(true)
		explore.Parallel(
			func() { a.Clone() },
			func() { a.Clone() })
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
