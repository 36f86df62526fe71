// Identifiers that grow by random steps.
//
//poolproof:module github.com/nats-io/nuid@v1.0.1
//poolproof:weave github.com/nats-io/nuid
package nuid_test

import (
	"testing"

	"github.com/nats-io/nuid"
	"github.com/poolproof/poolproof/explore"
)

// Three threads get three identifiers.
func TestUnique(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var ids [3]string
		get := func(i int) func() { return func() { ids[i] = nuid.Next() } }
		explore.Parallel(get(0), get(1), get(2))
		explore.Check(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[0], "%v", ids)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
