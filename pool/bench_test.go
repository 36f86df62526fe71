package pool_test

import (
	"sync"
	"testing"

	"github.com/poolproof/poolproof/pool"
)

func BenchmarkGetPut(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[*int]
		x := new(int)
		for b.Loop() {
			p.Put(x)
			p.Get()
		}
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		x := new(int)
		for b.Loop() {
			p.Put(x)
			p.Get()
		}
	})
}
func BenchmarkBytes(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[[]byte]
		x := make([]byte, 10)
		for b.Loop() {
			p.Put(x)
			p.Get()
		}
	})
}
func BenchmarkOverflow(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[*int]
		x := new(int)
		for b.Loop() {
			for range 100 {
				p.Put(x)
			}
			for range 100 {
				p.Get()
			}
		}
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		x := new(int)
		for b.Loop() {
			for range 100 {
				p.Put(x)
			}
			for range 100 {
				p.Get()
			}
		}
	})
}
func BenchmarkEmpty(b *testing.B) {
	b.Run("pool=poolproof", func(b *testing.B) {
		var p pool.Pool[*int]
		p.Put(new(int))
		for b.Loop() {
			p.Get()
		}
	})
	b.Run("pool=sync", func(b *testing.B) {
		var p sync.Pool
		p.Put(new(int))
		for b.Loop() {
			p.Get()
		}
	})
}
