package explore_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

type fns = []func()

func repeat(n int, f func(i int) func()) (fs fns) {
	for i := range n {
		fs = append(fs, f(i))
	}
	return fs
}

type program struct {
	name  string
	m     int64 // complete executions
	build func() fns
}

func readers(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return append(repeat(n, func(int) func() { return func() { x.Load() } }), func() { x.Store(1) })
	}
}

func ainc(n int) func() fns {
	return func() fns {
		var x atomic.Int32
		return repeat(n, func(int) func() { return func() { x.Add(1) } })
	}
}

var programs = []program{
	{"readers(3)", 8, readers(3)},
	{"readers(10)", 1024, readers(10)},
	{"ainc(5)", 120, ainc(5)},
}

func TestPrograms(t *testing.T) {
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			r := explore.Run(explore.Config{}, func() { explore.Parallel(p.build()...) })
			if r.Complete != p.m || r.Blocked != 0 || r.Failed != 0 {
				t.Errorf("%d complete + %d blocked, want %d; failures %v", r.Complete, r.Blocked, p.m, r.Failures)
			}
		})
	}
}
