//go:build amd64 || arm64

package engine

// getg returns the address of the calling goroutine's descriptor, which names it
// as long as it lives.
func getg() uintptr
