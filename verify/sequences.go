package verify

import (
	"runtime"
	"strings"

	"github.com/poolproof/poolproof/chain"
	"github.com/poolproof/poolproof/dequeue"
	"github.com/poolproof/poolproof/internal/pin"
	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/pool"
)

// Every sequence of calls up to a length, by one goroutine, against a slice or a bag.
// A sequence runs from an empty structure each time, so that what it does depends on
// nothing before it.

// sequences calls try with every sequence of up to length steps, each from 0 to
// kinds-1, until one fails or the time is over. Try returns what went wrong, or "".
func sequences(c *check, kinds, length int, names []string, try func(steps []int) string) {
	steps := make([]int, 0, length)
	var visit func() bool
	visit = func() bool {
		if c.Err() != nil {
			return false
		}
		c.counts["sequences"]++
		c.counts["steps"] += int64(len(steps))
		if wrong := try(steps); wrong != "" {
			var story []string
			for _, s := range steps {
				story = append(story, names[s])
			}
			c.found(verdict.Violated, "%s\nafter %s", wrong, strings.Join(story, ", "))
			return false
		}
		if len(steps) == length {
			return true
		}
		for s := range kinds {
			steps = append(steps, s)
			more := visit()
			steps = steps[:len(steps)-1]
			if !more {
				return false
			}
		}
		return true
	}
	if visit() {
		c.done(verdict.Bounded)
	} else if c.verdict != verdict.Violated {
		c.done(verdict.Unknown)
	}
}

// deque is what ring and chain can do.
type deque interface {
	PushHead(int) bool
	PopHead() (int, bool)
	PopTail() (int, bool)
}

// twin is a deque and the slice that it should be like.
type twin struct {
	deque
	capacity int // 0 means none
	want     []int
	next     int
}

// push, popHead and popTail do the same to both and return what differs, or "".
func (t *twin) push() string {
	t.next++
	room := t.capacity == 0 || len(t.want) < t.capacity
	if t.PushHead(t.next) != room {
		return "a push was answered wrongly: there was room or not, and it said the opposite"
	}
	if room {
		t.want = append(t.want, t.next)
	}
	return ""
}

func (t *twin) popHead() string {
	v, ok := t.PopHead()
	if n := len(t.want); ok != (n > 0) || ok && v != t.want[n-1] {
		return "PopHead returned another value than the newest"
	}
	t.want = t.want[:max(0, len(t.want)-1)]
	return ""
}

func (t *twin) popTail() string {
	v, ok := t.PopTail()
	if ok != (len(t.want) > 0) || ok && v != t.want[0] {
		return "PopTail returned another value than the oldest"
	}
	if ok {
		t.want = t.want[1:]
	}
	return ""
}

func ringSequences(c *check) {
	for _, size := range []int{1, 2, 4} {
		for _, start := range []uint32{0, ^uint32(0)} {
			sequences(c, 3, 9, []string{"PushHead", "PopHead", "PopTail"}, func(steps []int) (wrong string) {
				t := twin{deque: dequeue.NewAt[int](size, start), capacity: size}
				for _, s := range steps {
					switch s {
					case 0:
						wrong = t.push()
					case 1:
						wrong = t.popHead()
					case 2:
						wrong = t.popTail()
					}
				}
				return wrong
			})
			if c.verdict != verdict.Bounded {
				return
			}
		}
	}
}

type growing struct{ chain.Chain[int] }

func (g *growing) PushHead(v int) bool { g.Chain.PushHead(v); return true }

func chainSequences(c *check) {
	names := []string{"PushHead", "9 × PushHead", "PopHead", "9 × PopHead", "PopTail", "9 × PopTail"}
	sequences(c, len(names), 8, names, func(steps []int) (wrong string) {
		t := twin{deque: new(growing)}
		for _, s := range steps {
			f := []func() string{t.push, t.popHead, t.popTail}[s/2]
			for range 1 + 8*(s%2) {
				if w := f(); w != "" {
					wrong = w
				}
			}
		}
		return wrong
	})
}

func poolSequences(c *check) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	onePlace := pin.Places() == 1 // else what was put may be private to another place
	quiet := quietly(c)
	defer quiet()
	names := []string{"Put", "10 × Put", "Get", "10 × Get", "Rotate"}
	sequences(c, len(names), 7, names, func(steps []int) (wrong string) {
		var p pool.Pool[int]
		age := map[int]int{} // of each value inside: the clearings since its Put
		next := 0
		for _, s := range steps {
			for range 1 + 9*(s%2) {
				switch s {
				case 0, 1:
					next++
					p.Put(next)
					age[next] = 0
				case 2, 3:
					v := p.Get()
					_, inside := age[v]
					switch {
					case v != 0 && !inside:
						return "Get returned a value that is not inside"
					case v == 0 && len(age) > 0 && onePlace:
						return "Get found nothing though there was something"
					}
					delete(age, v)
				}
			}
			if s == 4 {
				p.Rotate()
				for v := range age {
					if age[v]++; age[v] == 2 {
						delete(age, v)
					}
				}
			}
		}
		return ""
	})
}
