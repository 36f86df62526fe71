package mirror_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/mirror/oldpool"
)

// The design before Go 1.13, every interleaving: no value is got twice or made up, what
// its Put wrote is seen, and nothing survives a clearing that began after it was put. That
// a value comes out twice is found, when it is put twice.
func TestOldPool(t *testing.T) {
	for name, run := range map[string]struct {
		clear, broken bool
		want          explore.Verdict
	}{
		"put get, get put":                   {false, false, explore.Exhausted},
		"put get, get put, clear":            {true, false, explore.Exhausted},
		"a Get that takes what another took": {false, true, explore.Violated},
	} {
		t.Run(name, func(t *testing.T) {
			r := explore.Explore(explore.Config{}, func() {
				explore.Procs(2)
				p := oldpool.New[*int](2)
				values := [2]int{}
				var got [3]*int
				put := func(i int) {
					*explore.W(&values[i]) = i + 1
					p.Put(&values[i])
				}
				get := func(to int) {
					if v, ok := p.Get(); ok {
						got[to] = v
						*explore.W(v)++
					}
				}
				threads := []func(){
					func() { put(0); get(0) },
					func() { get(1); put(1) },
				}
				if run.clear {
					threads = append(threads, p.Clear)
				}
				explore.Parallel(threads...)
				if run.broken {
					if v, ok := p.Get(); ok {
						p.Put(v)
						p.Put(v)
					}
				}
				p2, ok := p.Get()
				for ; ok; p2, ok = p.Get() {
					explore.Check(p2 != got[0] && p2 != got[1] && p2 != got[2], "O1: a value was got twice")
					got[2] = p2
				}
				p.Clear()
				_, ok = p.Get()
				explore.Check(!ok, "O3: a value survived a clearing")
				explore.Check(got[0] == nil || got[0] != got[1], "O1: a value was got twice")
			})
			if r.Verdict != run.want {
				t.Error(r)
			}
			t.Log(r.Verdict, r.Executions)
		})
	}
}
