// A map, and goroutines that are counted.
//
//poolproof:module github.com/modern-go/concurrent@v0.0.0-20180306012644-bacd9c7ef1dd
package concurrent_test

import (
	"context"
	"testing"

	"github.com/modern-go/concurrent"
	"github.com/poolproof/poolproof/explore"
)

// Two threads load or store a key: one stores.
func TestMap(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		m := concurrent.NewMap()
		var loaded [2]bool
		do := func(i int) func() { return func() { _, loaded[i] = m.LoadOrStore(1, i) } }
		explore.Parallel(do(0), do(1))
		explore.Check(loaded[0] != loaded[1], "%v", loaded)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// A goroutine that panics does not end the others, and is told of.
func TestExecutor(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		x := concurrent.NewUnboundedExecutor()
		panics := 0
		x.HandlePanic = func(any, string) { panics++ }
		x.Go(func(context.Context) { panic("mine") })
		explore.Settle()
		explore.Check(panics == 1, "%d", panics)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
