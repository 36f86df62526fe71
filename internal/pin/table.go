//go:build !gc || tinygo || poolnolinkname

package pin

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// table has a mark for each place that is taken, each on cache lines of its own.
var table = make([]struct {
	taken atomic.Bool
	_     [127]byte
}, runtime.NumCPU())

// Pin takes a free place. K1 and K2 hold by the compare-and-swap, which acquires
// what the Store of the last Unpin published. While all places are taken it yields:
// a place is held for a moment only (K4).
func Pin() int {
	for i := hint(); ; i++ {
		place := int(i % uint(len(table)))
		if t := &table[place].taken; !t.Load() && t.CompareAndSwap(false, true) {
			return place
		}
		if place == len(table)-1 {
			runtime.Gosched()
		}
	}
}

// Unpin frees the place that Pin returned.
func Unpin(place int) { table[place].taken.Store(false) }

// Places returns the number of places: the machine's processors.
func Places() int { return len(table) }

// hint says where to begin looking: somewhere that differs between goroutines and
// seldom changes within one, so that a goroutine comes back to what it left. Stacks
// of two goroutines never overlap, and start with some kilobytes.
func hint() uint {
	var here byte
	return uint(uintptr(unsafe.Pointer(&here)) >> 13)
}
