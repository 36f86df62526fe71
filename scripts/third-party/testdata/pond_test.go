// A pool of goroutines.
//
//poolproof:module github.com/alitto/pond/v2@v2.7.1
package pond_test

import (
	"testing"

	"github.com/alitto/pond/v2"
	"github.com/poolproof/poolproof/explore"
)

// Two tasks for one worker.
//
//poolproof:refused a send
func TestRuns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p := pond.NewPool(1)
		ran := 0
		p.Submit(func() { ran++ })
		p.Submit(func() { ran++ })
		p.StopAndWait()
		explore.Check(ran == 2, "%d", ran)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
