package pool_test

import (
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/pool"
)

// What a user of the pool writes.

func ExamplePool() {
	p := pool.Pool[*strings.Builder]{New: func() *strings.Builder { return new(strings.Builder) }}

	b := p.Get() // a new one, as the pool is empty
	b.WriteString("hello")
	fmt.Println(b)

	b.Reset()
	p.Put(b) // for the next Get, on this processor preferably
	// Output: hello
}

// Slices are kept as they are: neither Put nor Get allocates.
func ExamplePool_slices() {
	var p pool.Pool[[]byte]
	b := p.Get()
	if b == nil { // the pool is empty and has no New
		b = make([]byte, 0, 64)
	}
	b = append(b, "hello"...)
	fmt.Printf("%s\n", b)
	p.Put(b[:0])
	// Output: hello
}

// What a test says where it waited for two garbage collections to empty a sync.Pool.
func ExamplePool_Rotate() {
	var p pool.Pool[string]
	p.Put("unused")
	p.Rotate()
	p.Rotate()
	fmt.Printf("%q\n", p.Get())
	// Output: ""
}

func ExamplePool_GetLocal() {
	p := pool.Pool[[]byte]{New: func() []byte { return make([]byte, 0, 64) }}
	if _, ok := p.GetLocal(); !ok {
		fmt.Println("none here, and none was made")
	}
	// Output: none here, and none was made
}

func ExamplePool_Prefill() {
	made := 0
	p := pool.Pool[int]{New: func() int { made++; return made }}
	p.Prefill(3)
	fmt.Println(made)
	// Output: 3
}

func ExamplePool_Stats() {
	p := pool.New(pool.Config[int]{Count: true, Bound: 1})
	p.Get()
	p.Put(1)
	p.Put(2) // is over the bound
	s := p.Stats()
	fmt.Println(s.Misses, "missed,", s.Drops, "dropped")
	// Output: 1 missed, 1 dropped
}

func ExampleNew() {
	files := pool.New(pool.Config[string]{
		Bound:   1, // more than one idle file are closed at once
		Evicted: func(name string) { fmt.Println("close", name) },
	})
	files.Put("a")
	files.Put("b")
	files.Rotate()
	files.Rotate()
	// Output:
	// close b
	// close a
}

// Who drops a pool whose values own something tells it to give them up first: so often that
// no value survives.
func ExampleConfig_evicted() {
	c := pool.Config[string]{
		Clearings: 3,
		Evicted:   func(name string) { fmt.Println("close", name) },
	}
	connections := pool.New(c)
	connections.Put("a")
	for range c.Clearings + 1 {
		connections.Rotate()
	}
	// Output: close a
}

// With go test -race, or with -tags poolcheck for all pools and without Check, this prints
// "pool: double Put", where the value is and the stacks of both; else nothing.
func ExampleConfig_check() {
	p := pool.New(pool.Config[*[64]byte]{Check: true})
	defer func() {
		if trouble := recover(); trouble != nil {
			fmt.Println(trouble)
		}
	}()
	b := new([64]byte)
	p.Put(b)
	p.Put(b)
}
