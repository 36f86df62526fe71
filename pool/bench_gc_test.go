package pool_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"weak"

	"github.com/poolproof/poolproof/internal/oldpool"
	"github.com/poolproof/poolproof/internal/pin"
	"github.com/poolproof/poolproof/pool"
)

// What the pools are like beside the garbage collector. A third column is the design
// before Go 1.13 (package oldpool), whose clearing ran inside the pause: it cannot do that
// here, so its clearing is timed and added to the pause.

// one is a pool of one of the designs.
type one struct {
	put   func(any)
	get   func() any
	clear func() // of oldpool alone
	// settle waits for the clearing that follows a collection.
	settle func()
}

var designs = []struct {
	name  string
	fresh func(new func() any) one
}{
	{"old", func(new func() any) one {
		p := oldpool.New[any](pin.Places())
		return one{put: p.Put, clear: p.Clear, settle: func() {}, get: func() any {
			x, ok := p.Get()
			if !ok && new != nil {
				x = new()
			}
			return x
		}}
	}},
	{"sync", func(new func() any) one {
		p := &sync.Pool{New: new}
		return one{put: p.Put, get: p.Get, settle: func() {}}
	}},
	{"poolproof", func(new func() any) one {
		p := &pool.Pool[any]{New: new}
		var last uint64
		return one{put: p.Put, get: p.Get, settle: func() {
			for deadline := time.Now().Add(time.Second); p.Stats().Clearings == last && time.Now().Before(deadline); {
				runtime.Gosched()
			}
			last = p.Stats().Clearings
		}}
	}},
}

// pauses are the times that the world stood still.
type pauses []uint64

// after adds the pause of the last collection, and the time of what would have been in it.
func (p *pauses) after(more func()) {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	pause := mem.PauseNs[(mem.NumGC+255)%256]
	if more != nil {
		start := time.Now()
		more()
		pause += uint64(time.Since(start))
	}
	*p = append(*p, pause)
}

func (p pauses) report(b *testing.B) {
	slices.Sort(p)
	total := uint64(0)
	for _, ns := range p {
		total += ns
	}
	b.ReportMetric(float64(total)/float64(len(p)), "ns/op")
	b.ReportMetric(float64(p[len(p)*95/100]), "p95-ns/STW")
	b.ReportMetric(float64(p[len(p)*50/100]), "p50-ns/STW")
}

// A pool of a hundred thousand values when the garbage is collected.
func BenchmarkSTW(b *testing.B) {
	for _, d := range designs {
		b.Run("pool="+d.name, func(b *testing.B) {
			defer debug.SetGCPercent(debug.SetGCPercent(-1))
			p := d.fresh(nil)
			var all pauses
			var x any = 42
			for range b.N {
				for range 100_000 {
					p.put(x)
				}
				runtime.GC()
				all.after(p.clear)
				p.settle()
			}
			all.report(b)
		})
	}
}

// Many pools that are in use when the garbage is collected.
func BenchmarkPause(b *testing.B) {
	for _, n := range []int{0, 1_000, 10_000, 100_000} {
		for _, d := range designs {
			b.Run(fmt.Sprintf("pools=%d/pool=%s", n, d.name), func(b *testing.B) {
				defer debug.SetGCPercent(debug.SetGCPercent(-1))
				ps := make([]one, n)
				for i := range ps {
					ps[i] = d.fresh(nil)
				}
				var clear func()
				if d.name == "old" {
					clear = func() {
						for _, p := range ps {
							p.clear()
						}
					}
				}
				var all pauses
				var x any = 42
				for range b.N {
					for _, p := range ps {
						p.put(x)
					}
					runtime.GC()
					all.after(clear)
					if n > 0 {
						ps[n-1].settle()
						ps[0].settle()
					}
				}
				all.report(b)
			})
		}
	}
}

// What BenchmarkPause measures of a heap like that of 100,000 pools, in which there is no
// pool: as many objects, with as much garbage, and a weak pointer to each or none. It tells
// what of a pause is the collector's and the operating system's (docs/benchmarks.md).
func BenchmarkPauseWithoutPools(b *testing.B) {
	const n = 100_000
	type object struct {
		now, before *[2]*[8]uintptr
		_           [8]uintptr
	}
	for _, weakly := range []bool{false, true} {
		b.Run(fmt.Sprintf("objects=%d/weak=%t", n, weakly), func(b *testing.B) {
			defer debug.SetGCPercent(debug.SetGCPercent(-1))
			objects := make([]*object, n)
			var pointers []weak.Pointer[object]
			for i := range objects {
				objects[i] = new(object)
				if weakly {
					pointers = append(pointers, weak.Make(objects[i]))
				}
			}
			var all pauses
			for range b.N {
				for _, o := range objects {
					o.before, o.now = o.now, &[2]*[8]uintptr{new([8]uintptr), new([8]uintptr)}
				}
				runtime.GC()
				all.after(nil)
			}
			all.report(b)
			runtime.KeepAlive(pointers)
		})
	}
}

