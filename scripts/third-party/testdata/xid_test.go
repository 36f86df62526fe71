// Unique identifiers.
//
//poolproof:module github.com/rs/xid@v1.6.0
package xid_test

import (
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/rs/xid"
)

// Three threads get three identifiers.
func TestUnique(t *testing.T) {
	now := time.Unix(1, 0)
	r := explore.Explore(explore.Config{}, func() {
		var id [3]xid.ID
		explore.Parallel(
			func() { id[0] = xid.NewWithTime(now) },
			func() { id[1] = xid.NewWithTime(now) },
			func() { id[2] = xid.New() })
		explore.Check(id[0] != id[1] && id[1] != id[2] && id[0] != id[2], "%v", id)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
