//go:build !race

package verify

// Watched reports whether the race detector is on. Then claims that explore are left
// out: under it the explorer is a hundred times slower, and go test -race ./explore/...
// has it watch smaller explorations.
const Watched = false
