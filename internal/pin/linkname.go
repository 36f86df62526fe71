//go:build gc && !tinygo && !poolnolinkname

package pin

import (
	"runtime"
	_ "unsafe" // for go:linkname
)

// Pin keeps the calling goroutine on its P, where nothing interrupts it, and
// returns the P's number. K1 holds as a P runs one goroutine at a time, and K2 as
// the scheduler orders one goroutine of a P before the next.
//
//go:linkname Pin runtime.procPin
func Pin() int

// Unpin ends what Pin began. place is what Pin returned.
func Unpin(place int) { procUnpin() }

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

// Places returns the number of places, GOMAXPROCS. It takes a lock of the
// scheduler: never call it between Pin and Unpin.
func Places() int { return runtime.GOMAXPROCS(0) }
