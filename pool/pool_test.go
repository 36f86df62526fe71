package pool

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/poolproof/poolproof/internal/pin"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func places() int { return pin.Places() }

// A nil receiver is the caller's fault and panics; a fault while pinned would stop
// the process.
func TestNilReceiversPanic(t *testing.T) {
	var p *Pool[int]
	for name, call := range map[string]func(){
		"Get": func() { p.Get() }, "Put": func() { p.Put(1) },
		"Rotate": p.Rotate, "Stats": func() { p.Stats() },
	} {
		func() {
			defer func() {
				if got, want := fmt.Sprint(recover()), "pool: "+name+" on a nil *Pool"; got != want {
					t.Errorf("%s panicked with %q, want %q", name, got, want)
				}
			}()
			call()
		}()
	}
}

func TestEverythingWorksOnTheZeroValue(t *testing.T) {
	var p Pool[string]
	if s := p.Get(); s != "" {
		t.Errorf("Get = %q", s)
	}
	p.Rotate()
	if s := p.Stats(); s != (Stats{Clearings: 1}) {
		t.Errorf("Stats = %+v", s)
	}
	p.checkInvariants()
}

// A zero T is a value like any other; only a nil interface is not kept.
func TestWhatAZeroValueMeans(t *testing.T) {
	calm(t)
	one := onePlace(t)
	kept(t, one, 0)
	kept(t, one, "")
	kept(t, one, struct{}{})
	kept(t, one, (*int)(nil))
	kept(t, one, []byte(nil))
	kept(t, one, [100]int{})
	kept[any](t, one, (*int)(nil))
	kept[any](t, one, 0)

	p := Pool[error]{New: func() error { return errNew }}
	p.Put(nil)
	if got := p.Get(); got != errNew {
		t.Errorf("a nil interface was kept: Get = %v", got)
	}
}

var errNew = fmt.Errorf("new")

// kept puts v in and expects Get to find it rather than to call New.
func kept[T any](t *testing.T, onePlace bool, v T) {
	t.Helper()
	made := 0
	p := Pool[T]{New: func() (none T) { made++; return none }}
	p.Put(v)
	p.Get()
	if onePlace && made != 0 {
		t.Errorf("a %T put in was not found", v)
	}
	p.Get()
	if onePlace && made != 1 {
		t.Errorf("a %T put in once was found twice", v)
	}
	p.checkInvariants()
}

// Two clearings: the first leaves everything within reach, the second nothing (P6).
func TestValuesSurviveOneClearingAndNeverTwo(t *testing.T) {
	calm(t)
	one := onePlace(t)
	const n = 100
	for rotations := range 3 {
		var p Pool[int]
		for v := 1; v <= n; v++ {
			p.Put(v)
		}
		for range rotations {
			p.Rotate()
			p.checkInvariants()
		}
		found := map[int]bool{}
		for range 2 * n {
			if v := p.Get(); v != 0 {
				if found[v] {
					t.Fatalf("%d was handed out twice (P1)", v)
				}
				found[v] = true
			}
		}
		p.checkInvariants()
		switch {
		case rotations == 2 && len(found) != 0:
			t.Errorf("%d values after two clearings", len(found))
		case rotations < 2 && one && len(found) != n:
			t.Errorf("%d of %d values after %d clearings", len(found), n, rotations)
		case rotations < 2 && len(found) < n-places()*(1+blockSize):
			t.Errorf("%d of %d values after %d clearings, over %d places", len(found), n, rotations, places())
		}
		if s := p.Stats(); s.Clearings != uint64(rotations) || (s.VictimHits > 0) != (rotations == 1) {
			t.Errorf("after %d clearings: %+v", rotations, s)
		}
	}
}

// What one place hides from another after a clearing stays there for it. A place that
// finds nothing takes the mark away from the array that it searched, and from no newer
// one (P9).
func TestAMissHidesNothingFromOthers(t *testing.T) {
	calm(t)
	a := newArray[int](nil, 2, 0)
	take := func(a *array[int], place, want int) {
		t.Helper()
		it, ok := a.scavenge(place)
		if ok != (want != 0) || it.unwrap() != want {
			t.Errorf("place %d found %d, want %d", place, it.unwrap(), want)
		}
	}
	a.shards[1].setPrivate(wrap(7))
	a.shards[1].addBlock()
	a.shards[1].push(wrap(6))
	a.shards[0].loot.Store(true)
	take(a, 0, 0) // private to place 1 (P3)
	if a.shards[0].loot.Load() {
		t.Error("place 0 found nothing, and others will search as well (P9)")
	}
	take(a, 1, 7)
	take(a, 1, 6)
	a.overflow(a.shards[1], wrap(8))
	if !a.shards[0].loot.Load() {
		t.Error("a push left no mark (P9)")
	}
	take(a, 0, 8)
	// The next array bears a mark of its own.
	b := newArray[int](nil, 2, 0)
	b.overflow(b.shards[1], wrap(9))
	take(a, 0, 0)
	take(b, 0, 9)
	take(b, 5, 0) // there is no such place
	take(nil, 0, 0)
}

