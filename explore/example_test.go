package explore_test

import (
	"fmt"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// A function that makes its objects, starts threads, and asserts.
func ExampleExplore() {
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		increment := func() { x.Store(x.Load() + 1) }
		explore.Parallel(increment, increment)
		explore.Check(x.Load() == 2, "lost update")
	})
	fmt.Println(r)
	// Output:
	// violated: 2 executions, 0 blocked, 10 steps (optimal)
	// assertion failed in thread 0 before step 5: lost update
	// schedule s1.1.2.1.2.0
	// >   0  thread 1    load    location 0: 0x0  example_test.go:14
	// >   1  thread 2    load    location 0: 0x0  example_test.go:14
	// >   2  thread 1    store   location 0: 0x0 → 0x1  example_test.go:14
	// >   3  thread 2    store   location 0: 0x1 → 0x1  example_test.go:14
	// >   4  thread 0    load    location 0: 0x1  example_test.go:16
}

// A table of operations and a sequential model of them.
func ExampleLinearizable() {
	type op = explore.Op[*atomic.Int32, *int]
	add := op{Name: "add",
		Do:   func(x *atomic.Int32) any { return int(x.Add(1)) },
		Spec: func(n *int) any { *n++; return *n }}
	read := op{Name: "read",
		Do:   func(x *atomic.Int32) any { return int(x.Load()) },
		Spec: func(n *int) any { return *n }}
	r := explore.Linearizable(explore.Config{}, explore.Table[*atomic.Int32, *int]{
		New:      func() *atomic.Int32 { return new(atomic.Int32) },
		Model:    func() *int { return new(int) },
		Parallel: [][]op{{add, add}, {add, read}},
		Post:     []op{read},
	})
	fmt.Println(r.Verdict, r.Executions, r.Histories, r.Most)
	// Output:
	// exhausted 6 6 [{add 1} {read 1}]
}
