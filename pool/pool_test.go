package pool

import (
	"fmt"
	"runtime"
	"strings"
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
	if s := p.Stats(); s != (Stats{}) {
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
		case rotations < 2 && len(found) < n-places():
			t.Errorf("%d of %d values after %d clearings, over %d places", len(found), n, rotations, places())
		}
		if s := p.Stats(); s.Clearings != uint64(rotations) || (s.VictimHits > 0) != (rotations == 1) {
			t.Errorf("after %d clearings: %+v", rotations, s)
		}
	}
}

// What one P hides from another after a clearing stays there for it: a place that
// finds nothing in the victim marks it for itself alone (P9).
func TestAMarkedVictimIsStillThereForOthers(t *testing.T) {
	calm(t)
	c := newCore[int]()
	a := newArray[int](nil, 2, 0)
	a.shards[1].putPrivate(wrap(7))
	c.victim.Store(a)
	if it, ok := a.scavenge(0); ok {
		t.Fatalf("place 0 took %v, which is private to place 1 (P3)", it)
	}
	if !a.shards[0].spent() {
		t.Error("place 0 found nothing and will look again (P9)")
	}
	if it, ok := a.scavenge(1); !ok || it.unwrap() != 7 {
		t.Errorf("place 1 did not find its own value: %v, %t", it, ok)
	}
	a.shards[1].chain.PushHead(wrap(8))
	if _, ok := a.scavenge(0); ok {
		t.Error("place 0 looked into a victim it has marked (P9)")
	}
	// The next victim bears no mark.
	b := newArray[int](nil, 2, 0)
	b.shards[1].chain.PushHead(wrap(9))
	if it, ok := b.scavenge(0); !ok || it.unwrap() != 9 {
		t.Errorf("a newer victim was passed over: %v, %t", it, ok)
	}
	if it, ok := b.scavenge(5); ok {
		t.Errorf("a place without a shard found %v in an empty victim", it)
	}
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
	before := p.core.Load().local.Load()
	runtime.GOMAXPROCS(4)
	found := 0
	for range n { // on whatever P: it has to find a shard, and steal
		if p.Get() != 0 {
			found++
		}
	}
	if found < n-1 { // one is private to P 0
		t.Errorf("found %d of %d values after GOMAXPROCS grew", found, n)
	}
	var wg sync.WaitGroup
	for range 8 { // until one of them puts on a P beyond the first
		wg.Go(func() {
			await(t, "a longer array", func() bool {
				p.Put(1)
				return len(p.core.Load().local.Load().shards) == 4
			})
		})
	}
	wg.Wait()
	after := p.core.Load().local.Load()
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
	c := p.core.Load()
	old := c.local.Load()
	longer := newArray(old, len(old.shards)+1, 0) // a grower stops here
	p.Rotate()
	if c.local.CompareAndSwap(old, longer) {
		t.Fatal("the shards that became victim came back as local")
	}
	p.checkInvariants()
	if a := c.grow(); a.shards[0] == old.shards[0] {
		t.Error("a grown array shares a shard with the victim")
	}
	p.checkInvariants()
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

// A thief reaches the chain of another place, never its private value.
func TestSteal(t *testing.T) {
	a := newArray[string](nil, 3, 0)
	a.shards[1].putPrivate(wrap("private"))
	a.shards[1].chain.PushHead(wrap("old"))
	a.shards[1].chain.PushHead(wrap("new"))
	for _, want := range []string{"old", "new"} {
		if it, ok := a.steal(2); !ok || it.unwrap() != want {
			t.Errorf("stole %q, %t; want %q", it.value, ok, want)
		}
	}
	if it, ok := a.steal(2); ok {
		t.Errorf("stole the private %q (P3)", it.value)
	}
	var none *array[string]
	if _, ok := none.steal(0); ok || none.has(0) {
		t.Error("a nil array has something")
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

func ExamplePool() {
	p := Pool[*strings.Builder]{New: func() *strings.Builder { return new(strings.Builder) }}

	b := p.Get() // a new one, as the pool is empty
	b.WriteString("hello")
	fmt.Println(b)

	b.Reset()
	p.Put(b) // for the next Get, on this processor preferably
	// Output: hello
}
