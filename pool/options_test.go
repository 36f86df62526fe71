package pool

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

func TestNewRefusesNegativeNumbers(t *testing.T) {
	for want, c := range map[string]Config[int]{
		"pool: Config.Bound is -2; want a number of values, or Unlimited":   {Bound: -2},
		"pool: Config.Clearings is -3; want a number from 1 on, or 0 for 1": {Clearings: -3},
	} {
		if got := panicOf(func() { New(c) }); got != want {
			t.Errorf("New panicked with %q, want %q", got, want)
		}
	}
	var p Pool[int]
	for want, call := range map[string]func(){
		"pool: Prefill of a Pool without New":        func() { p.Prefill(1) },
		"pool: Prefill on a nil *Pool":               func() { (*Pool[int])(nil).Prefill(1) },
		"pool: GetLocal on a nil *Pool":              func() { (*Pool[int])(nil).GetLocal() },
		"pool: Prefill(-1): want a number of values": func() { (&Pool[int]{New: func() int { return 1 }}).Prefill(-1) },
	} {
		if got := panicOf(call); got != want {
			t.Errorf("panicked with %q, want %q", got, want)
		}
	}
}

// panicOf returns what f panics with, or "".
func panicOf(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}

// Without options New makes a plain pool, and only then the fast path is open.
func TestOnlyOptionsMakeAGuardedPool(t *testing.T) {
	calm(t)
	for name, tt := range map[string]struct {
		c       Config[int]
		guarded bool
	}{
		"nothing": {Config[int]{}, false}, "New": {Config[int]{New: func() int { return 1 }}, false},
		"Clearings 1": {Config[int]{Clearings: 1}, false}, "Clearings 2": {Config[int]{Clearings: 2}, true},
		"Bound": {Config[int]{Bound: 1}, true}, "Count": {Config[int]{Count: true}, true},
		"Evicted": {Config[int]{Evicted: func(int) {}}, true}, "Check": {Config[int]{Check: true}, checkAsked},
	} {
		p := New(tt.c)
		p.Put(1)
		if guarded := p.local.Load() == nil; guarded != tt.guarded {
			t.Errorf("%s: guarded: %t", name, guarded)
		}
	}
}

