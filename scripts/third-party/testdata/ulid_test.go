// Identifiers of time and random numbers that grow.
//
//poolproof:module github.com/oklog/ulid/v2@v2.1.2
//poolproof:weave github.com/oklog/ulid/v2
package ulid_test

import (
	"testing"

	"github.com/oklog/ulid/v2"
	"github.com/poolproof/poolproof/explore"
)

// Three threads get three identifiers.
func TestUnique(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var ids [3]ulid.ULID
		get := func(i int) func() { return func() { ids[i] = ulid.Make() } }
		explore.Parallel(get(0), get(1), get(2))
		explore.Check(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[0], "%v", ids)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
