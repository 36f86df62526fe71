// Strings of which one is kept.
//
//poolproof:module github.com/josharian/intern@v1.0.0
package intern_test

import (
	"testing"

	"github.com/josharian/intern"
	"github.com/poolproof/poolproof/explore"
)

// Three threads look up strings: nobody uses a table beside another one.
func TestSame(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		do := func(s string) func() {
			return func() { got := intern.String(s); explore.Check(got == s, "%q", got) }
		}
		explore.Parallel(do("a"), do("b"), do("c"))
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
