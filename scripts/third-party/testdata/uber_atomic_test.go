// Atomics with methods.
//
//poolproof:module go.uber.org/atomic@v1.12.0
package atomic_test

import (
	"errors"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"go.uber.org/atomic"
)

// A duration, a string and an error beside a writer.
func TestAtomics(t *testing.T) {
	failure := errors.New("failure")
	r := explore.Explore(explore.Config{}, func() {
		d := atomic.NewDuration(1)
		s := atomic.NewString("a")
		e := atomic.NewError(nil)
		f := atomic.NewFloat64(1)
		explore.Parallel(
			func() { d.Add(2); s.Store("b"); e.Store(failure) },
			func() { f.Add(0.5) },
			func() {
				f.Add(0.25)
				if e.Load() != nil {
					explore.Check(s.Load() == "b" && d.Load() == 3, "%v %v", s, d)
				}
			})
		explore.Check(f.Load() == 1.75, "%v", f)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
