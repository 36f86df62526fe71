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

type tokens struct{}

func (*tokens) releaseStart() {}
func (*tokens) acquireEnd()   {}

func pull(_ *thread, seq iter.Seq[struct{}]) (resume func() (struct{}, bool), stop func()) {
	return iter.Pull(seq)
}

// extend is append.
func extend[T any](list, more []T) []T { return append(list, more...) }

func newPCG(seed1, seed2 uint64) rand.Source { return rand.NewPCG(seed1, seed2) }

// Acquire, Release and ReleaseMerge are steps of the program for Go's race
// detector, Ignore and Heed the ends of what it must not take for one.

func Acquire(unsafe.Pointer)      {}
func Release(unsafe.Pointer)      {}
func ReleaseMerge(unsafe.Pointer) {}
func Ignore()                     {}
func Heed()                       {}
