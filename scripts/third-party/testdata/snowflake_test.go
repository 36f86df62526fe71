// Identifiers of time, node and step.
//
//poolproof:module github.com/bwmarrin/snowflake@v0.3.0
package snowflake_test

import (
	"testing"

	"github.com/bwmarrin/snowflake"
	"github.com/poolproof/poolproof/explore"
)

// Three threads get three identifiers.
func TestUnique(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		n, err := snowflake.NewNode(1)
		explore.Check(err == nil, "%v", err)
		var ids [3]snowflake.ID
		get := func(i int) func() { return func() { ids[i] = n.Generate() } }
		explore.Parallel(get(0), get(1), get(2))
		explore.Check(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[0], "%v", ids)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Three threads use up the steps of a millisecond, and wait for the next one.
func TestUsedUp(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		snowflake.NodeBits, snowflake.StepBits = 1, 1
		n, err := snowflake.NewNode(1)
		explore.Check(err == nil, "%v", err)
		var ids [3]snowflake.ID
		get := func(i int) func() { return func() { ids[i] = n.Generate() } }
		explore.Parallel(get(0), get(1), get(2))
		explore.Check(ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[0], "%v", ids)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
