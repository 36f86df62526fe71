//go:build race || poolcheck

package pool

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"
)

// checked returns a pool whose users are watched, in either build.
func checked[T any](c Config[T]) *Pool[T] {
	c.Check = true
	return New(c)
}

func doublePut(p *Pool[*[4]int], x *[4]int) { p.Put(x); putAgain(p, x) }
func putAgain(p *Pool[*[4]int], x *[4]int)  { p.Put(x) }

// A double Put panics, with the stacks of both (P15).
func TestDoublePutPanics(t *testing.T) {
	calm(t)
	p := checked(Config[*[4]int]{})
	x := new([4]int)
	got := panicOf(func() { doublePut(p, x) })
	first, second, both := strings.Cut(got, "and is put again by")
	if !strings.HasPrefix(got, "pool: double Put: the *[4]int at 0x") || !both ||
		!strings.Contains(first, "pool.doublePut") || strings.Contains(first, "putAgain") || !strings.Contains(second, "pool.putAgain") {
		t.Errorf("panicked with %q", got)
	}
	// It is inside once, and after a Get it may be put again.
	for range 3 {
		if p.Get() != x {
			t.Skip("on another place")
		}
		if again := p.Get(); again != nil {
			t.Fatalf("the Put that panicked has put %p, which is %p, again", again, x)
		}
		p.Put(x)
	}
}

func scribble(x *[4]int) { x[3]++ }

// A write to what is in the pool panics in the Get that finds it, with the stacks of the
// Put and the Get (P15).
func TestUseAfterPutPanics(t *testing.T) {
	calm(t)
	onePlace(t)
	p := checked(Config[*[4]int]{})
	x := new([4]int)
	p.Put(x)
	scribble(x)
	got := panicOf(func() { p.Get() })
	if !strings.HasPrefix(got, "pool: use after Put: the *[4]int at 0x") || strings.Count(got, "TestUseAfterPutPanics") < 2 {
		t.Errorf("panicked with %q", got)
	}
	s := checked(Config[[]byte]{})
	b := make([]byte, 2, 8)
	s.Put(b)
	b[:3][2] = 1 // beyond its length, and the next user's all the same
	if got := panicOf(func() { s.Get() }); !strings.HasPrefix(got, "pool: use after Put: the []uint8 at 0x") {
		t.Errorf("panicked with %q", got)
	}
}

