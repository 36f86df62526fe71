//go:build !race || poolrace

package pool

import "runtime/metrics"

// collections returns the number of garbage collections that are over.
func collections() uint64 {
	sample := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
