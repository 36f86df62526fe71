// A pool of goroutines.
//
//poolproof:module github.com/panjf2000/ants/v2@v2.12.1
//poolproof:weave github.com/panjf2000/ants/v2/... golang.org/x/sync/...
package ants_test

import (
	"testing"

	"github.com/panjf2000/ants/v2"
	"github.com/poolproof/poolproof/explore"
)

// Two tasks for two workers.
//
//poolproof:refused time.NewTicker
func TestSubmit(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		p, err := ants.NewPool(2, ants.WithDisablePurge(true))
		explore.Check(err == nil, "%v", err)
		submit := func() { p.Submit(func() {}) }
		explore.Parallel(submit, submit)
		p.Release()
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
