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
// generations), P8 (registered exactly once if it holds anything, idle if it does not),
// P12 (nobody is in a shard, and none in use is closed) and P13 (what is counted as held is
// inside). It panics with what it found. No other goroutine may be using the pool, and no
// clearing be due.
func (p *Pool[T]) checkInvariants() {
	local, o := p.home().Load(), p.options()
	fail := func(law, format string, args ...any) {
		panic(fmt.Sprintf("pool: %s broken: %s\nlocal %+v\nvictim %+v", law, fmt.Sprintf(format, args...), local, p.victim.Load()))
	}
	seen := map[*shard[T]]string{}
	// In one order: it runs under the explorer, too.
	names, arrays := []string{"local", "victim"}, []*array[T]{local, p.victim.Load()}
	left := 0 // arrays that a clearing is to come back to
	if o != nil {
		for i := range o.kept {
			names, arrays = append(names, fmt.Sprint("kept ", i)), append(arrays, o.kept[i].Load())
		}
		for u := o.unclosed; u != nil; u = u.next {
			names, arrays = append(names, fmt.Sprint("unclosed ", left)), append(arrays, u.array)
			left++
		}
	}
	inside, empty := 0, true
	for i, a := range arrays {
		name, dropped := names[i], i >= len(arrays)-left
		if a == nil {
			continue
		}
		empty = false
		for place, s := range a.shards {
			if s == nil {
				fail("P4", "%s has no shard for place %d", name, place)
			}
			if other := seen[s]; other != "" {
				fail("P6", "a shard is in %s and in %s", name, other)
			}
			seen[s] = name
			if state := s.state.Load(); state == busy || state == closed && !dropped {
				fail("P12", "%s: the shard of %d is in state %d", name, place, state)
			}
			if inside += int(s.n); s.full {
				inside++
			}
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
			if s.block != nil && s.block.next != nil {
				fail("P11", "%s: the block of %d leads to another", name, place)
			}
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
				if inside++; p.block != nil {
					inside += blockSize
				}
				if p.block != nil && p.block.next != nil {
					fail("P11", "%s: a block in the chain of %d leads to another", name, place)
				}
				parcels = append(parcels, p)
			}
			for _, p := range parcels {
				s.chain.PushHead(p)
			}
			if len(parcels) > 0 && (!s.loot.Load() || !s.nonempty) {
				fail("P9", "%s: the chain of %d holds %d parcels; marks: %t, %t", name, place, len(parcels), s.loot.Load(), s.nonempty)
			}
		}
	}
	if o != nil {
		if held := o.held.Load(); o.bound != Unlimited && (held != int64(inside) || held > o.bound) {
			fail("P13", "%d values are inside, %d are counted, and the bound is %d", inside, held, o.bound)
		}
		if n := o.left.Load(); n != int64(left) {
			fail("P12", "%d arrays are to be closed, and %d are counted", left, n)
		}
	}
	rotating.Lock()
	defer rotating.Unlock()
	if p.idle() != empty {
		fail("P8", "idle: %t, though it holds nothing: %t", p.idle(), empty)
	}
	switch in, times := p.tie != nil, p.entries(); {
	case times > 1:
		fail("P8", "registered %d times", times)
	case in != (times == 1):
		fail("P8", "marked as registered: %t, but found %d times", in, times)
	case !in && !p.idle():
		fail("P8", "holds values and is not registered")
	}
}

// entries returns how often the pool is in the registry. The caller holds rotating.
func (p *Pool[T]) entries() (times int) {
	for _, e := range listFor[T]().entries {
		if t := e.tie.Value(); t != nil && t.pool == p {
			times++
		}
	}
	return times
}

// isRegistered reports whether the pool is in the registry, or in the hands of a clearing.
func (p *Pool[T]) isRegistered() bool {
	rotating.Lock()
	defer rotating.Unlock()
	return p.tie != nil
}

// takeOut takes the pool's entry out of the registry.
func (p *Pool[T]) takeOut() (taken []entry[T]) {
	rotating.Lock()
	defer rotating.Unlock()
	var others []entry[T]
	l := listFor[T]()
	for _, e := range l.take() {
		if p.tie != nil && e.tie.Value() == p.tie {
			taken = with(taken, e)
		} else {
			others = with(others, e)
		}
	}
	l.putBack(others)
	return taken
}

// calm switches the garbage collector off for a test and waits until no clearing is
// due, so that from here on only the test itself clears.
func calm(t testing.TB) {
	t.Helper()
	old := debug.SetGCPercent(-1)
	t.Cleanup(func() { debug.SetGCPercent(old) })
	watchGC()
	settle(t)
}

// settle waits until the clearing after the last garbage collection is over.
func settle(t testing.TB) {
	t.Helper()
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
