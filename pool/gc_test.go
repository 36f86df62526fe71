package pool

import (
	"runtime"
	"slices"
	"testing"
	"weak"
)

// After an explicit garbage collection a clearing comes by itself, once.
func TestTheGarbageCollectorClears(t *testing.T) {
	calm(t)
	one := onePlace(t)
	var p Pool[*int]
	x := new(int)
	p.Put(x)

	runtime.GC()
	await(t, "the first clearing", func() bool { return p.Stats().Clearings == 1 })
	if got := p.Get(); got != x && one {
		t.Errorf("Get = %v after one clearing, want what was put (P6)", got)
	}

	var q Pool[*int]
	q.Put(x)
	for n := uint64(1); n <= 2; n++ {
		runtime.GC()
		await(t, "a clearing", func() bool { return q.Stats().Clearings == n })
	}
	if got := q.Get(); got != nil {
		t.Errorf("Get = %v after two clearings (P6)", got)
	}
}

// At most one clearing for each garbage collection (P7), and not far fewer.
func TestOneClearingPerCollection(t *testing.T) {
	calm(t)
	var p Pool[int]
	const gcs = 20
	first := collections()
	for range gcs {
		p.Put(1) // so that it stays registered
		runtime.GC()
	}
	await(t, "the last clearing", func() bool { return cleared.Load() == collections() })
	clearing.Lock()
	defer clearing.Unlock()
	done := collections() - first
	if n := p.Stats().Clearings; n > done {
		t.Errorf("%d clearings in %d garbage collections (P7)", n, done)
	} else if n < done/2 {
		t.Errorf("only %d clearings in %d garbage collections", n, done)
	}
}

// missACollection makes the last garbage collection one that nobody was told of, and
// the pool's array one that was there before it. An array's birth never changes
// otherwise, so the race detector is not to look.
//
//go:norace
func missACollection[T any](p *Pool[T]) {
	clearing.Lock()
	defer clearing.Unlock()
	cleared.Store(collections() - 1)
	if a := p.home().Load(); a != nil {
		a.shards[0].born = uint32(collections() - 1)
	}
}

// A clearing that comes late leaves alone what was made after its collection (P6).
func TestALateClearingSparesYoungArrays(t *testing.T) {
	calm(t)
	var p Pool[int]
	p.Put(1)
	p.Rotate() // victim holds 1
	p.Put(2)   // local holds 2, and was made after the last collection
	clearing.Lock()
	clearAll(collections())
	clearing.Unlock()
	if p.victim.Load() != nil {
		t.Error("what was victim before is still there")
	}
	if a := p.local.Load(); a == nil || a.olderThan(collections()) {
		t.Error("an array was moved by the clearing for a collection before its time")
	}
	p.checkInvariants()
}

// The same of a guarded pool: what is old goes on its way, whether local is young or not.
func TestALateClearingMovesWhatIsOld(t *testing.T) {
	calm(t)
	onePlace(t)
	var evicted []int
	p := New(Config[int]{Clearings: 2, Evicted: func(v int) { evicted = append(evicted, v) }})
	for v := 1; v <= 3; v++ {
		p.Put(v)
		if v < 3 {
			p.Rotate()
		}
	}
	for clearing, want := range [][]int{{1}, {1, 2}, {1, 2}} {
		clearFor(p, collections())
		if !slices.Equal(evicted, want) {
			t.Errorf("evicted %v by clearing %d, want %v", evicted, clearing, want)
		}
	}
	if v := p.Get(); v != 3 {
		t.Errorf("Get = %d, want the young 3", v)
	}
	p.checkInvariants()
}

// clearFor is one clearing of a pool for a collection, and what follows.
func clearFor[T any](p *Pool[T], collection uint64) {
	if after := p.rotate(collection); after != nil {
		after()
	}
}

