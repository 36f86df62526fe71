package pool

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"pgregory.net/rapid"
)

// Any sequence of Put, Get and Rotate, and of changes to GOMAXPROCS, does what it
// does to a bag whose items have an age. One goroutine calls, so that on one place
// nothing may be missed; over several, what is private to another place is hidden.
// When a sequence fails, rapid shrinks it, saves it under testdata/rapid and runs
// it again first the next time.

func TestPoolIsABagOfInts(t *testing.T) {
	calm(t)
	if !onePlace(t) {
		t.Skip("places do not follow GOMAXPROCS in this build")
	}
	rapid.Check(t, func(t *rapid.T) { likeABag(t, false) })
}

func TestPoolIsABagWhileGOMAXPROCSChanges(t *testing.T) {
	calm(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rapid.Check(t, func(t *rapid.T) { likeABag(t, true) })
}

func likeABag(t *rapid.T, manyPlaces bool) {
	var p Pool[int]
	age := map[int]int{} // of each value inside: the clearings since its Put
	next := 1
	put := func(n int) {
		for range n {
			p.Put(next)
			age[next] = 0
			next++
		}
	}
	actions := map[string]func(*rapid.T){
		"Put":     func(t *rapid.T) { put(1) },
		"PutMany": func(t *rapid.T) { put(rapid.IntRange(5, 40).Draw(t, "n")) },
		"Get": func(t *rapid.T) {
			for range rapid.IntRange(1, 10).Draw(t, "n") {
				v := p.Get()
				if v == 0 {
					if !manyPlaces && len(age) > 0 {
						t.Fatalf("Get found nothing; inside are %v", age)
					}
					return
				}
				if _, ok := age[v]; !ok {
					t.Fatalf("Get = %d, which is not inside (P1, P6): %v", v, age)
				}
				delete(age, v)
			}
		},
		"Rotate": func(t *rapid.T) {
			p.Rotate()
			for v := range age {
				if age[v]++; age[v] == 2 {
					delete(age, v)
				}
			}
		},
		"": func(t *rapid.T) {
			p.checkInvariants()
			if s := p.Stats(); !manyPlaces && s.Steals != 0 {
				t.Fatalf("%d steals, and nobody to steal from", s.Steals)
			}
		},
	}
	if manyPlaces {
		actions["GOMAXPROCS"] = func(t *rapid.T) {
			runtime.GOMAXPROCS(rapid.SampledFrom([]int{1, 2, 8}).Draw(t, "procs"))
			for range rand.IntN(3) { // perhaps on another P from here on
				runtime.Gosched()
			}
		}
	}
	t.Repeat(actions)
}
