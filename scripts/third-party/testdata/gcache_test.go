// Caches that load what is not there.
//
//poolproof:module github.com/bluele/gcache@v0.0.2
package gcache_test

import (
	"testing"

	"github.com/bluele/gcache"
	"github.com/poolproof/poolproof/explore"
)

// Two threads get a key from a cache of each kind: it is loaded once.
func TestLoads(t *testing.T) {
	for _, kind := range []string{gcache.TYPE_SIMPLE, gcache.TYPE_LRU, gcache.TYPE_LFU, gcache.TYPE_ARC} {
		r := explore.Explore(explore.Config{}, func() {
			loads := 0
			c := gcache.New(1).EvictType(kind).LoaderFunc(func(k any) (any, error) { loads++; return k, nil }).Build()
			get := func() {
				v, err := c.Get(1)
				explore.Check(err == nil && v == 1, "%v, %v", v, err)
			}
			explore.Parallel(get, get)
			explore.Check(loads == 1 && c.HitCount()+c.MissCount() == 2, "%d loads, %d hits, %d misses", loads, c.HitCount(), c.MissCount())
		})
		if err := r.Err(); err != nil {
			t.Fatal(kind, err)
		}
		t.Log(r)
	}
}

// Three threads in a cache of one, of each kind: it keeps one at most.
func TestEvicts(t *testing.T) {
	for _, kind := range []string{gcache.TYPE_SIMPLE, gcache.TYPE_LRU, gcache.TYPE_LFU, gcache.TYPE_ARC} {
		r := explore.Explore(explore.Config{}, func() {
			c := gcache.New(1).EvictType(kind).Build()
			explore.Parallel(
				func() { c.Set(1, 1); c.Get(1) },
				func() { c.Set(2, 2); c.Remove(1) },
				func() { c.Get(2) })
			explore.Check(c.Len(true) <= 1, "%d entries", c.Len(true))
		})
		if err := r.Err(); err != nil {
			t.Fatal(kind, err)
		}
		t.Log(r)
	}
}
