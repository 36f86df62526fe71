package dequeue

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// Any sequence of calls by one goroutine does what it does to a plain slice: the
// head at its end, the tail at its front. When a sequence fails, rapid shrinks it,
// saves it under testdata/rapid and runs it again first the next time.

type wide struct {
	A, B, C int
	S       string
	P       *int
	_       [5]uint64
}

func TestRingIsASliceOfInts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { likeASlice(t, rapid.Int()) })
}

func TestRingIsASliceOfInterfaces(t *testing.T) {
	var nilPointer *int
	var nilError *rapidError
	rapid.Check(t, func(t *rapid.T) {
		likeASlice(t, rapid.SampledFrom([]any{nil, nilPointer, nilError, 0, "", struct{}{}, errors.ErrUnsupported, [3]string{"x"}}))
	})
}

func TestRingIsASliceOfPointers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { likeASlice(t, rapid.SampledFrom([]*int{nil, new(int), new(int)})) })
}

func TestRingIsASliceOfNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { likeASlice(t, rapid.Just(struct{}{})) })
}

func TestRingIsASliceOfWideValues(t *testing.T) {
	p := new(int)
	rapid.Check(t, func(t *rapid.T) {
		likeASlice(t, rapid.Custom(func(t *rapid.T) wide {
			n := rapid.Int().Draw(t, "n")
			return wide{A: n, B: -n, C: n / 2, S: rapid.StringN(0, 3, -1).Draw(t, "s"), P: p}
		}))
	})
}

type rapidError struct{}

func (*rapidError) Error() string { return "" }

func likeASlice[T any](t *rapid.T, values *rapid.Generator[T]) {
	size := rapid.SampledFrom([]int{1, 2, 8}).Draw(t, "size")
	start := rapid.OneOf(rapid.Just[uint32](0), rapid.Uint32Range(math.MaxUint32-40, math.MaxUint32), rapid.Uint32()).Draw(t, "start")
	d := NewAt[T](size, start)
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
	t.Repeat(map[string]func(*rapid.T){
		"PushHead": func(t *rapid.T) {
			v := values.Draw(t, "v")
			ok := d.PushHead(v)
			if ok != (len(want) < size) {
				t.Fatalf("PushHead = %t with %d of %d slots used", ok, len(want), size)
			}
			if ok {
				want = append(want, v)
			}
		},
		"PopHead": func(t *rapid.T) {
			v, ok := d.PopHead()
			same(v, ok, len(want)-1)
			if ok {
				want = want[:len(want)-1]
			}
		},
		"PopTail": func(t *rapid.T) {
			v, ok := d.PopTail()
			same(v, ok, 0)
			if ok {
				want = want[1:]
			}
		},
		"": func(t *rapid.T) { d.checkInvariants() },
	})
}