// A thief that searches in vain while an owner pushes: whoever is last, the mark is
// there at the end if a value is (P9).
func TestTheMarkOutlastsAMiss(t *testing.T) {
	calm(t)
	const rounds = 20_000
	left := 0
	for range rounds {
		a := newArray[int](nil, 2, 0)
		a.shards[0].loot.Store(true) // so that the thief searches
		a.shards[1].block = new(block[int])
		a.shards[1].n = blockSize // so that the owner pushes
		var wg sync.WaitGroup
		got := false
		wg.Go(func() {
			enter()
			_, got, _ = a.find(0)
			leave()
		})
		enter()
		a.overflow(a.shards[1], wrap(1))
		leave()
		wg.Wait()
		if !got {
			left++
			if !a.shards[0].loot.Load() {
				t.Fatal("a value is in a chain and the mark is not there (P9)")
			}
			if _, ok, _ := a.find(0); !ok {
				t.Fatal("a value is in a chain and is not found")
			}
		}
	}
	if left == 0 || left == rounds {
		t.Logf("the thief missed %d of %d: the two hardly ever met", left, rounds)
	}
}

// A place hides so many values and no more, and a miss makes it share (P10).
func TestHowManyValuesAreHidden(t *testing.T) {
	calm(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if places() != 1 {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	var p Pool[int]
	inside := map[int]bool{}
	put := func(v int) {
		inside[v] = true
		p.Put(v)
	}
	put(1)
	a := newArray(p.home().Load(), 2, 0) // the thief's place is nobody's
	p.home().Store(a)
	steal := func() bool {
		it, ok := a.scavenge(1)
		if ok && !inside[it.unwrap()] {
			t.Fatalf("%d was found and is not inside (P1)", it.unwrap())
		}
		delete(inside, it.unwrap())
		return ok
	}
	const n = 100
	for v := 2; v <= n; v++ {
		put(v)
	}
	for steal() {
	}
	if len(inside) > 1+blockSize {
		t.Errorf("%d values are hidden from a thief, more than 1+%d (P10)", len(inside), blockSize)
	}
	if len(inside) == 1+blockSize {
		t.Fatal("the block is full: whether a Put that it has room for shares is not asked")
	}
	put(n + 1)
	if !steal() {
		t.Error("after a miss a Put did not share (P10)")
	}
	p.checkInvariants()
}

// A block that a thief took from the victim stays there: its values do not get younger
// (P11, P6).
func TestAStolenBlockStaysInItsArray(t *testing.T) {
	calm(t)
	var p Pool[int]
	p.Put(1)
	v := newArray[int](nil, places()+1, 0) // the place beyond is nobody's
	for n := 1; n <= 100; n++ {
		v.overflow(v.shards[places()], wrap(n))
	}
	p.victim.Store(v)
	p.Get()
	for range 40 { // more than one block
		if p.Get() == 0 {
			t.Fatal("a value in the victim's chain was not found")
		}
	}
	p.Rotate()
	p.Rotate()
	if got := p.Get(); got != 0 {
		t.Errorf("%d survived from before the last victim (P6)", got)
	}
	p.checkInvariants()
}

// GOMAXPROCS may grow and shrink; no value gets lost by that (P5).
func TestALongerArrayKeepsItsShards(t *testing.T) {
	calm(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if places() != 1 {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	var p Pool[int]
	const n = 100
	for v := 1; v <= n; v++ {
		p.Put(v)
	}
	before := p.home().Load()
	runtime.GOMAXPROCS(4)
	found := 0
	for range n { // on whatever P: it has to find a shard, and steal
		if p.Get() != 0 {
			found++
		}
	}
	if found < n-1-blockSize { // those are private to P 0
		t.Errorf("found %d of %d values after GOMAXPROCS grew", found, n)
	}
	var wg sync.WaitGroup
	for range 8 { // until one of them puts on a P beyond the first
		wg.Go(func() {
			await(t, "a longer array", func() bool {
				p.Put(1)
				return len(p.home().Load().shards) == 4
			})
		})
	}
	wg.Wait()
	after := p.home().Load()
	if after.shards[0] != before.shards[0] {
		t.Error("the longer array has another first shard (P5)")
	}
	p.checkInvariants()
	runtime.GOMAXPROCS(1)
	p.Put(1)
	p.Get()
	p.checkInvariants()
}

// A grower that was overtaken by a clearing must not bring the old shards back (P6).
func TestGrowthDoesNotUndoAClearing(t *testing.T) {
	calm(t)
	var p Pool[int]
	p.Put(1)
	old := p.local.Load()
	longer := newArray(old, len(old.shards)+1, 0) // a grower stops here
	p.Rotate()
	if p.local.CompareAndSwap(old, longer) {
		t.Fatal("the shards that became victim came back as local")
	}
	p.checkInvariants()
	if a := p.grow(); a.shards[0] == old.shards[0] {
		t.Error("a grown array shares a shard with the victim")
	}
	p.checkInvariants()
}

// A longer array is as old as the one whose shards it has: else values would outlive a
// clearing whenever GOMAXPROCS grows (P6).
func TestALongerArrayIsAsOld(t *testing.T) {
	calm(t)
	var p Pool[int]
	p.Put(1)
	old := p.local.Load()
	longer := newArray(old, len(old.shards)+1, uint64(old.shards[0].born)+7)
	p.local.Store(longer)
	p.rotate(uint64(old.shards[0].born) + 1) // for a collection between the two
	if p.local.Load() != nil || p.victim.Load() != longer {
		t.Error("an array that grew was spared by a clearing")
	}
}

// Many goroutines, one pool, clearings all the time: every value has one holder.
func TestOneHolderAtATime(t *testing.T) {
	type held struct{ by atomic.Int64 }
	p := Pool[*held]{New: func() *held { return new(held) }}
	n := 20_000
	if testing.Short() {
		n = 2_000
	}
	var wg sync.WaitGroup
	for id := int64(1); id <= 8; id++ {
		wg.Go(func() {
			mine := make([]*held, 0, 20)
			for i := range n {
				if i%97 == 0 {
					p.Rotate()
				}
				if len(mine) < 1+i%20 {
					h := p.Get()
					if !h.by.CompareAndSwap(0, id) {
						t.Errorf("goroutine %d got what %d holds (P1)", id, h.by.Load())
						return
					}
					mine = append(mine, h)
					continue
				}
				for _, h := range mine {
					if !h.by.CompareAndSwap(id, 0) {
						t.Errorf("goroutine %d lost its value to %d (P1)", id, h.by.Load())
						return
					}
					p.Put(h)
				}
				mine = mine[:0]
			}
		})
	}
	wg.Wait()
	s := p.Stats()
	if s.Clearings == 0 || s.VictimHits == 0 {
		t.Errorf("the run met no clearing or no victim hit: %+v", s)
	}
}

// A thief reaches the chain of another place, never its private value or its block.
func TestSteal(t *testing.T) {
	a := newArray[string](nil, 3, 0)
	a.shards[1].setPrivate(wrap("private"))
	a.shards[1].addBlock()
	a.shards[1].push(wrap("block"))
	for _, v := range []string{"old", "new"} {
		a.shards[1].chain.PushHead(parcel[string]{item: wrap(v)})
	}
	a.shards[0].loot.Store(true)
	for _, want := range []string{"old", "new"} {
		if it, ok, stolen := a.find(2); !ok || !stolen || it.unwrap() != want {
			t.Errorf("stole %q, %t, %t; want %q", it.value, ok, stolen, want)
		}
	}
	if it, ok := a.scavenge(2); ok {
		t.Errorf("stole %q (P3)", it.value)
	}
	var none *array[string]
	if _, ok := none.scavenge(0); ok || none.has(0) {
		t.Error("a nil array has something")
	}
}

// A thief searches all other chains, however many there are (P9).
func TestAThiefVisitsEveryPlace(t *testing.T) {
	for _, n := range []int{2, 3, 9, 64, 300} {
		a := newArray[int](nil, n, 0)
		for from := range n {
			for _, thief := range []int{(from + 1) % n, (from + n/2) % n, (from + n - 1) % n} {
				if thief == from {
					continue
				}
				a.shards[from].chain.PushHead(parcel[int]{item: wrap(from)})
				a.shards[0].loot.Store(true)
				if it, ok, stolen := a.find(thief); !ok || !stolen || it.unwrap() != from {
					t.Fatalf("%d places: the thief at %d does not find what is at %d", n, thief, from)
				}
			}
		}
	}
}

func TestHasRefusesEveryPlaceOutOfRange(t *testing.T) {
	a := newArray[int](nil, 2, 0)
	for place, want := range map[int]bool{-1: false, 0: true, 1: true, 2: false, 1 << 30: false} {
		if a.has(place) != want {
			t.Errorf("has(%d) = %t", place, !want)
		}
	}
}