// A clearing visits every pool, once: those before and behind one that is garbage, and those
// that others' Evicted keeps waiting (P7, P8, P14).
func TestAClearingVisitsEveryPool(t *testing.T) {
	calm(t)
	const n = 7
	type told struct{ pool, value int }
	evicted := make(chan told, n)
	next, ended := make(chan bool), make(chan bool)
	var pools []*Pool[int]
	for i := range n {
		p := New(Config[int]{Evicted: func(v int) {
			evicted <- told{i, v}
			<-next // nobody's goes on before all have been told
			ended <- true
		}})
		p.Put(i)
		pools = append(pools, p)
		new(Pool[int]).Put(1) // garbage by the time of the clearing
	}
	for range 2 { // the first one they survive, and come back to the registry
		runtime.GC()
		settle(t)
	}
	seen := map[told]bool{}
	for range n {
		seen[<-evicted] = true
	}
	close(next)
	for i, p := range pools {
		<-ended
		if s := p.Stats(); !seen[told{i, i}] || s.Clearings != 2 {
			t.Errorf("pool %d: told: %t, %+v", i, seen[told{i, i}], s)
		}
		p.checkInvariants()
	}
	clearing.Lock()
	defer clearing.Unlock()
	rotating.Lock()
	defer rotating.Unlock()
	for _, e := range listFor[int]().entries {
		if e.tie.Value() == nil {
			t.Error("the registry has an entry of a pool that was garbage before the clearing (P8)")
		}
	}
}

// An array is older than the collections that ended after its birth, whatever their number.
func TestOlderThan(t *testing.T) {
	for _, c := range []struct {
		born, collection uint64
		want             bool
	}{
		{0, 0, false}, {0, 1, true}, {1, 0, false}, {7, 7, false}, {7, 9, true}, {9, 7, false},
		{1<<32 - 1, 1 << 32, true}, {1 << 32, 1<<32 - 1, false}, {1<<32 + 3, 1<<32 + 3, false},
		{1 << 31, 1<<31 + 1, true}, {1<<31 + 1, 1 << 31, false}, {0, always, true}, {1<<32 - 1, always, true}, {1 << 31, always, true},
	} {
		if got := newArray[int](nil, 1, c.born).olderThan(c.collection); got != c.want {
			t.Errorf("born at %d, older than %d: %t", c.born, c.collection, got)
		}
	}
}

// An object with a finalizer that a pool lies in, or that is a pool, is finalized, once the
// pool has left the registry.
func TestAnObjectWithAPoolIsFinalized(t *testing.T) {
	calm(t)
	type user struct {
		pool Pool[*object]
		_    [64]byte
	}
	finalized := make(chan string, 2)
	func() {
		u, p := new(user), New(Config[*object]{Count: true})
		runtime.SetFinalizer(u, func(*user) { finalized <- "a struct with a pool" })
		runtime.SetFinalizer(p, func(*Pool[*object]) { finalized <- "a pool" })
		u.pool.Put(new(object))
		p.Put(new(object))
	}()
	for range 10 {
		runtime.GC()
		settle(t)
	}
	await(t, "both to be finalized", func() bool { return len(finalized) == 2 })
}

// A clearing visits the pools of every type, and what it leaves to be done is done for all.
func TestAClearingVisitsEveryType(t *testing.T) {
	calm(t)
	ints, strings := make(chan int, 1), make(chan string, 1)
	p := New(Config[int]{Evicted: func(v int) { ints <- v }})
	q := New(Config[string]{Evicted: func(v string) { strings <- v }})
	p.Put(1)
	q.Put("x")
	for range 2 {
		clearing.Lock()
		after := clearAll(always)
		clearing.Unlock()
		start(after)
	}
	await(t, "both to be told", func() bool { return len(ints)+len(strings) == 2 })
}

