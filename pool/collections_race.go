//go:build race && !poolrace

package pool

import "runtime/debug"

// collections returns the number of garbage collections that are over. Package metrics
// tells it faster, but takes a lock that the race detector is told of: with that, the
// detector would see an order between goroutines that is none of theirs, and without it
// a race of the package.
func collections() uint64 {
	var stats debug.GCStats
	debug.ReadGCStats(&stats)
	return uint64(stats.NumGC)
}
