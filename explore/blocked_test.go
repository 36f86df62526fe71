//lint:file-ignore SA2001 an empty critical section is a place to block in

package explore_test

import (
	"strings"
	std "sync"
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// TestBlocked: a thread that blocks where the explorer cannot see it is refused by
// what it waits for and where, and the next exploration is none the worse.
func TestBlocked(t *testing.T) {
	wake := make(chan struct{})
	defer close(wake) // so that those who were left behind end
	var mu std.Mutex
	mu.Lock()
	defer mu.Unlock()
	var rw std.RWMutex
	rw.Lock()
	defer rw.Unlock()
	var wg std.WaitGroup
	wg.Add(1)
	defer wg.Done()
	cases := []struct {
		want  string
		block func()
	}{
		{"chan receive, at blocked_test.go:33", func() { <-wake }},
		{"select, at blocked_test.go:35", func() {
			select {
			case <-wake:
			case <-make(chan int):
			}
		}},
		{"sync.Mutex.Lock, at blocked_test.go:40", func() { mu.Lock(); mu.Unlock() }},
		{"sync.RWMutex.RLock, at blocked_test.go:41", func() { rw.RLock(); rw.RUnlock() }},
		{"sync.WaitGroup.Wait, at blocked_test.go:42", func() { wg.Wait() }},
	}
	t.Run("cases", func(t *testing.T) { // which ends before the deferred calls above
		for _, c := range cases {
			t.Run(strings.Fields(c.want)[0], func(t *testing.T) {
				t.Parallel() // they wait
				r := explore.Explore(explore.Config{All: true, Strategy: explore.RandomWalk(1, 1<<40)}, func() {
					var x atomic.Int32
					explore.Parallel(func() { x.Add(1) }, func() {
						if x.Load() == 1 {
							c.block()
						}
					})
				})
				if r.Verdict != explore.Unknown || !strings.HasPrefix(r.Failure, "refused: thread 2 is blocked in ") || !strings.Contains(r.Failure, c.want) {
					t.Errorf("%v\nwant %s", r, c.want)
				}
				r = explore.Explore(explore.Config{}, func() {
					var x atomic.Int32
					explore.Parallel(func() { x.Add(1) }, func() { x.Add(1) })
				})
				if r.Verdict != explore.Exhausted || r.Executions != 2 {
					t.Error(r)
				}
			})
		}
	})
}

// TestSlow: a thread that computes for a while, or waits for a moment, is not blocked.
func TestSlow(t *testing.T) {
	answer := make(chan int)
	ask := make(chan int)
	defer close(ask)
	go func() {
		for x := range ask {
			answer <- x + 1
		}
	}()
	first := true
	r := explore.Explore(explore.Config{}, func() {
		var x atomic.Int32
		explore.Parallel(func() { x.Add(1) }, func() {
			ask <- 1
			x.Add(int32(<-answer))
			for begin := time.Now(); first && time.Since(begin) < 2*time.Second; {
			}
			first = false
		})
		explore.Check(x.Load() == 3, "%d", x.Load())
	})
	if r.Verdict != explore.Exhausted || r.Executions != 2 {
		t.Error(r)
	}
}

// TestRefusedEnds: what follows an execution that met what cannot be explored would
// mean nothing, whatever it is that the caller wants to go on after.
func TestRefusedEnds(t *testing.T) {
	r := explore.Explore(explore.Config{All: true}, func() {
		var x atomic.Int32
		explore.Parallel(func() { x.Add(1) }, func() { x.Add(1); explore.Refuse("a select") })
	})
	if r.Verdict != explore.Unknown || r.Executions+r.Blocked != 1 {
		t.Error(r)
	}
}
