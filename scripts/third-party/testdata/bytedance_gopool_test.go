// A pool of goroutines.
//
//poolproof:module github.com/bytedance/gopkg@v0.1.4
package gopool_test

import (
	"sync"
	"testing"

	"github.com/bytedance/gopkg/util/gopool"
	"github.com/poolproof/poolproof/explore"
)

// Two tasks for one worker: both run.
func TestRuns(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p := gopool.NewPool("p", 1, gopool.NewConfig())
		var wg sync.WaitGroup
		var ran [2]bool
		wg.Add(2)
		for i := range ran {
			p.Go(func() { ran[i] = true; wg.Done() })
		}
		wg.Wait()
		explore.Check(ran == [2]bool{true, true}, "%v", ran)
		explore.Settle()
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
