package pool

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// What a pool calls is its user's: New and Evicted may do whatever a function may, wherever
// they are called from. So they are called outside of every pinned section (pin.K4), with no
// lock held, and what they do to their goroutine leaves the pool as it was.

// ways are those in which a user's function comes to be called. Each of them calls f on the
// goroutine that it is called on, or on one that the pool starts.
var ways = map[string]struct {
	do     func(f func())
	starts bool // a goroutine of the pool's: a panic there ends the process, as it should
}{
	"New, by Get":     {do: func(f func()) { (&Pool[int]{New: func() int { f(); return 1 }}).Get() }},
	"New, by Prefill": {do: func(f func()) { (&Pool[int]{New: func() int { f(); return 1 }}).Prefill(1) }},
	"New, by Get of a guarded pool": {do: func(f func()) {
		New(Config[int]{New: func() int { f(); return 1 }, Count: true}).Get()
	}},
	"Evicted, by Put": {do: func(f func()) {
		p := New(Config[int]{Evicted: func(v int) { once(v, f) }, Bound: 1})
		p.Put(2)
		p.Put(1)
	}},
	"Evicted, by Rotate": {do: func(f func()) {
		p := New(Config[int]{Evicted: func(v int) { once(v, f) }})
		p.Put(1)
		p.Rotate()
		p.Rotate()
	}},
	"Evicted, by a garbage collection": {starts: true, do: func(f func()) {
		p := New(Config[int]{Evicted: func(v int) { once(v, f) }})
		p.Put(1)
		p.Rotate()
		missACollection(p)
		afterGC(new(sentinel))
		runtime.KeepAlive(p)
	}},
	"Evicted, by a Get that misses": {starts: true, do: func(f func()) {
		p := New(Config[int]{Evicted: func(v int) { once(v, f) }})
		p.Put(1)
		p.Rotate()
		missACollection(p)
		look()
		runtime.KeepAlive(p)
	}},
}

// once calls f for the value 1, and not for what f itself puts.
func once(v int, f func()) {
	if v == 1 {
		f()
	}
}

func TestUsersFunctionsMayDoAnything(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(ways)) {
		way := ways[name]
		for deed, do := range map[string]func(){
			"waits for who uses pools": func() {
				over, answer := make(chan bool), 0
				go func() {
					usePools()
					answer = 42 // plainly: the race detector has to see who waits for whom
					over <- true
				}()
				if <-over; answer != 42 {
					t.Error("it did not wait")
				}
			},
			"uses pools":                   usePools,
			"ends its goroutine":           runtime.Goexit,
			"panics":                       func() { panic("as it likes") },
			"collects garbage, and yields": func() { runtime.GC(); runtime.Gosched() },
		} {
			if deed == "panics" && way.starts {
				continue
			}
			t.Run(name+"/"+deed, func(t *testing.T) {
				calm(t)
				called := 0
				var wg, told sync.WaitGroup
				told.Add(1)
				var got string
				wg.Go(func() {
					got = panicOf(func() {
						way.do(func() {
							called++
							defer told.Done()
							do()
						})
					})
				})
				wg.Wait()
				told.Wait()
				if called != 1 {
					t.Errorf("called %d times", called)
				}
				if want := map[string]string{"panics": "as it likes"}[deed]; got != want {
					t.Errorf("the caller saw the panic %q, want %q", got, want)
				}
				usePools()
			})
		}
	}
}

// usePools does with pools of its own all that takes their locks and processors.
func usePools() {
	p := New(Config[int]{Evicted: func(int) {}, Bound: 3})
	for v := range 5 {
		p.Put(v)
	}
	p.Rotate()
	p.Get()
	p.Rotate()
	look()
	clearing.Lock()
	//lint:ignore SA2001 passing through is the point
	clearing.Unlock()
	p.checkInvariants()
}

// Every value that a clearing drops is told, once, however Evicted takes it: it returns,
// panics, or ends the goroutine (P14).
func TestEvictedIsToldOfAllWhateverItDoes(t *testing.T) {
	calm(t)
	for _, fates := range [][]string{
		{"", "panic", ""}, {"panic", "panic", "panic"}, {"", "exit", "", "", ""}, {"exit", "exit"}, {"panic", "exit", "", "exit", "panic", ""},
	} {
		told := map[int]int{}
		calls := 0
		p := New(Config[int]{Evicted: func(v int) {
			told[v]++
			calls++
			switch fates[(calls-1)%len(fates)] {
			case "panic":
				panic(fmt.Sprint("of ", v))
			case "exit":
				runtime.Goexit()
			}
		}})
		for v := range fates {
			p.Put(v)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			defer func() { recover() }()
			p.Rotate()
			p.Rotate()
		})
		wg.Wait()
		if len(told) != len(fates) || calls != len(fates) {
			t.Errorf("%q: %d calls of Evicted, and the values it was told: %v", fates, calls, told)
		}
		if s := p.Stats(); s.Evicted != uint64(calls) || s.Drops != uint64(calls) {
			t.Errorf("%q: %d calls of Evicted: %+v", fates, calls, s)
		}
	}
}