// Values that are dear to make: what counts is how few are made.
func BenchmarkExpensiveNew(b *testing.B) {
	for _, d := range designs {
		b.Run("pool="+d.name, func(b *testing.B) {
			ballast := make([]byte, 8<<20) // so that collections come at reasonable times
			var made atomic.Int64
			p := d.fresh(func() any {
				made.Add(1)
				time.Sleep(time.Millisecond)
				return 42
			})
			stop := make(chan bool)
			if p.clear != nil {
				onGC(p.clear, stop)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			b.RunParallel(func(pb *testing.PB) {
				items := make([]any, 100)
				var garbage []byte
				for pb.Next() {
					for i := range items {
						items[i] = p.get()
						garbage = make([]byte, 32<<10)
					}
					for i, v := range items {
						p.put(v)
						items[i] = nil
					}
				}
				_ = garbage
			})
			runtime.ReadMemStats(&after)
			close(stop)
			b.ReportMetric(float64(after.NumGC-before.NumGC)/float64(b.N), "GCs/op")
			b.ReportMetric(float64(made.Load())/float64(b.N), "New/op")
			runtime.KeepAlive(ballast)
		})
	}
}

// onGC calls f after each collection, until stop.
func onGC(f func(), stop chan bool) {
	type sentinel struct{ _ [4]*int }
	var again func(*sentinel)
	again = func(s *sentinel) {
		select {
		case <-stop:
		default:
			f()
			runtime.SetFinalizer(s, again)
		}
	}
	runtime.SetFinalizer(new(sentinel), again)
}

// What a pool takes that holds one value, put by one goroutine; and what is left of that when
// clearings have emptied it.
func BenchmarkMemory(b *testing.B) {
	for _, procs := range []int{1, 2, 4, 8, 64} {
		for _, d := range designs[1:] {
			b.Run(fmt.Sprintf("procs=%d/pool=%s", procs, d.name), func(b *testing.B) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
				defer debug.SetGCPercent(debug.SetGCPercent(-1))
				if pin.Places() != procs {
					b.Skip("places do not follow GOMAXPROCS in this build")
				}
				const n = 10_000
				stds, ours := []*sync.Pool(nil), []*pool.Pool[*item](nil)
				x := new(item)
				canary := designs[2].fresh(nil)
				for range b.N {
					stds, ours = make([]*sync.Pool, n), make([]*pool.Pool[*item], n)
					clear := func() {
						canary.put(1)
						runtime.GC()
						canary.settle()
					}
					for range 3 { // so that the last round is gone, and no clearing is due
						clear()
					}
					var before, after, emptied runtime.MemStats
					runtime.ReadMemStats(&before)
					for i := range n {
						if d.name == "sync" {
							stds[i] = new(sync.Pool)
							stds[i].Put(x)
						} else {
							ours[i] = new(pool.Pool[*item])
							ours[i].Put(x)
						}
					}
					runtime.GC() // after one clearing all is there still
					runtime.ReadMemStats(&after)
					b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/n, "B/pool")
					b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/n/float64(procs), "B/pool/P")
					for range 3 { // one more, as memory goes with the collection after the clearing
						clear()
					}
					runtime.ReadMemStats(&emptied)
					b.ReportMetric(float64(int64(emptied.HeapAlloc)-int64(before.HeapAlloc))/n, "B/emptied")
				}
				runtime.KeepAlive(stds)
				runtime.KeepAlive(ours)
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// How the cost of a Put and a Get grows with what is in the pool: so many Puts, then as
// many Gets.
func BenchmarkGrowth(b *testing.B) {
	for n := 1; n <= 1_000_000; n *= 10 {
		rounds := max(1, 10_000/n)
		run := func(b *testing.B, put func(*item), get func()) {
			defer debug.SetGCPercent(debug.SetGCPercent(-1))
			x := new(item)
			for range b.N {
				for range rounds {
					for range n {
						put(x)
					}
					for range n {
						get()
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rounds*n), "ns/item")
		}
		b.Run(fmt.Sprintf("items=%d/pool=poolproof", n), func(b *testing.B) {
			var p pool.Pool[*item]
			run(b, p.Put, func() { p.Get() })
		})
		b.Run(fmt.Sprintf("items=%d/pool=sync", n), func(b *testing.B) {
			var p sync.Pool
			run(b, func(x *item) { p.Put(x) }, func() { p.Get() })
		})
	}
}

// What options cost, and that they cost nothing to those that have none.
func BenchmarkOptions(b *testing.B) {
	for _, o := range []struct {
		name string
		c    pool.Config[*item]
	}{
		{"none", pool.Config[*item]{}},
		{"Count", pool.Config[*item]{Count: true}},
		{"Bound", pool.Config[*item]{Bound: 1000}},
		{"Clearings", pool.Config[*item]{Clearings: 3}},
		{"Evicted", pool.Config[*item]{Evicted: func(*item) {}}},
	} {
		b.Run("option="+o.name+"/pool=poolproof", func(b *testing.B) {
			p := pool.New(o.c)
			x := new(item)
			for b.Loop() {
				p.Put(x)
				if y := p.Get(); y != nil {
					x = y
				}
			}
		})
	}
}