// A pool with options, against a bag whose values have an age and that holds so many at
// most: what is dropped is told of at once and counted (P13, P14, P6).
func TestGuardedPoolIsABag(t *testing.T) {
	calm(t)
	if !onePlace(t) {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	rapid.Check(t, likeAGuardedBag)
}

func likeAGuardedBag(t *rapid.T) {
	var evicted []int
	bound := rapid.SampledFrom([]int{Unlimited, 1, 3, 40}).Draw(t, "bound")
	clearings := rapid.IntRange(0, 4).Draw(t, "clearings")
	c := Config[int]{Bound: bound, Clearings: clearings, Count: true}
	told := rapid.Bool().Draw(t, "told")
	if told {
		c.Evicted = func(v int) { evicted = append(evicted, v) }
	}
	p := New(c)
	age := map[int]int{}
	next := 1
	var want Stats
	dropped := func(vs ...int) {
		want.Drops += uint64(len(vs))
		if !told {
			return
		}
		want.Evicted = want.Drops
		slices.Sort(evicted)
		slices.Sort(vs)
		if !slices.Equal(evicted, vs) {
			t.Fatalf("evicted %v, want %v", evicted, vs)
		}
		evicted = nil
	}
	t.Repeat(map[string]func(*rapid.T){
		"Put": func(t *rapid.T) {
			for range rapid.SampledFrom([]int{1, 2, 20, 40, 400}).Draw(t, "n") {
				p.Put(next)
				if bound != Unlimited && len(age) == bound {
					dropped(next)
				} else {
					age[next] = 0
					dropped()
				}
				next++
			}
		},
		"Get": func(t *rapid.T) {
			for range rapid.IntRange(1, 20).Draw(t, "n") {
				v := p.Get()
				if v == 0 {
					want.Misses++
					if len(age) > 0 {
						t.Fatalf("Get found nothing; inside are %v", age)
					}
					return
				}
				want.Hits++
				if _, ok := age[v]; !ok {
					t.Fatalf("Get = %d, which is not inside (P1, P6): %v", v, age)
				}
				delete(age, v)
			}
		},
		"GetLocal": func(t *rapid.T) {
			v, ok := p.GetLocal()
			young := false
			for _, a := range age {
				young = young || a == 0
			}
			if ok != young {
				t.Fatalf("GetLocal found %d, %t; inside are %v", v, ok, age)
			}
			if !ok {
				want.Misses++
				return
			}
			want.Hits++
			if a, in := age[v]; !in || a > 0 {
				t.Fatalf("GetLocal = %d, which is not inside and young: %v", v, age)
			}
			delete(age, v)
		},
		"Rotate": func(t *rapid.T) {
			p.Rotate()
			want.Clearings++
			var gone []int
			for v := range age {
				if age[v]++; age[v] > max(clearings, 1) {
					gone = append(gone, v)
					delete(age, v)
				}
			}
			dropped(gone...)
		},
		"": func(t *rapid.T) {
			got := p.Stats()
			got.VictimHits = 0 // the bag does not know
			if got != want {
				t.Fatalf("Stats = %+v, want %+v", got, want)
			}
			if held := p.options().held.Load(); bound != Unlimited && held != int64(len(age)) {
				t.Fatalf("%d values are held, %d are inside (P13)", held, len(age))
			}
			p.checkInvariants()
		},
	})
}

// Many goroutines, clearings all the time, GOMAXPROCS that changes: each value that was
// put is got or evicted, once, and no more are inside than the bound says.
func TestEveryValueIsGotOrEvictedOnce(t *testing.T) {
	calm(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const bound = 200
	type value struct{ in atomic.Bool }
	var inside, most, evicted, made atomic.Int64
	out := func(v *value, how string) {
		if !v.in.CompareAndSwap(true, false) {
			t.Errorf("%s a value that is not inside (P1, P12)", how)
		}
		inside.Add(-1)
	}
	p := New(Config[*value]{
		New: func() *value { made.Add(1); return new(value) }, Bound: bound, Clearings: 2, Count: true,
		Evicted: func(v *value) { evicted.Add(1); out(v, "evicted") },
	})
	n := 20_000
	if testing.Short() {
		n = 2_000
	}
	var puts atomic.Int64
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range n {
				v := p.New()
				if i%3 != 0 {
					v = p.Get()
					if v.in.Load() {
						out(v, "got")
					}
				}
				v.in.Store(true)
				now := inside.Add(1)
				for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
				}
				puts.Add(1)
				p.Put(v)
				if i%64 == g {
					p.Rotate()
				}
				if i%1024 == g {
					runtime.GOMAXPROCS(1 + i/1024%4)
				}
			}
		})
	}
	wg.Wait()
	for range 4 { // what is left, and what a clearing had to leave
		p.Rotate()
	}
	s := p.Stats()
	if inside.Load() != 0 {
		t.Errorf("%d values were neither got nor evicted (P14): %+v", inside.Load(), s)
	}
	if got := int64(s.Hits + s.Drops); got != puts.Load() || s.Evicted != s.Drops {
		t.Errorf("%d values were put, %d hits and drops (P14): %+v", puts.Load(), got, s)
	}
	if o := p.options(); o.held.Load() != 0 || o.left.Load() != 0 || !p.idle() {
		t.Errorf("held %d, left %d", o.held.Load(), o.left.Load())
	}
	// Eight goroutines have a value each that is counted but not yet inside.
	if most.Load() > bound+8 {
		t.Errorf("%d values were inside at once, the bound is %d (P13)", most.Load(), bound)
	}
	if !testing.Short() && (s.Evicted == 0 || s.VictimHits == 0 || s.Steals == 0) {
		t.Errorf("the run was too tame: %+v", s)
	}
	p.checkInvariants()
}

