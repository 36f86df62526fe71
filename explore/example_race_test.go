//go:build !race

package explore_test

import (
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// Examples of data races, which go test -race would report.

// A thread that pins is on one of the virtual Ps and alone there: what each P has for
// itself needs no atomics.
func ExamplePin() {
	scenario := func(pin, unpin func()) func() {
		return func() {
			explore.Procs(1)
			var n int
			add := func() { pin(); *explore.W(&n)++; unpin() }
			explore.Parallel(add, add)
			explore.Check(*explore.R(&n) == 2, "lost update")
		}
	}
	pinned := explore.Explore(explore.Config{}, scenario(func() { explore.Pin() }, explore.Unpin))
	bare := explore.Explore(explore.Config{}, scenario(explore.Gosched, func() {}))
	fmt.Println(pinned.Verdict)
	fmt.Println(bare.Verdict, strings.SplitN(bare.Failure, ":", 2)[0])
	// Output:
	// exhausted
	// violated data race in thread 1 before step 5
}

// Plain accesses are watched where R or W announces them.
func ExampleW() {
	r := explore.Explore(explore.Config{}, func() {
		var value int
		var ready atomic.Bool
		explore.Parallel(
			func() { ready.Store(true); *explore.W(&value) = 1 }, // the wrong way round
			func() {
				if ready.Load() {
					_ = *explore.R(&value)
				}
			})
	})
	fmt.Println(r.Verdict)
	fmt.Println(r.Failure)
	// Output:
	// violated
	// data race in thread 1 before step 2: its write and a read by thread 2 are unordered, both plain
}
