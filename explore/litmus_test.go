package explore_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	std "sync"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

// litmus is a program of stores and loads, "x=1" and "x", and all the outcomes it
// has under sequential consistency: what the loads saw, in order of threads, and
// after a slash the final values of x and y where they matter.
type litmus struct {
	name     string
	threads  []string
	finals   bool
	outcomes string
}

var litmusTests = []litmus{
	{"SB", []string{"x=1 y", "y=1 x"}, false, "01 10 11"},
	{"MP", []string{"x=1 y=1", "y x"}, false, "00 01 11"},
	{"LB", []string{"x y=1", "y x=1"}, false, "00 01 10"},
	{"2+2W", []string{"x=1 y=2", "y=1 x=2"}, true, "/12 /21 /22"},
	{"CoRR", []string{"x=1", "x x"}, false, "00 01 11"},
	{"CoWR", []string{"x=1 x", "x=2"}, false, "1 2"},
	{"WRC", []string{"x=1", "x y=1", "y x"}, false, "000 001 010 011 100 101 111"},
	{"IRIW", []string{"x=1", "y=1", "x y", "y x"}, false,
		"0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1011 1100 1101 1110 1111"},
}

// run performs the litmus test with the given way to run threads side by side.
func (l litmus) run(parallel func(...func())) string {
	var x, y atomic.Int32
	saw := make([]string, len(l.threads))
	parallel(each(len(l.threads), func(t int) func() {
		return func() {
			for _, op := range strings.Fields(l.threads[t]) {
				v := &x
				if op[0] == 'y' {
					v = &y
				}
				if len(op) > 1 {
					v.Store(int32(op[2] - '0'))
				} else {
					saw[t] += fmt.Sprint(v.Load())
				}
			}
		}
	})...)
	s := strings.Join(saw, "")
	if l.finals {
		s += fmt.Sprintf("/%d%d", x.Load(), y.Load())
	}
	return s
}

// TestLitmus: all outcomes under sequential consistency are reached and no other,
// and what the real scheduler produces is among them.
func TestLitmus(t *testing.T) {
	for _, l := range litmusTests {
		t.Run(l.name, func(t *testing.T) {
			seen := map[string]bool{}
			last := ""
			explore.RunEngine(explore.EngineConfig{OnDone: func(*engine.Engine) { seen[last] = true }},
				func() { last = l.run(explore.Parallel) })
			if got := strings.Join(slices.Sorted(maps.Keys(seen)), " "); got != l.outcomes {
				t.Errorf("outcomes %s, want %s", got, l.outcomes)
			}
			for range 200 {
				real := l.run(func(fs ...func()) {
					var wg std.WaitGroup
					for _, f := range fs {
						wg.Go(f)
					}
					wg.Wait()
				})
				if !seen[real] {
					t.Errorf("the real scheduler produced %s", real)
				}
			}
		})
	}
}

// TestByHand: the interleavings of two threads of two steps, listed.
func TestByHand(t *testing.T) {
	var got []string
	explore.RunEngine(explore.EngineConfig{Strategy: &engine.DepthFirst{Bound: -1}, OnDone: func(e *engine.Engine) {
		got = append(got, e.Schedule().String())
	}}, func() { explore.Parallel(kstores(2)()...) })
	slices.Sort(got)
	want := []string{"s1.1.2.1.2", "s1.1.2x2.1", "s1.1x2.2x2", "s1.2.1.2.1", "s1.2.1x2.2", "s1.2x2.1x2"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
