package scenario

// What several threads write down for the laws orders none of them, and is nothing for a
// race detector. Package explore runs one thread at a time.

//go:norace
func note[T any](at *T, value T) { *at = value }

//go:norace
func noted[T any](at *T) T { return *at }

//go:norace
func count[N int | uint64](at *N) N { *at++; return *at }
