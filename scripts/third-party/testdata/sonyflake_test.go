// Identifiers of time, machine and sequence.
//
//poolproof:module github.com/sony/sonyflake@v1.2.0
//poolproof:weave github.com/sony/sonyflake/...
package sonyflake_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/sony/sonyflake"
)

// Three threads get three identifiers.
func TestUnique(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		s, _ := sonyflake.New(sonyflake.Settings{MachineID: func() (uint16, error) { return 1, nil }})
		var ids [3]uint64
		get := func(i int) func() { return func() { ids[i] = func() uint64 { id, _ := s.NextID(); return id }() } }
		explore.Parallel(get(0), get(1), get(2))
		explore.Check(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[0], "%v", ids)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