// A list is as long as there are pools that are in use, whatever there were before, and in
// the order in which they joined.
func TestAListForgetsPoolsThatAreIdle(t *testing.T) {
	calm(t)
	type value struct{ int } // whose pools have a list for themselves
	pools := make([]Pool[value], 1000)
	put := func(from int) {
		for i := from; i < len(pools); i++ {
			pools[i].Put(value{i})
		}
	}
	put(0)
	for _, last := range []int{0, 500, 501, 990, 990, 1000, 1000, 1000} {
		put(last)
		clearing.Lock()
		clearAll(always)
		clearing.Unlock()
		rotating.Lock()
		inUse, l := 0, listFor[value]()
		for i := range pools {
			if pools[i].tie != nil {
				if inUse < len(l.entries) && l.entries[inUse].tie.Value() != pools[i].tie {
					t.Errorf("entry %d is not that of pool %d", inUse, i)
				}
				inUse++
			}
		}
		if n, room := len(l.entries), cap(l.entries); n != inUse || room > 4*max(n, 1) {
			t.Errorf("%d entries of %d pools, and room for %d", n, inUse, room)
		}
		for _, e := range l.entries[len(l.entries):cap(l.entries)] {
			if e != (entry[value]{}) {
				t.Error("behind the list there is an entry that did not stay")
				break
			}
		}
		rotating.Unlock()
		for i := range pools {
			pools[i].checkInvariants()
		}
	}
}

// A Get that finds a clearing due leaves it to who is clearing, and does not wait.
func TestALookDoesNotWait(t *testing.T) {
	calm(t)
	var p Pool[int]
	p.Put(1)
	missACollection(&p)
	clearing.Lock()
	look() // on this goroutine: it would wait for ever
	clearing.Unlock()
	if n := p.Stats().Clearings; n != 0 {
		t.Errorf("%d clearings beside another one (P7)", n)
	}
	look()
	await(t, "the clearing that was due", func() bool { return p.Stats().Clearings == 1 }) // by a timer's look, if that was faster
}

// A collection that ends while a clearing is at work is cleared for as well, though not by
// that one.
func TestACollectionBesideAClearingIsNoticed(t *testing.T) {
	calm(t)
	var p Pool[int]
	p.Put(1)
	missACollection(&p)
	rotating.Lock() // the clearing gets no further than its beginning
	go look()
	await(t, "the clearing to begin", func() bool { return cleared.Load() == collections() })
	runtime.GC()
	rotating.Unlock()
	await(t, "the second clearing", func() bool { return p.Stats().Clearings == 2 })
}

