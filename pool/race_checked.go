//go:build race || poolcheck

package pool

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unsafe"
	"weak"
)

// What a pool with checks knows of the values that are in it (P15): of each that has an
// address, who put it and what it looked like. It keeps none of them alive. The table is
// written by hand, since the functions that touch it must not be watched by the race
// detector (see race_user.go) and a map always is.

// checkAsked is whether this build checks anything.
const checkAsked = true

// checks is the table of one pool.
type checks struct {
	mu      sync.Mutex
	buckets []*inside // as many as a power of two, or none
	n, most int       // how many there are, and when to look for those that are garbage
}

// inside is a value in the pool.
type inside struct {
	next    *inside
	address uintptr
	value   weak.Pointer[byte] // tells it from another one that gets its address later
	sum     uint64             // of what it looked like when it was put
	stack   stack              // of its Put
}

type stack struct {
	pcs [64]uintptr
	n   int
}

// checking returns the pool's checks, or nil if it has none.
func (p *Pool[T]) checking() *checks {
	if o := p.options(); checkAll || o != nil && o.check {
		return &p.more().checks
	}
	return nil
}

// checkPut panics if x is in the pool.
//
//go:norace
func (p *Pool[T]) checkPut(x T) {
	enter()
	c := p.checking()
	leave()
	if c == nil {
		return
	}
	m := memoryOf(x)
	if m.at == nil {
		return
	}
	m.each(raceWrite) // whoever uses it still, unsynchronized, is reported with his stack
	var now stack
	now.n = runtime.Callers(3, now.pcs[:])
	enter()
	old := c.add(&inside{address: uintptr(m.at), value: weak.Make((*byte)(m.at)), sum: m.sum(), stack: now})
	leave()
	if old != nil {
		panic(fmt.Sprintf("pool: double Put: the %T at %p is in the pool already\nIt was put by\n%sand is put again by\n%s", x, m.at, &old.stack, &now))
	}
}

// checkGet panics if x, which was in the pool, has changed there.
//
//go:norace
func (p *Pool[T]) checkGet(x T) {
	enter()
	c := p.checking()
	leave()
	if c != nil {
		checkGone(c, x, "Get")
	}
}

// checkGone panics if x, which is in the pool no more, has changed there.
//
//go:norace
func checkGone[T any](c *checks, x T, by string) {
	m := memoryOf(x)
	if m.at == nil {
		return
	}
	enter()
	was := c.remove(m.at)
	leave()
	if was == nil {
		return
	}
	m.each(raceWrite)
	if m.sum() == was.sum {
		return
	}
	var now stack
	now.n = runtime.Callers(3, now.pcs[:])
	panic(fmt.Sprintf("pool: use after Put: the %T at %p was written to while it was in the pool\nIt was put by\n%sand the change was found by a %s of\n%s", x, m.at, &was.stack, by, &now))
}

// add adds in, unless its value is there: then it returns what is.
//
//go:norace
func (c *checks) add(in *inside) *inside {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := c.find(in.address); i != nil; i = i.next {
		if i.value == in.value && i.address == in.address {
			return i
		}
	}
	if c.n >= c.most {
		c.rebuild()
	}
	b := c.bucket(in.address)
	in.next, c.buckets[b] = c.buckets[b], in
	c.n++
	return nil
}

// remove takes out what is known of the value at that address.
//
//go:norace
func (c *checks) remove(at unsafe.Pointer) *inside {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.find(uintptr(at)) == nil {
		return nil
	}
	value := weak.Make((*byte)(at))
	for link := &c.buckets[c.bucket(uintptr(at))]; *link != nil; link = &(*link).next {
		if i := *link; i.value == value && i.address == uintptr(at) {
			*link = i.next
			c.n--
			return i
		}
	}
	return nil
}

// find returns the first in the address's bucket.
//
//go:norace
func (c *checks) find(address uintptr) *inside {
	if len(c.buckets) == 0 {
		return nil
	}
	return c.buckets[c.bucket(address)]
}

// bucket returns the number of the address's bucket.
//
//go:norace
func (c *checks) bucket(address uintptr) int {
	return int(address>>3*0x9e3779b1>>8) & (len(c.buckets) - 1)
}

// rebuild forgets what is garbage and makes room for twice what is left.
//
//go:norace
func (c *checks) rebuild() {
	old := c.buckets
	size := 16
	for size < 2*c.n {
		size *= 2
	}
	c.buckets, c.n = make([]*inside, size), 0
	for _, i := range old {
		for i != nil {
			next := i.next
			if i.value.Value() != nil {
				b := c.bucket(i.address)
				i.next, c.buckets[b] = c.buckets[b], i
				c.n++
			}
			i = next
		}
	}
	c.most = max(size, 2*c.n)
}

func (s *stack) String() string {
	var b strings.Builder
	for frames, more := runtime.CallersFrames(s.pcs[:s.n]), true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); f.Function != "" {
			fmt.Fprintf(&b, "\t%s\n\t\t%s:%d\n", f.Function, f.File, f.Line)
		}
	}
	return b.String()
}
