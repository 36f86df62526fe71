package woven

import (
	"hash/maphash"
	"math/rand/v2"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// source draws for the running thread.
type source struct{ e *engine.Engine }

func (s source) Uint64() uint64 { return s.e.Random() }

// Random returns what stands for f, a function that returns random numbers: in an
// exploration each thread has the same numbers in every execution, and the verdict is
// bounded; elsewhere they are f's.
func Random[F any](f F) F {
	switch f := any(&f).(type) {
	case *func() int:
		draw(f, (*rand.Rand).Int)
	case *func() int32:
		draw(f, (*rand.Rand).Int32)
	case *func() int64:
		draw(f, (*rand.Rand).Int64)
	case *func() uint:
		draw(f, (*rand.Rand).Uint)
	case *func() uint32:
		draw(f, (*rand.Rand).Uint32)
	case *func() uint64:
		draw(f, (*rand.Rand).Uint64)
	case *func() float32:
		draw(f, (*rand.Rand).Float32)
	case *func() float64:
		draw(f, (*rand.Rand).Float64)
	case *func() maphash.Seed:
		draw(f, func(r *rand.Rand) maphash.Seed { return seed(r.Uint64()) })
	case *func(int) int:
		below(f, (*rand.Rand).IntN)
	case *func(int32) int32:
		below(f, (*rand.Rand).Int32N)
	case *func(int64) int64:
		below(f, (*rand.Rand).Int64N)
	case *func(uint) uint:
		below(f, (*rand.Rand).UintN)
	case *func(uint32) uint32:
		below(f, (*rand.Rand).Uint32N)
	case *func(uint64) uint64:
		below(f, (*rand.Rand).Uint64N)
	case *func(int) []int:
		below(f, (*rand.Rand).Perm)
	case *func(int, func(i, j int)):
		std := *f
		*f = func(n int, swap func(i, j int)) {
			if e := engine.Current(); e != nil {
				rand.New(source{e}).Shuffle(n, swap)
				return
			}
			std(n, swap)
		}
	}
	return f
}

func draw[T any](f *func() T, own func(*rand.Rand) T) {
	std := *f
	*f = func() T {
		if e := engine.Current(); e != nil {
			return own(rand.New(source{e}))
		}
		return std()
	}
}

func below[N, T any](f *func(N) T, own func(*rand.Rand, N) T) {
	std := *f
	*f = func(n N) T {
		if e := engine.Current(); e != nil {
			return own(rand.New(source{e}), n)
		}
		return std(n)
	}
}
