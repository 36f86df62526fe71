package sync

import (
	std "sync"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// What follows exists so that code that mentions it compiles. Outside of an
// exploration it is std's; inside, its first use is refused by name.

func refuse(what string) {
	if e := engine.Current(); e != nil {
		e.Refuse("sync." + what + " cannot be explored: weave its source and use that (" + engine.Place() + ")") // B6
	}
}

// A Map is std's Map, and refused in an exploration.
type Map struct{ m std.Map }

// Load is as std's.
func (m *Map) Load(key any) (value any, ok bool) { refuse("Map"); return m.m.Load(key) }

// Store is as std's.
func (m *Map) Store(key, value any) { refuse("Map"); m.m.Store(key, value) }

// Clear is as std's.
func (m *Map) Clear() { refuse("Map"); m.m.Clear() }

// LoadOrStore is as std's.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	refuse("Map")
	return m.m.LoadOrStore(key, value)
}

// LoadAndDelete is as std's.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	refuse("Map")
	return m.m.LoadAndDelete(key)
}

// Delete is as std's.
func (m *Map) Delete(key any) { refuse("Map"); m.m.Delete(key) }

// Swap is as std's.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	refuse("Map")
	return m.m.Swap(key, value)
}

// CompareAndSwap is as std's.
func (m *Map) CompareAndSwap(key, old, new any) (swapped bool) {
	refuse("Map")
	return m.m.CompareAndSwap(key, old, new)
}

// CompareAndDelete is as std's.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	refuse("Map")
	return m.m.CompareAndDelete(key, old)
}

// Range is as std's.
func (m *Map) Range(f func(key, value any) bool) { refuse("Map"); m.m.Range(f) }

// A Pool is std's Pool, and refused in an exploration.
type Pool struct {
	New func() any
	p   std.Pool
}

// Get is as std's.
func (p *Pool) Get() any {
	refuse("Pool")
	if x := p.p.Get(); x != nil || p.New == nil {
		return x
	}
	return p.New()
}

// Put is as std's.
func (p *Pool) Put(x any) { refuse("Pool"); p.p.Put(x) }
