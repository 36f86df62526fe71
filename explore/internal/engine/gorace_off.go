//go:build !race

package engine

import (
	"iter"
	"math/rand/v2"
	"unsafe"
)

// Without -race threads are coroutines, and what tells Go's race detector
// about them is nothing. See gorace_on.go.

const watched = false // by Go's race detector

// Slowness is how many times longer a step takes than without -race, at least.
const Slowness = 1

type tokens struct{}

func (*tokens) releaseStart() {}
func (*tokens) acquireEnd()   {}

func pull(_ *thread, seq iter.Seq[struct{}]) (resume func() (struct{}, bool), stop func()) {
	return iter.Pull(seq)
}

// extend is append.
func extend[T any](list, more []T) []T { return append(list, more...) }

func newPCG(seed1, seed2 uint64) rand.Source { return rand.NewPCG(seed1, seed2) }

// Acquire makes all that was released at p come before what the caller does next.
func Acquire(p unsafe.Pointer) {}

// Release replaces what was released at p, as a store does.
func Release(p unsafe.Pointer) {}

// ReleaseMerge adds to what was released at p, as an RMW or an unlock does.
func ReleaseMerge(p unsafe.Pointer) {}

// Ignore begins what is no synchronisation of the program, up to Heed.
func Ignore() {}

// Heed ends what Ignore began.
func Heed() {}
