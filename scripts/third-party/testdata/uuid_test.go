// Identifiers.
//
//poolproof:module github.com/google/uuid@v1.6.0
//poolproof:weave github.com/google/uuid
package uuid_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/poolproof/poolproof/explore"
)

// Three threads get three identifiers.
func TestUnique(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var ids [3]uuid.UUID
		get := func(i int) func() { return func() { ids[i] = uuid.Must(uuid.NewV7()) } }
		explore.Parallel(get(0), get(1), get(2))
		explore.Check(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[0], "%v", ids)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
