package sync

import std "sync"

// A Map is std's where no exploration runs. In an exploration every method panics.
type Map struct{ m std.Map }

// Load is std's Load.
func (m *Map) Load(key any) (value any, ok bool) {
	refuse("Map")
	return m.m.Load(key)
}

// Store is std's Store.
func (m *Map) Store(key, value any) {
	refuse("Map")
	m.m.Store(key, value)
}

// Clear is std's Clear.
func (m *Map) Clear() {
	refuse("Map")
	m.m.Clear()
}

// LoadOrStore is std's LoadOrStore.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	refuse("Map")
	return m.m.LoadOrStore(key, value)
}

// LoadAndDelete is std's LoadAndDelete.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	refuse("Map")
	return m.m.LoadAndDelete(key)
}

// Delete is std's Delete.
func (m *Map) Delete(key any) {
	refuse("Map")
	m.m.Delete(key)
}

// Swap is std's Swap.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	refuse("Map")
	return m.m.Swap(key, value)
}

// CompareAndSwap is std's CompareAndSwap.
func (m *Map) CompareAndSwap(key, old, new any) (swapped bool) {
	refuse("Map")
	return m.m.CompareAndSwap(key, old, new)
}

// CompareAndDelete is std's CompareAndDelete.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	refuse("Map")
	return m.m.CompareAndDelete(key, old)
}

// Range is std's Range.
func (m *Map) Range(f func(key, value any) bool) {
	refuse("Map")
	m.m.Range(f)
}
