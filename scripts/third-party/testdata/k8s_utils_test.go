// Locks by key, and a cache with a lock.
//
//poolproof:module k8s.io/utils@v0.0.0-20260707023825-cf1189d6abe3
//poolproof:weave k8s.io/utils/keymutex k8s.io/utils/lru k8s.io/utils/internal/...
package utils_test

import (
	"testing"

	"github.com/poolproof/poolproof/explore"
	"k8s.io/utils/keymutex"
	"k8s.io/utils/lru"
)

// Three threads and two keys, of which each guards a counter.
func TestKeyMutex(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		km := keymutex.NewHashed(2)
		var n [2]int
		do := func(i int, k string) func() { return func() { km.LockKey(k); n[i]++; km.UnlockKey(k) } }
		explore.Parallel(do(0, "a"), do(0, "a"), do(1, "b"))
		explore.Check(n == [2]int{2, 1}, "%v", n)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Two threads add to a cache of one: it keeps one.
func TestLRU(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		evicted := 0
		c := lru.NewWithEvictionFunc(1, func(k lru.Key, v any) { evicted += v.(int) })
		explore.Parallel(
			func() { c.Add(1, 1) },
			func() { c.Add(2, 2); c.Get(1) })
		explore.Check(c.Len() == 1 && (evicted == 1 || evicted == 2), "%d, evicted %d", c.Len(), evicted)
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