// A shard whose owner stands in it is left to the next clearing, and its values with it
// (P12, R3).
func TestAShardInUseIsLeftToTheNextClearing(t *testing.T) {
	calm(t)
	onePlace(t)
	var evicted []int
	p := New(Config[int]{Evicted: func(v int) { evicted = append(evicted, v) }})
	p.Put(1)
	var s *shard[int] // the one that has it
	for _, x := range p.home().Load().shards {
		if x.hasPrivate() {
			s = x
		}
	}
	if !s.begin() {
		t.Fatal("an open shard is closed")
	}
	p.Rotate()
	p.Rotate()
	p.Rotate()
	if len(evicted) != 0 || p.Stats().Stalled == 0 || p.Stats().Drops != 0 || p.idle() {
		t.Fatalf("evicted %v from a shard in use: %+v", evicted, p.Stats())
	}
	s.setPrivateForTest(2)
	s.end()
	p.Rotate()
	if s := p.Stats(); !slices.Equal(evicted, []int{1, 2}) || s.Drops != 2 || !p.idle() {
		t.Errorf("evicted %v, want [1 2], and both counted (P14): %+v", evicted, s)
	}
	if s.begin() {
		t.Error("an owner enters a closed shard (P12)")
	}
	p.Rotate()
	if len(evicted) != 2 {
		t.Errorf("evicted again: %v", evicted)
	}
}

// Shards in use hold up nothing but themselves: the others of their array are closed at
// once, and so are those of later arrays. Each is closed by the first clearing that finds
// its owner gone, however many clearings came before (P12).
func TestShardsInUseHoldUpNobodyElse(t *testing.T) {
	calm(t)
	const generations, places = 3, 3
	var evicted []int
	p := New(Config[int]{Evicted: func(v int) { evicted = append(evicted, v) }})
	o := p.options()
	var stalled []*shard[int]
	for g := range generations {
		a := newArray[int](nil, places, 0)
		for place, s := range a.shards {
			s.setPrivate(wrap(10*g + place))
		}
		stalled = append(stalled, a.shards[g])
		a.shards[g].begin()
		o.local.Store(a)
		p.Rotate()
	}
	p.Rotate()
	want := []int{1, 2, 10, 12, 20, 21}
	if slices.Sort(evicted); !slices.Equal(evicted, want) {
		t.Errorf("evicted %v beside shards in use, want %v", evicted, want)
	}
	for g, s := range stalled {
		p.Rotate()
		s.end()
		p.Rotate()
		if want = append(want, 11*g); evicted[len(evicted)-1] != 11*g || len(evicted) != len(want) {
			t.Errorf("evicted %v, want %v", evicted, want)
		}
	}
	p.checkInvariants()
	if s := p.Stats(); s.Drops != uint64(len(want)) || !p.idle() {
		t.Errorf("%d values dropped: %+v", len(want), s)
	}
}

// setPrivateForTest puts v into the block.
func (s *shard[T]) setPrivateForTest(v T) {
	if !s.hasBlock() {
		s.addBlock()
	}
	s.push(wrap(v))
}

