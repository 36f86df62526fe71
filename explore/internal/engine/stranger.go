package engine

import (
	"bytes"
	"runtime"
	"strconv"
	"unsafe"
)

// A goroutine that a thread starts with a bare go statement inherits the mark by
// which we know our own, and runs beside them. Law E1 would be gone, so it must
// be noticed, at little cost: the address of a local variable tells goroutines
// apart as long as their stacks stay where they are, and where the address is new
// the goroutine's number is asked for.

const nearby = 1 << 10 // bytes; the smallest stack is twice as long

// recognise panics unless the caller runs on t's coroutine.
//
//go:norace
func (t *thread) recognise() {
	var local byte
	at := uintptr(unsafe.Pointer(&local))
	if at-t.stack+nearby < 2*nearby {
		return
	}
	if id := goid(); id != t.goid {
		panic("explore: a goroutine started by a bare go statement touches the exploration: start it with explore.Go")
	}
	t.stack = at
}

// goid returns the number of the calling goroutine.
func goid() uint64 {
	var buf [64]byte
	fields := bytes.Fields(buf[:runtime.Stack(buf[:], false)])
	id, err := strconv.ParseUint(string(fields[1]), 10, 64)
	if err != nil {
		panic("internal error: a goroutine without a number")
	}
	return id
}
