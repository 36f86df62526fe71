// Package pin gives the calling goroutine, for a short while, a small number
// that no other goroutine has meanwhile: the place whose data it alone may touch.
//
// There are two builds. The usual one pins the goroutine to its P (the
// scheduler's processor) and the number is the P's; that costs two or three
// nanoseconds and no atomic operation. The other one, for compilers that are not
// Go's own and with the build tag poolnolinkname, takes a free place from a
// table by compare-and-swap; it is slower and reaches nothing of the runtime's.
//
// # Laws
//
//	K1  Between Pin and Unpin no other goroutine gets the same place from Pin.
//	K2  What was done before an Unpin is seen after the next Pin that returns the
//	    same place.
//	K3  A place is at least 0. It is less than Places(), unless GOMAXPROCS changed
//	    between the two calls.
//	K4  Between Pin and Unpin the caller takes no lock, touches no channel, calls
//	    no function it does not know, does bounded work, and can neither panic nor
//	    fault: in the first build that would stop the process, not the goroutine.
//
// Pins nest in the first build only.
package pin
