package pool_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/poolproof/poolproof/internal/oldpool"
	"github.com/poolproof/poolproof/internal/pin"
	"github.com/poolproof/poolproof/pool"
)

// This pool and sync.Pool, in one run. scripts/bench lays them side by side, and beside
// the floor: the pins and unpins that an operation cannot do without, and nothing else.
// What is measured is what sync's own pool_test.go measures. The bodies call the pools
// directly, as a call through an interface costs about as much as a Get.

type item struct{ _ [64]byte }

// floor is the benchmark of so many pins and unpins.
func floor(b *testing.B, pins int) {
	b.Run("pool=floor", func(b *testing.B) {
		for b.Loop() {
			for range pins {
				pin.Unpin(pin.Pin())
			}
		}
	})
}

func floorParallel(b *testing.B, pins int) {
	b.Run("pool=floor", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				for range pins {
					pin.Unpin(pin.Pin())
				}
			}
		})
	})
}

// old is so many Puts and Gets on the design before Go 1.13.
func old[T any](b *testing.B, x T, puts, gets int) {
	b.Run("pool=old", func(b *testing.B) {
		p := oldpool.New[T](pin.Places())
		for b.Loop() {
			for range puts {
				p.Put(x)
			}
			for range gets {
				p.Get()
			}
		}
	})
}

func oldParallel[T any](b *testing.B, x T, puts, gets int) {
	b.Run("pool=old", func(b *testing.B) {
		p := oldpool.New[T](pin.Places())
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				for range puts {
					p.Put(x)
				}
				for range gets {
					p.Get()
				}
			}
		})
	})
}

func BenchmarkGetPut(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[*item]
		x := new(item)
		for b.Loop() {
			p.Put(x)
			if y := p.Get(); y != nil {
				x = y
			}
		}
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		x := new(item)
		for b.Loop() {
			p.Put(x)
			if y, ok := p.Get().(*item); ok {
				x = y
			}
		}
	})
	b.Run("pool=floor", func(b *testing.B) {
		for b.Loop() {
			pin.Unpin(pin.Pin())
			pin.Unpin(pin.Pin())
		}
	})
	old(b, new(item), 1, 1)
}

func BenchmarkGetPutParallel(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[*item]
		b.RunParallel(func(pb *testing.PB) {
			x := new(item)
			for pb.Next() {
				p.Put(x)
				if y := p.Get(); y != nil {
					x = y
				}
			}
		})
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		b.RunParallel(func(pb *testing.PB) {
			x := new(item)
			for pb.Next() {
				p.Put(x)
				if y, ok := p.Get().(*item); ok {
					x = y
				}
			}
		})
	})
	b.Run("pool=floor", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				pin.Unpin(pin.Pin())
				pin.Unpin(pin.Pin())
			}
		})
	})
	oldParallel(b, new(item), 1, 1)
}

// Bursts: so many more Puts than a private place holds, then as many Gets.
func BenchmarkOverflow(b *testing.B) { burst(b, 100, 100) }

// Fewer Puts than Gets: processors steal from each other, or find nothing.
func BenchmarkStarvation(b *testing.B) { burst(b, 67, 100) }

func burst(b *testing.B, puts, gets int) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[*item]
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			x := new(item)
			for pb.Next() {
				for range puts {
					p.Put(x)
				}
				for range gets {
					p.Get()
				}
			}
		})
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			x := new(item)
			for pb.Next() {
				for range puts {
					p.Put(x)
				}
				for range gets {
					_, _ = p.Get().(*item)
				}
			}
		})
	})
	floorParallel(b, puts+gets)
	oldParallel(b, new(item), puts, gets)
}

// A pool that was used and is empty now.
func BenchmarkEmptyParallel(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[*item]
		p.Put(new(item))
		for p.Get() != nil {
		}
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				p.Get()
			}
		})
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		p.Put(new(item))
		for p.Get() != nil {
		}
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_, _ = p.Get().(*item)
			}
		})
	})
	floorParallel(b, 1)
	oldParallel(b, new(item), 0, 1)
}

// One goroutine puts, the others get: everything has to be stolen.
func BenchmarkHandover(b *testing.B) {
	const batch = 100
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[*item]
		b.ReportAllocs()
		handover(b, batch, p.Put, func() bool { return p.Get() != nil })
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		b.ReportAllocs()
		handover(b, batch, func(x *item) { p.Put(x) }, func() bool { return p.Get() != nil })
	})
}

func handover(b *testing.B, batch int, put func(*item), get func() bool) {
	x := new(item)
	var got atomic.Int64
	full, empty := make(chan bool), make(chan bool)
	go func() {
		for range full {
			n := 0
			for range batch {
				if get() {
					n++
				}
			}
			got.Add(int64(n))
			empty <- true
		}
		close(empty)
	}()
	for b.Loop() {
		for range batch {
			put(x)
		}
		full <- true
		<-empty
	}
	close(full)
	<-empty
	b.ReportMetric(float64(got.Load())/float64(b.N*batch), "found/Put")
}

// Slices by value: sync.Pool has to allocate an interface for each.
func BenchmarkBytes(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[[]byte]
		x := make([]byte, 64)
		b.ReportAllocs()
		for b.Loop() {
			p.Put(x)
			p.Get()
		}
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		x := make([]byte, 64)
		b.ReportAllocs()
		for b.Loop() {
			//lint:ignore SA6002 this allocation is what is compared
			p.Put(x)
			p.Get()
		}
	})
	floor(b, 2)
}

// Pool[any] with the values of sync's own benchmark: small integers, in parallel.
func BenchmarkAny(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[any]
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				p.Put(1)
				p.Get()
			}
		})
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				//lint:ignore SA6002 a small integer is not allocated
				p.Put(1)
				p.Get()
			}
		})
	})
	floorParallel(b, 2)
	oldParallel[any](b, 1, 1, 1)
}

// A cache line that one processor writes and another one reads, there and back. Where it is
// dear, so is what writes to shared lines: of an empty sync.Pool each Get.
func BenchmarkLine(b *testing.B) {
	if runtime.GOMAXPROCS(0) < 2 {
		b.Skip("there is one processor")
	}
	var x atomic.Int64
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := x.Load(); n >= 0; n = x.Load() {
			if n%2 == 1 {
				x.CompareAndSwap(n, n+1)
			}
		}
	})
	for b.Loop() {
		n := x.Add(1)
		for x.Load() == n {
		}
	}
	x.Store(-1)
	wg.Wait()
}
