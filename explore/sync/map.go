package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Map is a map for any number of threads. The zero value is empty, and in an
// exploration it is empty at the start of each execution. An operation is one step on the
// map (B6); a read of a key follows the write that it observes and no other. Range loads
// each key that was there when it began.
type Map struct {
	m  std.Map
	in contents // explorations
}

// contents is what a Map or a Pool holds in an execution. What is read and written of it
// is ordered by steps that synchronise nothing, so it is hidden from Go's race detector.
type contents struct {
	engine *engine.Engine
	run    uint32
	first  *entry
}

// entry is one value on its way from the thread that gave it to those that take it.
type entry struct {
	key, value any
	next       *entry
	out        byte // the location of its hand-over
}

var (
	mapRead  = &engine.Step{Name: "Map read", On: engine.Map, Mode: engine.Reads, Do: func(v uint64) engine.Done { return done(v, engine.Reads, engine.Nothing) }}
	mapWrite = &engine.Step{Name: "Map write", On: engine.Map, Do: func(v uint64) engine.Done { return done(v+1, engine.Writes, engine.Nothing) }}
	giveOut  = &engine.Step{Name: "give", Do: func(uint64) engine.Done { return done(1, engine.Writes, engine.ReleaseWriters) }}
	takeIn   = &engine.Step{Name: "take", Mode: engine.Reads, Do: func(v uint64) engine.Done { return done(v, engine.Reads, engine.AcquireWriters) }}
)

// give makes an entry that nobody knows yet.
func give(e *engine.Engine, key, value any) *entry {
	n := &entry{key: key, value: value}
	e.Do(unsafe.Pointer(&n.out), giveOut)
	return n
}

// take makes what follows follow who gave the entry, and returns its value.
func (n *entry) take(e *engine.Engine) any {
	if n == nil {
		return nil
	}
	e.Do(unsafe.Pointer(&n.out), takeIn)
	return n.read()
}

//go:norace
func (n *entry) read() any { return n.value }

//go:norace
func (n *entry) name() any { return n.key }

// of returns the contents in this execution.
//
//go:norace
func (c *contents) of(e *engine.Engine) *contents {
	if c.engine != e || c.run != e.Number() {
		c.engine, c.run, c.first = e, e.Number(), nil
	}
	return c
}

// find returns the entry of a key, or nil.
//
//go:norace
func (c *contents) find(key any) *entry {
	for n := c.first; n != nil; n = n.next {
		if n.key == key {
			return n
		}
	}
	return nil
}

// put puts n in the place of old, or at the end if that is nil.
//
//go:norace
func (c *contents) put(old, n *entry) {
	p := &c.first
	for *p != nil && *p != old {
		p = &(*p).next
	}
	n.next = nil
	if old != nil {
		n.next = old.next
	}
	*p = n
}

// drop removes an entry, if it is there.
//
//go:norace
func (c *contents) drop(n *entry) {
	for p := &c.first; *p != nil; p = &(*p).next {
		if *p == n {
			*p = n.next
			return
		}
	}
}

//go:norace
func (c *contents) clear() { c.first = nil }

// all returns the entries, in the order in which their keys came.
//
//go:norace
func (c *contents) all() []*entry {
	k := 0
	for n := c.first; n != nil; n = n.next {
		k++
	}
	list := make([]*entry, k)
	k = 0
	for n := c.first; n != nil; n = n.next {
		list[k] = n
		k++
	}
	return list
}

func (m *Map) at() *engine.Engine { return engine.At(unsafe.Pointer(m), engine.Map) }

func (m *Map) step(e *engine.Engine, s *engine.Step) *contents {
	e.Do(unsafe.Pointer(m), s)
	return m.in.of(e)
}

// Load is as std's.
func (m *Map) Load(key any) (value any, ok bool) {
	e := m.at()
	if e == nil {
		return m.m.Load(key)
	}
	n := m.step(e, mapRead).find(key)
	return n.take(e), n != nil
}

// Store is as std's.
func (m *Map) Store(key, value any) {
	e := m.at()
	if e == nil {
		m.m.Store(key, value)
		return
	}
	m.Swap(key, value)
}

// Clear is as std's.
func (m *Map) Clear() {
	e := m.at()
	if e == nil {
		m.m.Clear()
		return
	}
	m.step(e, mapWrite).clear()
}

// LoadOrStore is as std's.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	e := m.at()
	if e == nil {
		return m.m.LoadOrStore(key, value)
	}
	n := give(e, key, value)
	c := m.step(e, mapWrite)
	if old := c.find(key); old != nil {
		return old.take(e), true
	}
	c.put(nil, n)
	return value, false
}

// LoadAndDelete is as std's.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	e := m.at()
	if e == nil {
		return m.m.LoadAndDelete(key)
	}
	c := m.step(e, mapWrite)
	n := c.find(key)
	c.drop(n)
	return n.take(e), n != nil
}

// Delete is as std's.
func (m *Map) Delete(key any) { m.LoadAndDelete(key) }

// Swap is as std's.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	e := m.at()
	if e == nil {
		return m.m.Swap(key, value)
	}
	n := give(e, key, value)
	c := m.step(e, mapWrite)
	old := c.find(key)
	c.put(old, n)
	return old.take(e), old != nil
}

// CompareAndSwap is as std's.
func (m *Map) CompareAndSwap(key, old, new any) (swapped bool) {
	e := m.at()
	if e == nil {
		return m.m.CompareAndSwap(key, old, new)
	}
	n := give(e, key, new)
	c := m.step(e, mapWrite)
	was := c.find(key)
	if swapped = was != nil && was.read() == old; swapped {
		c.put(was, n)
	}
	was.take(e)
	return swapped
}

// CompareAndDelete is as std's.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	e := m.at()
	if e == nil {
		return m.m.CompareAndDelete(key, old)
	}
	c := m.step(e, mapWrite)
	was := c.find(key)
	if deleted = was != nil && was.read() == old; deleted {
		c.drop(was)
	}
	was.take(e)
	return deleted
}

// Range is as std's.
func (m *Map) Range(f func(key, value any) bool) {
	e := m.at()
	if e == nil {
		m.m.Range(f)
		return
	}
	for _, n := range m.step(e, mapRead).all() {
		key := n.name()
		if value, ok := m.Load(key); ok && !f(key, value) {
			return
		}
	}
}
