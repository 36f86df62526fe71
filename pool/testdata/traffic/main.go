// Command traffic keeps a pool busy on some processors and has no race of its own.
// race_test.go builds it with -race and -tags poolrace, once with the pool as it is
// and once for each of some mutants of it, and reads what the detector says.
package main

import (
	"runtime"
	"sync"

	"github.com/poolproof/poolproof/pool"
)

func main() {
	runtime.GOMAXPROCS(4)
	p := pool.Pool[*[8]int]{New: func() *[8]int { return new([8]int) }}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 2000 {
				// Half of them put more than they get, so that the others steal.
				burst := make([]*[8]int, 1+(i+g)%40)
				for j := range burst {
					if burst[j] = p.New(); g%2 == 1 {
						burst[j] = p.Get()
					}
					burst[j][i%8]++
				}
				if g%2 == 0 || i%4 == 0 {
					for _, x := range burst {
						p.Put(x)
					}
				}
				if i%16 == g {
					p.Rotate()
				}
				if i%5 == 0 {
					runtime.Gosched()
				}
			}
		})
	}
	wg.Wait()
}
