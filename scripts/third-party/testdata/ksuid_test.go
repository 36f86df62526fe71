// Identifiers of time and random numbers.
//
//poolproof:module github.com/segmentio/ksuid@v1.0.4
//poolproof:weave github.com/segmentio/ksuid
package ksuid_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/segmentio/ksuid"
)

// Three threads get three identifiers.
func TestUnique(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var ids [3]ksuid.KSUID
		get := func(i int) func() { return func() { ids[i] = ksuid.New() } }
		explore.Parallel(get(0), get(1), get(2))
		explore.Check(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[0], "%v", ids)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
