// Command userrace is a program with, or without, a race of its own that has nothing
// to do with the pool it uses. race_test.go builds it with -race and reads what the
// detector says.
package main

import (
	"os"
	"runtime"

	"github.com/poolproof/poolproof/pool"
)

type value struct{ n int }

// shared is written by both goroutines.
var shared int

// seen is what the putter read.
var seen int

// step is how they take turns without the detector knowing: plain, and not watched.
var step int

//go:norace
//go:noinline
func reached(n int) bool { return step >= n }

//go:norace
func await(n int) {
	for !reached(n) {
		runtime.Gosched()
	}
}

//go:norace
func reach(n int) { step = n }

// made returns a pool: the zero value, or one whose users are checked.
func made() *pool.Pool[*value] {
	if os.Args[2] == "checked" {
		return pool.New(pool.Config[*value]{Check: true})
	}
	return new(pool.Pool[*value])
}

func main() {
	p := made()
	p.Put(new(value)) // the pool is in use already
	for p.Get() != nil {
	}
	done := make(chan bool, 2)
	go func() {
		await(1)
		made() // of its own
		putter(p)
		reach(2)
		await(3)
		done <- true
	}()
	go func() {
		reach(1)
		await(2)
		made()
		getter(p)
		reach(3)
		done <- true
	}()
	<-done
	<-done
}

func putter(p *pool.Pool[*value]) {
	p.Put(&value{1})
	p.Put(&value{2})
	shared = 1
	last := &value{3}
	p.Put(last)
	switch os.Args[1] {
	case "miss", "rotated":
		p.Rotate()
		p.Rotate()
	case "read":
		seen = last.n // which is the pool's
	}
}

func getter(p *pool.Pool[*value]) {
	switch os.Args[1] {
	case "miss":
		// The pool's atomics have passed from one goroutine to the other, but no value.
		if p.Get() != nil {
			panic("this is not the story")
		}
	case "rotated":
		// Neither does a clearing order them, nor an array that one makes and the other uses.
		p.Put(&value{4})
		if v := p.Get(); v != nil && v.n != 4 {
			panic("this is not the story")
		}
	case "other":
		// A value was handed over, but it was put before shared was written.
		v := p.Get()
		if v == nil || v.n == 3 {
			panic("this is not the story")
		}
	case "same", "read":
		// The value put after shared was written: Put happens before this Get.
		for v := p.Get(); v == nil || v.n != 3; v = p.Get() {
			if v == nil {
				os.Exit(3) // it lies in the private place of another P: try again
			}
		}
	}
	shared = 2
}
