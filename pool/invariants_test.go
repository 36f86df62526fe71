package pool

import (
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// checkInvariants executes the laws that can be seen in a pool at rest: P3 (an empty
// private place holds no reference), P9, P11, P5 and P6 (no shard twice, none in two
// generations), P8 (registered exactly once if it holds anything). It panics with
// what it found. No other goroutine may be using the pool, and no clearing be due.
func (p *Pool[T]) checkInvariants() {
	c := p.core.Load()
	if c == nil {
		return
	}
	fail := func(law, format string, args ...any) {
		panic(fmt.Sprintf("pool: %s broken: %s\nlocal %+v\nvictim %+v", law, fmt.Sprintf(format, args...), c.local.Load(), c.victim.Load()))
	}
	seen := map[*shard[T]]string{}
	// In one order: it runs under the explorer, too.
	names, arrays := []string{"local", "victim"}, []*array[T]{c.local.Load(), c.victim.Load()}
	if c.options != nil {
		for i := range c.options.kept {
			names, arrays = append(names, fmt.Sprint("kept ", i)), append(arrays, c.options.kept[i].Load())
		}
	}
	for i, a := range arrays {
		name := names[i]
		if a == nil {
			continue
		}
		for place, s := range a.shards {
			if s == nil {
				fail("P4", "%s has no shard for place %d", name, place)
			}
			if other := seen[s]; other != "" {
				fail("P6", "a shard is in %s and in %s", name, other)
			}
			seen[s] = name
			if !s.full && !reflect.ValueOf(&s.private).Elem().IsZero() {
				fail("P3", "%s: the private place of %d is empty and holds %v", name, place, s.private)
			}
			blocks := map[*block[T]]bool{}
			has := func(b *block[T], n int) {
				if b != nil && blocks[b] {
					fail("P11", "%s: place %d has a block twice", name, place)
				}
				blocks[b] = true
				for i := n; b != nil && i < blockSize; i++ {
					if !reflect.ValueOf(&b.items[i]).Elem().IsZero() {
						fail("P3", "%s: a block of %d holds %d items and item %d is %v", name, place, n, i, b.items[i])
					}
				}
			}
			has(s.block, int(s.n))
			spares := 0
			for b := s.spare; b != nil; b = b.next {
				has(b, 0)
				spares++
			}
			if spares != int(s.spares) || spares > maxSpares {
				fail("P11", "%s: place %d has %d spare blocks, says %d", name, place, spares, s.spares)
			}
			var parcels []parcel[T]
			for p, ok := s.chain.PopTail(); ok; p, ok = s.chain.PopTail() {
				has(p.block, blockSize)
				parcels = append(parcels, p)
			}
			for _, p := range parcels {
				s.chain.PushHead(p)
			}
			if len(parcels) > 0 && (!a.loot.Load() || !s.nonempty) {
				fail("P9", "%s: the chain of %d holds %d parcels; marks: %t, %t", name, place, len(parcels), a.loot.Load(), s.nonempty)
			}
		}
	}
	rotating.Lock()
	defer rotating.Unlock()
	switch in, times := c.registered, c.entries(); {
	case times > 1:
		fail("P8", "registered %d times", times)
	case in != (times == 1):
		fail("P8", "marked as registered: %t, but found %d times", in, times)
	case !in && !c.idle():
		fail("P8", "holds values and is not registered")
	}
}

// entries returns how often the core is in the registry. The caller holds rotating.
func (c *core[T]) entries() (times int) {
	for e := registry; e != nil; e = e.following() {
		if of, ok := e.(*entryOf[T]); ok && of.core.Value() == c {
			times++
		}
	}
	return times
}

// isRegistered reports whether the core is in the registry, or in the hands of a clearing.
func (c *core[T]) isRegistered() bool {
	rotating.Lock()
	defer rotating.Unlock()
	return c.registered
}

// take takes the core's entry out of the registry.
func (c *core[T]) take() (taken *entryOf[T]) {
	rotating.Lock()
	defer rotating.Unlock()
	for e := takeRegistry(); e != nil; {
		next := e.following()
		if of, ok := e.(*entryOf[T]); ok && of.core.Value() == c {
			taken = of
		} else {
			e.(interface{ push() }).push()
		}
		e = next
	}
	return taken
}

// calm switches the garbage collector off for a test and waits until no clearing is
// due, so that from here on only the test itself clears.
func calm(t testing.TB) {
	t.Helper()
	old := debug.SetGCPercent(-1)
	t.Cleanup(func() { debug.SetGCPercent(old) })
	watchGC()
	await(t, "the clearing after the last garbage collection", func() bool { return cleared.Load() == collections() })
	clearing.Lock() // whoever began it has ended
	//lint:ignore SA2001 passing through is the point
	clearing.Unlock()
}

// onePlace makes all goroutines of a test share one shard, where the build can do
// that, and reports whether it can.
func onePlace(t testing.TB) bool {
	old := runtime.GOMAXPROCS(1)
	t.Cleanup(func() { runtime.GOMAXPROCS(old) })
	return places() == 1
}

// await yields until done, and fails the test if that takes absurdly long.
func await(t testing.TB, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Errorf("waited in vain for %s", what)
			return
		}
	}
}
