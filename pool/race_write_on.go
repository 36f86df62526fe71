//go:build race

package pool

import (
	"runtime"
	"unsafe"
)

// raceWrite tells the race detector that the memory is written to here.
func raceWrite(at unsafe.Pointer, size uintptr) {
	if size > 0 {
		runtime.RaceWriteRange(at, int(size))
	}
}