// Wherever the value lies, and whichever way it is got.
func TestUseAfterPutPanicsInEveryPlace(t *testing.T) {
	calm(t)
	if !onePlace(t) {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	pools := map[string]func() *Pool[*[4]int]{"that asks": func() *Pool[*[4]int] { return checked(Config[*[4]int]{}) }}
	if allAreChecked {
		pools["of no options"] = func() *Pool[*[4]int] { return new(Pool[*[4]int]) }
	}
	for name, made := range pools {
		for _, rotated := range []bool{false, true} {
			for way, get := range map[string]func(p *Pool[*[4]int]){
				"Get": func(p *Pool[*[4]int]) { p.Get() }, "GetLocal": func(p *Pool[*[4]int]) { p.GetLocal() },
			} {
				if rotated && way == "GetLocal" {
					continue // it does not look there
				}
				p, values := made(), [3]*[4]int{}
				for i := range values { // one is private, one in the block, one in the chain
					values[i] = new([4]int)
					p.Put(values[i])
				}
				if rotated {
					p.Rotate()
				}
				for i := range values {
					scribble(values[i])
				}
				for range values {
					if got := panicOf(func() { get(p) }); !strings.HasPrefix(got, "pool: use after Put") {
						t.Errorf("a pool %s, rotated: %t, %s panicked with %q", name, rotated, way, got)
					}
				}
			}
		}
	}
}

// A pool that lies in a value's own memory is cleared whoever has the value: that is no use
// of the value. What lies beside it is looked at.
func TestAPoolInAValueMayBeCleared(t *testing.T) {
	calm(t)
	if !onePlace(t) {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	type nested struct {
		before int
		own    Pool[*int]
		more   [2]struct {
			std  sync.Pool
			name string
		}
		after int
	}
	for name, change := range map[string]func(x *nested){
		"":        func(x *nested) {},
		"before":  func(x *nested) { x.before++ },
		"between": func(x *nested) { x.more[0].name += "x" },
		"after":   func(x *nested) { x.after++ },
	} {
		values := make([]nested, 2)
		for i := range values {
			values[i].own.Put(new(int))
			values[i].more[1].std.Put(new(int))
		}
		clearThem := func() {
			runtime.GC() // clears those of sync
			for i := range values {
				values[i].own.Rotate()
			}
			change(&values[0])
		}
		one, both := checked(Config[*nested]{Clearings: 10}), checked(Config[[]nested]{Clearings: 10})
		for what, get := range map[string]func(){
			"a pointer": func() { one.Put(&values[0]); clearThem(); one.Get() },
			"a slice":   func() { both.Put(values); clearThem(); both.Get() },
		} {
			if got := panicOf(get); strings.HasPrefix(got, "pool: use after Put") != (name != "") {
				t.Errorf("%s, with a write %q: panicked with %q", what, name, got)
			}
		}
	}
}

// A pool may be all that is at the end of a value: nothing behind it is looked at, which is
// no memory of the value's.
func TestAPoolMayBeTheLastOfAValue(t *testing.T) {
	type last struct {
		n   [2]int
		own Pool[*int]
	}
	if size := unsafe.Sizeof(last{}); size != 64 && size != 32 {
		t.Fatalf("a value has %d bytes: the allocator gives more, and what is behind it would not be missed", size)
	}
	p := checked(Config[*last]{Clearings: 10})
	for range 1000 {
		x := new(last)
		p.Put(x)
		x.own.Put(new(int))
		if got := panicOf(func() { p.Get() }); got != "" {
			t.Fatalf("panicked with %q", got)
		}
	}
}

// What a clearing drops is looked at as well, and forgotten.
func TestAClearingForgetsWhatItDrops(t *testing.T) {
	calm(t)
	var evicted []*[4]int
	p := checked(Config[*[4]int]{Evicted: func(x *[4]int) { evicted = append(evicted, x) }})
	x := new([4]int)
	p.Put(x)
	p.Rotate()
	p.Rotate()
	if len(evicted) != 1 {
		t.Fatal("not evicted")
	}
	p.Put(x) // it is not inside
	scribble(x)
	p.Rotate()
	if got := panicOf(p.Rotate); !strings.HasPrefix(got, "pool: use after Put") || !strings.Contains(got, "by a clearing of") {
		t.Errorf("panicked with %q", got)
	}
}

// Values without an address of their own cannot be told apart, and are let through.
func TestWhatHasNoAddressIsNotChecked(t *testing.T) {
	calm(t)
	ints := checked(Config[int]{})
	ints.Put(1)
	ints.Put(1)
	empty := checked(Config[*struct{}]{})
	empty.Put(&struct{}{})
	empty.Put(&struct{}{})
	slices := checked(Config[[]byte]{})
	slices.Put(nil)
	slices.Put(nil)
	slices.Put([]byte{})
	slices.Put([]byte{})
	var nothing *int
	anys := checked(Config[any]{})
	anys.Put(nothing)
	anys.Put(nothing)
	anys.Put("string")
	anys.Put("string")
	m := map[int]int{}
	anys.Put(m)
	m[1] = 1 // not seen: a map has no memory that could be looked at
	if got := panicOf(func() { anys.Put(m) }); !strings.HasPrefix(got, "pool: double Put: the map[int]int at 0x") {
		t.Errorf("panicked with %q", got)
	}
	global := checked(Config[*[4]int]{}) // not on the heap
	global.Put(&globalArray)
	if got := panicOf(func() { global.Put(&globalArray) }); !strings.HasPrefix(got, "pool: double Put") {
		t.Errorf("panicked with %q", got)
	}
}

var globalArray [4]int

// The table holds no value alive, and does not grow with those that are gone: an
// address that is used anew is another value.
func TestTheTableForgetsGarbage(t *testing.T) {
	calm(t)
	pools := []*Pool[*[4]int]{checked(Config[*[4]int]{})}
	if allAreChecked { // of one without options a clearing takes nothing out of the table
		pools = append(pools, new(Pool[*[4]int]))
	}
	for _, p := range pools {
		for range 20 {
			for range 1000 {
				p.Put(new([4]int))
			}
			p.Rotate()
			p.Rotate()
			runtime.GC()
		}
		if n := p.more().checks.n; n > 5000 {
			t.Errorf("the table knows %d values", n)
		}
	}
}

// In a build with the tag poolcheck every pool is checked, in others one that asks for it.
func TestWhichPoolsAreChecked(t *testing.T) {
	calm(t)
	for name, p := range map[string]*Pool[*[4]int]{"the zero value": {}, "of New": New(Config[*[4]int]{}), "with options": New(Config[*[4]int]{Count: true})} {
		if panics := panicOf(func() { doublePut(p, new([4]int)) }) != ""; panics != allAreChecked {
			t.Errorf("%s: a double Put panics: %t", name, panics)
		}
	}
}

// What Evicted is given is no longer in the pool: it may write to it, and put it again.
func TestEvictedMayUseWhatItIsGiven(t *testing.T) {
	calm(t)
	var p *Pool[*[4]int]
	n := 0
	p = checked(Config[*[4]int]{Evicted: func(x *[4]int) {
		if n++; n == 1 {
			scribble(x)
			p.Put(x)
		}
	}})
	x := new([4]int)
	p.Put(x)
	for range 2 {
		p.Rotate()
	}
	if n != 1 {
		t.Fatal("not evicted")
	}
	if got := panicOf(func() { p.Put(x) }); !strings.HasPrefix(got, "pool: double Put") {
		t.Errorf("what Evicted put in is not known: %q", got)
	}
}

// The table has one user at a time: neither a Put nor a Get goes on while somebody else
// is at it.
func TestTheTableHasOneUserAtATime(t *testing.T) {
	calm(t)
	onePlace(t)
	p := checked(Config[*[4]int]{})
	checks := &p.more().checks
	alone := func(what string, call func()) {
		t.Helper()
		var done atomic.Bool
		var wg sync.WaitGroup
		checks.mu.Lock()
		wg.Go(func() { call(); done.Store(true) })
		for range 100 { // on one processor the other is at the lock after the first
			runtime.Gosched()
		}
		if done.Load() {
			t.Errorf("%s did not wait for the table", what)
		}
		checks.mu.Unlock()
		wg.Wait()
	}
	alone("a Put", func() { p.Put(new([4]int)) })
	alone("a Get", func() { p.Get() })
}

// Many goroutines that do nothing wrong hear nothing.
func TestCheckedPoolIsQuietInConcurrentUse(t *testing.T) {
	calm(t)
	p := checked(Config[*[4]int]{New: func() *[4]int { return new([4]int) }})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 5000 {
				x, y := p.Get(), p.Get()
				x[0]++
				y[1]++
				p.Put(x)
				p.Put(y)
				if i%100 == 0 {
					p.Rotate()
				}
			}
		})
	}
	wg.Wait()
}
