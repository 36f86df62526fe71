package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Locker can be locked and unlocked.
type Locker = std.Locker

// A Mutex is a mutual exclusion lock. The zero value is unlocked.
type Mutex struct{ m std.Mutex }

// The word of a Mutex is 1 while it is locked.
var (
	// Free: only while it can be taken (B1).
	mutexLock = &engine.Step{Name: "Mutex.Lock", Mode: engine.Writes, Guard: engine.Free, Do: func(uint64) engine.Done {
		return engine.Done{After: 1, Mode: engine.Writes, Order: engine.AcquireWriters}
	}}
	mutexTry = &engine.Step{Name: "Mutex.TryLock", Do: func(v uint64) engine.Done {
		if v != 0 { // B2
			return engine.Done{After: v, Mode: engine.Reads, Order: engine.Nothing}
		}
		return engine.Done{After: 1, Mode: engine.Writes, Order: engine.AcquireWriters}
	}}
	mutexUnlock = &engine.Step{Name: "Mutex.Unlock", Do: func(uint64) engine.Done {
		return engine.Done{After: 0, Mode: engine.Writes, Order: engine.ReleaseWriters}
	}}
)

// Lock locks m, and waits while it is locked.
func (m *Mutex) Lock() {
	e := engine.Current()
	if e == nil {
		m.m.Lock()
		return
	}
	e.Do(unsafe.Pointer(m), mutexLock)
}

// TryLock tries to lock m and reports whether it succeeded.
func (m *Mutex) TryLock() bool {
	e := engine.Current()
	if e == nil {
		return m.m.TryLock()
	}
	return e.Do(unsafe.Pointer(m), mutexTry) == 0
}

// Unlock unlocks m. It panics in an exploration, and is fatal outside of one, if
// m is not locked.
func (m *Mutex) Unlock() {
	e := engine.Current()
	if e == nil {
		m.m.Unlock()
		return
	}
	if e.Do(unsafe.Pointer(m), mutexUnlock) == 0 {
		panic("sync: unlock of unlocked mutex") // B3
	}
}
