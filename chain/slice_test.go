package chain

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// Any sequence of calls by one goroutine does what it does to a plain slice. When a
// sequence fails, rapid shrinks it, saves it under testdata/rapid and runs it again
// first the next time.

type wide struct {
	A, B int
	S    string
	_    [9]uint64
}

func TestChainIsASliceOfInts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { likeASlice(t, rapid.Int()) })
}

func TestChainIsASliceOfInterfaces(t *testing.T) {
	var nilPointer *int
	rapid.Check(t, func(t *rapid.T) {
		likeASlice(t, rapid.SampledFrom([]any{nil, nilPointer, 0, "", struct{}{}, errors.ErrUnsupported}))
	})
}

func TestChainIsASliceOfNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { likeASlice(t, rapid.Just(struct{}{})) })
}

func TestChainIsASliceOfWideValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		likeASlice(t, rapid.Custom(func(t *rapid.T) wide {
			n := rapid.Int().Draw(t, "n")
			return wide{A: n, B: -n, S: "x"}
		}))
	})
}

func likeASlice[T any](t *rapid.T, values *rapid.Generator[T]) {
	var c Chain[T]
	var want []T
	same := func(got T, ok bool, from int) {
		t.Helper()
		if ok != (len(want) > 0) {
			t.Fatalf("a pop returned ok = %t with %d values inside", ok, len(want))
		}
		if ok && !reflect.DeepEqual(got, want[from]) {
			t.Fatalf("got %v, want %v", got, want[from])
		}
	}
	push := func(n int) {
		for range n {
			v := values.Draw(t, "v")
			c.PushHead(v)
			want = append(want, v)
		}
	}
	t.Repeat(map[string]func(*rapid.T){
		"PushHead": func(t *rapid.T) { push(1) },
		// Enough at once to grow often: lone pushes and pops stay in the first ring.
		"PushMany": func(t *rapid.T) { push(rapid.IntRange(5, 30).Draw(t, "n")) },
		"PopHead": func(t *rapid.T) {
			v, ok := c.PopHead()
			same(v, ok, len(want)-1)
			if ok {
				want = want[:len(want)-1]
			}
		},
		"PopTail": func(t *rapid.T) {
			v, ok := c.PopTail()
			same(v, ok, 0)
			if ok {
				want = want[1:]
			}
		},
		"": func(t *rapid.T) { c.checkInvariants() },
	})
}
