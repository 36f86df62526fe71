//go:build !amd64 && !arm64

package engine

import (
	"bytes"
	"runtime"
	"strconv"
)

// getg returns the number of the calling goroutine. It takes about a microsecond.
func getg() uintptr {
	var buf [64]byte
	fields := bytes.Fields(buf[:runtime.Stack(buf[:], false)])
	id, err := strconv.ParseUint(string(fields[1]), 10, 64)
	if err != nil {
		panic("internal error: a goroutine without a number")
	}
	return uintptr(id)
}
