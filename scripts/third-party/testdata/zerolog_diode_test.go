// A writer that never blocks who logs.
//
//poolproof:module github.com/rs/zerolog@v1.35.1
//poolproof:weave github.com/rs/zerolog/diode/...
package diode_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/rs/zerolog/diode"
)

type writer struct{ n int }

func (w *writer) Write(b []byte) (int, error) { w.n++; return len(b), nil }

// Two write, and what they wrote is written.
//
//poolproof:refused a receive
func TestWrites(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		w := new(writer)
		d := diode.NewWriter(w, 2, 0, nil)
		write := func() { d.Write([]byte("x")) }
		explore.Parallel(write, write)
		d.Close()
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
