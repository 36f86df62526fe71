package pool

import (
	"fmt"
	"testing"
)

// What a clearing costs for each pool, when there are so many in use.
func BenchmarkClearing(b *testing.B) {
	for n := 1; n <= 100_000; n *= 10 {
		b.Run(fmt.Sprintf("pools=%d/pool=poolproof", n), func(b *testing.B) {
			calm(b)
			pools := make([]Pool[int], n)
			rounds := max(1, 1000/n)
			b.StopTimer()
			for range b.N {
				for range rounds {
					for i := range pools {
						pools[i].Put(1)
					}
					clearing.Lock()
					b.StartTimer()
					clearAll(always)
					b.StopTimer()
					clearing.Unlock()
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rounds*n), "ns/pool")
		})
	}
}
