package explore_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/sync"
)

// TestLoopsUnderALock: a turn under a lock that only looks is idle, and one that changes
// something, or lets others in, is not; where a lock is tried it is a bound (E16).
func TestLoopsUnderALock(t *testing.T) {
	type machine struct {
		x    atomic.Int32
		y    int
		mu   sync.Mutex
		rw   sync.RWMutex
		seen string
	}
	// until waits until x is 1, one turn after the other.
	until := func(turn func(m *machine) int32) func(*machine) {
		return func(m *machine) {
			l := engine.Current().NewLoop()
			for {
				l.Again()
				if turn(m) == 1 {
					return
				}
			}
		}
	}
	looks := until(func(m *machine) int32 {
		m.mu.Lock()
		defer m.mu.Unlock()
		return m.x.Load()
	})
	set := func(m *machine) {
		m.mu.Lock()
		m.x.Store(1)
		m.mu.Unlock()
	}
	for _, c := range []struct {
		name    string
		threads []func(*machine)
		verdict string // without SpinCut, and the same with it
		ends    string
	}{
		{"a lock", []func(*machine){looks, set}, "exhausted", ""},
		{"two who wait", []func(*machine){looks, looks, set}, "exhausted", ""},
		{"a reader's lock", []func(*machine){until(func(m *machine) int32 {
			m.rw.RLock()
			defer m.rw.RUnlock()
			return m.x.Load()
		}), func(m *machine) {
			m.rw.Lock()
			m.x.Store(1)
			m.rw.Unlock()
		}}, "exhausted", ""},
		{"a writer's lock, in another", []func(*machine){until(func(m *machine) int32 {
			m.mu.Lock()
			m.rw.Lock()
			defer m.mu.Unlock()
			defer m.rw.Unlock()
			return m.x.Load()
		}), set}, "exhausted", ""},
		{"what is done under it", []func(*machine){until(func(m *machine) int32 {
			m.mu.Lock()
			defer m.mu.Unlock()
			*explore.W(&m.y)++
			m.seen = fmt.Sprint(min(m.y, 3))
			return m.x.Load()
		}), set}, "bounded", "1 2 3"},
		{"what is done between two", []func(*machine){until(func(m *machine) int32 {
			m.mu.Lock()
			_ = m.seen
			m.mu.Unlock()
			*explore.W(&m.y)++
			m.seen = fmt.Sprint(min(m.y, 3))
			return m.x.Load()
		}), set}, "bounded", "1 2 3"},
		{"a lock that is freed and taken again lets others in", []func(*machine){func(m *machine) {
			m.mu.Lock()
			*explore.W(&m.y) = 2
			until(func(m *machine) int32 {
				if m.x.Load() == 1 {
					return 1
				}
				m.mu.Unlock()
				m.mu.Lock()
				return 0
			})(m)
			m.mu.Unlock()
		}, func(m *machine) {
			m.mu.Lock()
			m.seen = fmt.Sprint(*explore.R(&m.y))
			m.mu.Unlock()
			m.x.Store(1)
		}}, "bounded", "0 2"},
		{"who tries to take it knows of the turns", []func(*machine){looks, func(m *machine) {
			first := m.mu.TryLock()
			if first {
				m.mu.Unlock()
			}
			m.mu.Lock()
			_ = m.seen
			m.mu.Unlock()
			second := m.mu.TryLock()
			if second {
				m.mu.Unlock()
			}
			m.seen = fmt.Sprintf("%t,%t", first, second)
			m.x.Store(1)
		}}, "bounded", ""},
	} {
		for _, cut := range []bool{false, true} {
			ends := map[string]bool{}
			r := explore.Explore(explore.Config{SpinCut: cut}, func() {
				m := new(machine)
				var fs []func()
				for _, f := range c.threads {
					fs = append(fs, func() { f(m) })
				}
				explore.Parallel(fs...)
				ends[m.seen] = true
			})
			got := strings.Join(slices.Sorted(maps.Keys(ends)), " ")
			if r.Verdict.String() != c.verdict || c.ends != "" && got != c.ends {
				t.Errorf("%s, cut %t: %v; ends %s, want %s; %s", c.name, cut, r, got, c.verdict, c.ends)
			}
			t.Log(c.name, cut, r, got)
		}
	}
}
