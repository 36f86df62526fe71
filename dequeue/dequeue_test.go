package dequeue

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
	"testing"
	"unsafe"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The sizes are the powers of two up to 2³⁰, which no test could make.
func TestSizes(t *testing.T) {
	for bit := range 31 {
		for _, size := range []int{1<<bit - 1, 1 << bit, 1<<bit + 1} {
			want := size > 0 && size&-size == size
			if got := sizes(size); got != want {
				t.Errorf("sizes(%d) = %t", size, got)
			}
		}
	}
	for bit := 31; bit < bits.UintSize; bit++ {
		if size := 1 << bit; sizes(size) {
			t.Errorf("sizes(%d)", size)
		}
	}
}

func TestBadSizesPanicWithPackageNameAndValue(t *testing.T) {
	for _, size := range []int{math.MinInt, -1, 0, 3, 6, MaxSize - 1, MaxSize + 1, math.MaxInt} {
		for name, make := range map[string]func(){
			"New":   func() { New[int](size) },
			"NewAt": func() { NewAt[int](size, 7) },
		} {
			func() {
				defer func() {
					got := fmt.Sprint(recover())
					if want := fmt.Sprintf("dequeue: size %d ", size); !strings.HasPrefix(got, want) {
						t.Errorf("%s(%d) panicked with %q, want %q…", name, size, got, want)
					}
				}()
				make()
			}()
		}
	}
}

// NewAt gives the first value the index it was asked for.
func TestNewAtStartsThere(t *testing.T) {
	for _, index := range []uint32{0, 1, math.MaxUint32} {
		d := NewAt[int](2, index)
		if head, tail := unpack(d.headTail.Load()); head != index || tail != index {
			t.Errorf("a ring from %d has head %d and tail %d", index, head, tail)
		}
	}
}

// The zero value has no slots: it refuses, and does not fault.
func TestTheZeroValueIsEmptyAndFull(t *testing.T) {
	var d Dequeue[string]
	if d.PushHead("x") {
		t.Error("PushHead found room in no slots")
	}
	if v, ok := d.PopHead(); ok {
		t.Errorf("PopHead returned %q", v)
	}
	if v, ok := d.PopTail(); ok {
		t.Errorf("PopTail returned %q", v)
	}
}

// The 64-bit word is used atomically, so it has to be aligned on 32-bit machines too.
func TestTheWordIsAligned(t *testing.T) {
	d := New[byte](2)
	if at := uintptr(unsafe.Pointer(&d.headTail)); at%8 != 0 {
		t.Errorf("headTail is at %#x", at)
	}
}

// Every size and start: fill it, find it full, empty it from both ends, and again
// until the indexes have wrapped around 2³².
func TestFillAndDrainAcrossTheCliff(t *testing.T) {
	for _, size := range []int{1, 2, 4, 8, 64} {
		for _, start := range []uint32{0, 1, uint32(size), math.MaxUint32, math.MaxUint32 - 1, -uint32(size), -uint32(3 * size), 1 << 31} {
			d := NewAt[int](size, start)
			d.checkInvariants()
			next := 1
			for range 5 {
				first := next
				for range size {
					if !d.PushHead(next) {
						t.Fatalf("size %d from %d: full at value %d", size, start, next)
					}
					next++
					d.checkInvariants()
				}
				if d.PushHead(-1) {
					t.Fatalf("size %d from %d: took value %d of %d", size, start, size+1, size)
				}
				last := next - 1
				for first <= last {
					if v, ok := d.PopTail(); !ok || v != first {
						t.Fatalf("size %d from %d: PopTail = %d, %t; want %d", size, start, v, ok, first)
					}
					first++
					d.checkInvariants()
					if first > last {
						break
					}
					if v, ok := d.PopHead(); !ok || v != last {
						t.Fatalf("size %d from %d: PopHead = %d, %t; want %d", size, start, v, ok, last)
					}
					last--
					d.checkInvariants()
				}
				if _, ok := d.PopTail(); ok {
					t.Fatal("PopTail on an empty ring")
				}
				if _, ok := d.PopHead(); ok {
					t.Fatal("PopHead on an empty ring")
				}
			}
		}
	}
}

func ExampleDequeue() {
	d := New[string](2) // room for two
	fmt.Println(d.PushHead("a"), d.PushHead("b"), d.PushHead("c"))
	oldest, _ := d.PopTail() // what a thief gets
	newest, _ := d.PopHead() // what the owner gets
	_, ok := d.PopHead()
	fmt.Println(oldest, newest, ok)
	// Output:
	// true true false
	// a b false
}
