// Rings in which writers overwrite what was not read in time.
//
//poolproof:module code.cloudfoundry.org/go-diodes@v0.0.0-20231113191959-85adc333ee36
package diodes_test

import (
	"io"
	"log"
	"testing"

	"code.cloudfoundry.org/go-diodes"
	"github.com/poolproof/poolproof/explore"
)

// One writer laps one reader: what is read comes in order, and what is not is counted.
func TestOneToOne(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		missed := 0
		d := diodes.NewOneToOne(2, diodes.AlertFunc(func(n int) { missed += n }))
		v := [3]int{0, 1, 2}
		next := 0
		read := func() {
			if p, ok := d.TryNext(); ok {
				got := *(*int)(p)
				explore.Check(got >= next && got == next+missed, "%d after %d, %d missed", got, next, missed)
				next, missed = got+1, 0
			}
		}
		explore.Parallel(
			func() {
				for i := range v {
					d.Set(diodes.GenericDataType(&v[i]))
				}
			},
			func() { read(); read() })
		read()
		read()
		explore.Check(next == 3, "the last one is not read")
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two writers and a reader: is what was read and what was missed all that was written? A writer
// that finds that its slot was read in between leaves the number that it has drawn, and takes
// another one; the reader then counts one as missed that nobody wrote.
func TestManyToOne(t *testing.T) {
	if explore.Sampling() {
		t.Skip("not always")
	}
	log.SetOutput(io.Discard)
	r := explore.Explore(explore.Config{}, func() {
		missed, got := 0, 0
		d := diodes.NewManyToOne(1, diodes.AlertFunc(func(n int) { missed += n }))
		read := func() {
			if _, ok := d.TryNext(); ok {
				got++
			}
		}
		set := func() { d.Set(diodes.GenericDataType(new(int))) }
		explore.Parallel(set, set, read)
		read()
		read()
		explore.Check(got+missed == 2, "%d are read, and %d missed", got, missed)
	})
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}
