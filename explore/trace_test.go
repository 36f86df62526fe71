//go:build !race

//lint:file-ignore SA2001 an empty critical section is a scenario here

package explore_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/sync"
)

// everything is an object with one of each.
type everything struct {
	small atomic.Int32
	large atomic.Uint64
	flag  atomic.Bool
	ptr   atomic.Pointer[int]
	value atomic.Value
	old   uint64
	mu    sync.Mutex
	other sync.Mutex

	far     atomic.Int64
	farther int64
	near    int32
	bits    atomic.Uint32
	plain   int
}

// TestTrace: what the lanes say of each kind of step, and of each way to fail. Places
// are left out: examples have them.
func TestTrace(t *testing.T) {
	place := regexp.MustCompile(` +[a-z_]+_test\.go:[0-9]+$`)
	for _, c := range []struct {
		name string
		cut  bool
		f    func(x *everything)
		want string
	}{
		{"signs", false, func(x *everything) {
			x.small.Store(math.MinInt32)
			x.small.Add(-1)
			x.far.Store(math.MinInt64)
			atomic.AddInt64(&x.farther, -1<<40)
			atomic.StoreInt32(&x.near, -200_000)
			x.bits.Store(1 << 31)
			explore.Check(false, "so")
		}, `
 step  thread 0                              read from    where
    0  store x.small 0 → -0x80000000
    1  add x.small -0x80000000 → 0x7fffffff  0, thread 0
    2  store x.far 0 → -0x80000000_00000000
    3  add x.farther 0 → -0x100_00000000     initial
    4  store x.near 0 → -0x30d40
    5  store x.bits 0 → 0x80000000
       fails: so`},
		{"values", false, func(x *everything) {
			x.small.Store(-3)
			x.small.CompareAndSwap(4, 5)
			x.large.Add(1 << 40)
			x.large.Or(1)
			x.flag.Swap(true)
			x.ptr.Store(new(int))
			x.ptr.Load()
			x.value.Store("text")
			atomic.AddUint64(&x.old, 200_000)
			explore.Choose(3)
			explore.Gosched()
			explore.Operation(func() { x.small.Load() })
			explore.Check(false, "two\nlines")
		}, `
 step  thread 0                                   read from    where
    0  store x.small 0 → -3
    1  CAS x.small -3, wanted 4: failed           0, thread 0
    2  add x.large 0 → 0x100_00000000             initial
    3  or x.large 0x100_00000000 → 0x100_00000001 2, thread 0
    4  swap x.flag false → true                   initial
    5  store x.ptr nil → &1
    6  load x.ptr &1                              5, thread 0
    7  store x.value nil → value 1
    8  add x.old 0 → 0x30d40                      initial
    9  choose 0 of 3
   10  yield
       ┌ operation
   11  │ load x.small -3                          0, thread 0
       └
       fails: two`},
		{"race", false, func(x *everything) {
			explore.Parallel(
				func() { x.flag.Store(true); *explore.W(&x.plain) = 1 },
				func() {
					if x.flag.Load() {
						_ = *explore.R(&x.plain)
					}
				})
		}, `
 step  thread 1                   thread 2           read from    where
    0  store x.flag false → true
       races: write x.plain
    1                             load x.flag true   0, thread 1
                                  races: read x.plain
write by thread 1:
read by thread 2:`},
		{"deadlock", false, func(x *everything) {
			explore.Parallel(
				func() {
					x.mu.Lock()
					x.other.TryLock()
					x.mu.Lock()
				},
				func() {})
		}, `
 step  thread 0                          thread 1              read from    where
    0                                    x.mu.Lock             initial
    1                                    x.other.TryLock true  initial
       waits for the threads it started
                                         waits: x.mu.Lock`},
		{"panic", false, func(x *everything) {
			explore.Parallel(func() { explore.Operation(func() { *x.ptr.Load() = 1 }) }, func() { x.ptr.Store(new(int)) })
		}, `
 step  thread 1                                                                  thread 2            read from  where
       ┌ operation
    0  │ load x.ptr nil                                                                              initial
       │ panics: runtime error: invalid memory address or nil pointer derefere…
    1  │                                                                         store x.ptr nil → &1
panic in thread 1:`},
		{"livelock", true, func(x *everything) {
			x.flag.Store(true)
			for {
				v := x.flag.Load()
				explore.Spin()
				if x.flag.CompareAndSwap(!v, v) {
					return
				}
			}
		}, `
 step  thread 0                            read from    where
    0  store x.flag false → true
    1  load x.flag true                    0, thread 0
       retries for ever: CAS x.flag`},
		{"outliving", false, func(x *everything) {
			explore.Go(func() { x.small.And(1) })
		}, `
 step  thread 1                 read from  where
    0  and x.small 0 → 0        initial
       nobody waits for its end`},
	} {
		r := explore.Explore(explore.Config{SpinCut: c.cut}, func() { c.f(new(everything)) }).Minimised()
		var got strings.Builder
		for line := range strings.Lines(r.Trace) {
			if line = strings.TrimRight(line, "\n"); !strings.HasPrefix(line, "\t") {
				got.WriteString("\n" + place.ReplaceAllString(line, ""))
			}
		}
		squeeze := func(s string) string { return regexp.MustCompile(` +`).ReplaceAllString(s, " ") }
		if squeeze(got.String()) != squeeze(c.want) {
			t.Errorf("%s: got%s\nwant%s", c.name, got.String(), c.want)
		}
		if c.name == "values" && strings.Count(r.Trace, "trace_test.go:") != 13 {
			t.Errorf("rows without a place:\n%s", r.Trace)
		}
	}
}

// TestPanicBelow: what panics in the standard library's atomics is told at the user's line.
func TestPanicBelow(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		var x *atomic.Int32
		x.Add(1)
	})
	if text := r.String(); !strings.Contains(text, "trace_test.go") || strings.Contains(text, "type.go") {
		t.Error(text)
	}
}
