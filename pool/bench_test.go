package pool_test

import (
	"sync"
	"testing"

	"github.com/poolproof/poolproof/pool"
)

// This pool and sync.Pool, in one run. scripts/bench lays them side by side.

// both runs a benchmark on either pool of pointers.
func both(b *testing.B, run func(b *testing.B, p pointers)) {
	b.Run("pool=poolproof", func(b *testing.B) { run(b, new(pool.Pool[*item])) })
	b.Run("pool=sync", func(b *testing.B) { run(b, new(stdPool)) })
}

type pointers interface {
	Put(*item)
	Get() *item
}

type item struct{ _ [64]byte }

// stdPool is sync.Pool with the type assertion that its users write.
type stdPool struct{ p sync.Pool }

func (s *stdPool) Put(x *item) { s.p.Put(x) }
func (s *stdPool) Get() *item  { x, _ := s.p.Get().(*item); return x }

func BenchmarkGetPut(b *testing.B) {
	both(b, func(b *testing.B, p pointers) {
		x := new(item)
		for b.Loop() {
			p.Put(x)
			p.Get()
		}
	})
}

func BenchmarkGetPutParallel(b *testing.B) {
	both(b, func(b *testing.B, p pointers) {
		b.RunParallel(func(pb *testing.PB) {
			x := new(item)
			for pb.Next() {
				p.Put(x)
				p.Get()
			}
		})
	})
}

// More than the private place holds: through the chain.
func BenchmarkOverflow(b *testing.B) {
	both(b, func(b *testing.B, p pointers) {
		b.RunParallel(func(pb *testing.PB) {
			x := new(item)
			for pb.Next() {
				for range 100 {
					p.Put(x)
				}
				for range 100 {
					p.Get()
				}
			}
		})
	})
}

// Fewer Puts than Gets: processors steal from each other, or find nothing.
func BenchmarkStarvation(b *testing.B) {
	both(b, func(b *testing.B, p pointers) {
		b.RunParallel(func(pb *testing.PB) {
			x := new(item)
			for pb.Next() {
				for range 67 {
					p.Put(x)
				}
				for range 100 {
					p.Get()
				}
			}
		})
	})
}

// A pool that was used and is empty now.
func BenchmarkEmptyParallel(b *testing.B) {
	both(b, func(b *testing.B, p pointers) {
		p.Put(new(item))
		for p.Get() != nil {
		}
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				p.Get()
			}
		})
	})
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
}