// When finalizers do not run, Gets that miss notice the collection (see gc.go).
func TestMissesNoticeACollection(t *testing.T) {
	calm(t)
	if !onePlace(t) {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	var p Pool[int]
	p.Put(1)
	for n := uint64(1); n <= 2; n++ { // the second time nothing is local, and victim empty
		missACollection(&p)
		for p.Get() != 0 {
		}
		for range missesPerCheck - 1 { // the Get that ended the loop was one
			if p.Stats().Clearings != n-1 {
				t.Fatal("cleared too early")
			}
			p.Get()
		}
		if got := p.Stats().Clearings; got != n {
			t.Errorf("%d clearings after %d times %d misses", got, n, missesPerCheck)
		}
	}
	for range 2 * missesPerCheck {
		p.Put(1)
		p.Get()
		p.Get()
	}
	if n := p.Stats().Clearings; n != 2 {
		t.Errorf("%d clearings for two garbage collections (P7)", n)
	}
}

// A collection that was marking while the sentinel got its finalizer back ends without
// a word. The clearing before it looks again, and finds it.
func TestACollectionThatTheSentinelMissedIsNoticed(t *testing.T) {
	calm(t)
	var p Pool[int]
	p.Put(1)
	afterGC(new(sentinel)) // nothing is due yet
	if n := p.Stats().Clearings; n != 0 {
		t.Fatalf("%d clearings without a garbage collection (P7)", n)
	}
	missACollection(&p)
	await(t, "a second look", func() bool { return p.Stats().Clearings == 1 })
}

// An idle pool leaves the registry, and comes back when it is used (P8).
func TestIdlePoolsAreNotRegistered(t *testing.T) {
	calm(t)
	var p Pool[int]
	for range 3 {
		p.Put(1)
		p.checkInvariants()
		if !p.isRegistered() {
			t.Fatal("a pool that holds a value is not registered")
		}
		for range 2 {
			clearing.Lock()
			clearAll(always)
			clearing.Unlock()
			p.checkInvariants()
		}
		if p.isRegistered() {
			t.Fatal("a pool that is idle for two clearings is still registered")
		}
	}
}

// A clearing against a Put, one step at a time: whichever way they meet, the pool ends up
// registered exactly once (P8).
func TestLeavingRacesJoining(t *testing.T) {
	calm(t)
	for _, putBetween := range []string{"before the rotation", "after the rotation", "after the clearing"} {
		var p Pool[int]
		p.Put(1)
		p.Rotate() // so that another clearing leaves it idle, but for the Put
		put := func(when string) {
			if when == putBetween {
				p.Put(2)
			}
		}
		clearing.Lock()
		e := p.takeOut()
		l := listFor[int]()
		put("before the rotation")
		p.rotate(always)
		put("after the rotation")
		if p.stays() {
			rotating.Lock()
			l.putBack(e)
			rotating.Unlock()
		}
		put("after the clearing")
		clearing.Unlock()
		if !p.isRegistered() {
			t.Errorf("put %s: the pool is lost to the registry", putBetween)
		}
		p.checkInvariants()
	}
}

// A pool that nobody uses is collected, wherever it lives, and so is what it holds.
func TestUnusedPoolsAreCollected(t *testing.T) {
	calm(t)
	use := func(p *Pool[*object]) weak.Pointer[object] {
		o := new(object)
		o.self = o
		p.Put(o)
		return weak.Make(o)
	}
	gone := func(what string, alive func() bool) {
		t.Helper()
		for range 10 {
			if !alive() {
				return
			}
			runtime.GC() // and after it, never during it, look again
			await(t, "the clearing", func() bool { return cleared.Load() == collections() })
		}
		t.Errorf("%s was not collected", what)
	}

	alone := new(Pool[*object])
	oa := use(alone)
	wa := weak.Make(alone)
	rotating.Lock()
	ta := weak.Make(alone.tie)
	rotating.Unlock()
	runtime.KeepAlive(alone)
	gone("a pool", func() bool { return wa.Value() != nil })
	gone("its tie", func() bool { return ta.Value() != nil })
	gone("its value", func() bool { return oa.Value() != nil })

	type user struct {
		name string
		pool Pool[*object]
	}
	embedded := &user{name: "x"}
	oe := use(&embedded.pool)
	we := weak.Make(embedded)
	gone("a struct with a pool", func() bool { return we.Value() != nil })
	gone("its value", func() bool { return oe.Value() != nil })

	slice := make([]Pool[*object], 100)
	var os []weak.Pointer[object]
	for i := range slice {
		os = append(os, use(&slice[i]))
	}
	ws := weak.Make(&slice[0])
	gone("a slice of pools", func() bool { return ws.Value() != nil })
	for _, o := range os {
		gone("a value in a slice of pools", func() bool { return o.Value() != nil })
	}

	// A global pool lives on; what it holds does not, and the registry forgets it.
	og := use(&global)
	gone("the value in a global pool", func() bool { return og.Value() != nil })
	gone("a global pool's entry", func() bool { return global.isRegistered() })
}

// The registry holds a pool weakly: one collection is enough, without any clearing.
func TestTheRegistryKeepsNoPoolAlive(t *testing.T) {
	calm(t)
	clearing.Lock() // no clearing can take the pool out of the registry
	defer clearing.Unlock()
	p := new(Pool[*object])
	p.Put(new(object))
	w := weak.Make(p)
	if !p.isRegistered() {
		t.Fatal("the pool is not registered, so this test sees nothing")
	}
	runtime.GC()
	if w.Value() != nil {
		t.Error("the registry keeps a pool alive (P8)")
	}
}

// object is large enough, and has a pointer, so that it is an allocation by itself.
type object struct {
	self *object
	_    [64]byte
}

var global Pool[*object]