// A Put that was overtaken by two clearings goes into the array that is local now: in a
// guarded pool nothing is lost (R3).
func TestAnOvertakenPutIsNotLost(t *testing.T) {
	calm(t)
	if !onePlace(t) {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	p := New(Config[int]{Count: true})
	p.Put(1)
	a := p.home().Load() // a Put stops here
	p.Rotate()
	p.Rotate()
	if a.shards[0].begin() {
		t.Fatal("a dropped array takes values")
	}
	p.Put(2) // what it does when it wakes up
	if got := p.Get(); got != 2 {
		t.Errorf("Get = %d", got)
	}
}

// The garbage collector's clearings evict as well, on another goroutine.
func TestTheCollectorEvicts(t *testing.T) {
	calm(t)
	var evicted atomic.Int64
	p := New(Config[*int]{Evicted: func(v *int) { evicted.Add(int64(*v)) }})
	one := 1
	p.Put(&one)
	for n := uint64(1); n <= 2; n++ {
		runtime.GC()
		await(t, "a clearing", func() bool { return p.Stats().Clearings == n })
	}
	await(t, "the eviction", func() bool { return evicted.Load() == 1 })
	if s := p.Stats(); s.Evicted != 1 || s.Drops != 1 {
		t.Errorf("%+v", s)
	}
}

// Evicted may use the pool, and may panic; the others are evicted nevertheless.
func TestEvictedMayUseThePoolAndPanic(t *testing.T) {
	calm(t)
	var p *Pool[int]
	n := 0
	p = New(Config[int]{Evicted: func(v int) {
		if n++; v == 3 {
			panic("three")
		}
		p.Get()
		p.Put(-v)
		p.Stats()
	}})
	for v := 1; v <= 5; v++ {
		p.Put(v)
	}
	p.Rotate()
	if got := panicOf(p.Rotate); got != "three" {
		t.Errorf("Rotate panicked with %q", got)
	}
	if n < 5 {
		t.Errorf("%d values of 5 were evicted", n)
	}
}

// Evicted may wait as long as it likes: who cleared, the finalizers' goroutine perhaps,
// goes on, and holds no lock.
func TestEvictedMayWait(t *testing.T) {
	calm(t)
	wait, waits := make(chan bool), make(chan bool, 1)
	p := New(Config[int]{Evicted: func(int) { waits <- true; <-wait }})
	p.Put(1)
	p.Rotate() // the next clearing drops it
	missACollection(p)
	var over atomic.Bool
	go func() {
		afterGC(new(sentinel))
		clearing.Lock()
		defer clearing.Unlock()
		over.Store(true)
	}()
	<-waits
	await(t, "who clears", over.Load)
	close(wait)
	runtime.KeepAlive(p) // a pool that is garbage tells nothing
}

// Hits and misses are counted where that was asked for, and nowhere else.
func TestCountsWhatItIsAskedTo(t *testing.T) {
	calm(t)
	for _, count := range []bool{false, true} {
		p := New(Config[int]{Bound: 10, Count: count})
		p.Get()
		if n := p.Stats().Misses; (n == 1) != count {
			t.Errorf("Count %t: %d misses", count, n)
		}
	}
}

func TestPrefill(t *testing.T) {
	calm(t)
	for _, p := range []*Pool[int]{{}, New(Config[int]{Bound: 50})} {
		made := 0
		p.New = func() int { made++; return made }
		p.Prefill(100)
		if made != 100 {
			t.Errorf("made %d values, want 100", made)
		}
		p.New = nil
		found := 0
		for range 100 {
			if p.Get() != 0 {
				found++
			}
		}
		if want := 100 - (1+blockSize)*(places()-1); p.options() == nil && found < want {
			t.Errorf("found %d of 100, want %d", found, want)
		} else if p.options() != nil && (found > 50 || found < 50-(1+blockSize)*(places()-1)) {
			t.Errorf("found %d of 50", found)
		}
	}
}

// GetLocal takes what is the own place's, and nothing else.
func TestGetLocal(t *testing.T) {
	calm(t)
	if !onePlace(t) {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	for name, p := range map[string]*Pool[int]{"plain": {}, "guarded": New(Config[int]{Count: true})} {
		made := false
		p.New = func() int { made = true; return -1 }
		if v, ok := p.GetLocal(); ok {
			t.Errorf("%s: GetLocal found %d in an empty pool", name, v)
		}
		const n = 100
		for v := 1; v <= n; v++ {
			p.Put(v)
		}
		found := map[int]bool{}
		for v, ok := p.GetLocal(); ok; v, ok = p.GetLocal() {
			found[v] = true
		}
		if len(found) != n {
			t.Errorf("%s: GetLocal found %d of %d values", name, len(found), n)
		}
		a := p.home().Load()
		b := newArray(a, len(a.shards)+1, 0) // with a place that is nobody's
		b.shards[0].loot.Store(false)        // so that it goes where thieves reach it
		b.overflow(b.shards[len(b.shards)-1], wrap(7))
		p.home().Store(b)
		if v, ok := p.GetLocal(); ok {
			t.Errorf("%s: GetLocal stole %d", name, v)
		}
		if v := p.Get(); v != 7 {
			t.Errorf("%s: Get = %d, want 7", name, v)
		}
		if s := p.Stats(); s.Steals != 1 {
			t.Errorf("%s: %d steals, want that one", name, s.Steals)
		}
		p.Put(8)
		p.Rotate()
		if v, ok := p.GetLocal(); ok {
			t.Errorf("%s: GetLocal found %d in the victim", name, v)
		}
		if made {
			t.Errorf("%s: GetLocal called New", name)
		}
		p.checkInvariants()
	}
}
