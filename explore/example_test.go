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
	// minimised: 1 forced switch
	// assertion failed in thread 0 before step 5: lost update
	//   step  thread 0            thread 1       thread 2       read from    where
	//      0                      load x 0                      initial      example_test.go:14
	// >    1                                     load x 0       initial      example_test.go:14
	//      2                                     store x 0 → 1               example_test.go:14
	//      3                      store x 1 → 1                              example_test.go:14
	//      4  load x 1                                          3, thread 1  example_test.go:16
	//         fails: lost update                                             example_test.go:16
	// > a forced switch: the thread before could have gone on
	// go test github.com/poolproof/poolproof/explore -run '^ExampleExplore$' -explore.replay=pp1-dAt5y_aogPs1CgEAAAUaKyoaD1i7BSs
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
