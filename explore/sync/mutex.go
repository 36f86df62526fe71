package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A Locker can be locked and unlocked.
type Locker = std.Locker

// A Mutex is a mutual exclusion lock. The zero value is unlocked.
// It must not be copied after first use.
type Mutex struct{ m std.Mutex }

func isFree(v uint64) bool { return v == 0 }

// Lock locks m, and waits while it is locked.
func (m *Mutex) Lock() {
	e := engine.Current()
	if e == nil {
		m.m.Lock()
		return
	}
	e.EnterGuarded(unsafe.Pointer(m), engine.Lock, 0, isFree)
	e.LeaveOrdered(0, 1, true, engine.AcquireWriters|engine.Watched)
}

// TryLock tries to lock m and reports whether it succeeded.
func (m *Mutex) TryLock() bool {
	e := engine.Current()
	if e == nil {
		return m.m.TryLock()
	}
	e.EnterCAS(unsafe.Pointer(m), 0, 0)
	if v := e.Held(unsafe.Pointer(m), 0); v != 0 {
		e.LeaveOrdered(v, v, false, engine.Nothing|engine.Watched)
		return false
	}
	e.LeaveOrdered(0, 1, true, engine.AcquireWriters|engine.Watched)
	return true
}

// Unlock unlocks m. It panics in an exploration, and is fatal outside of one, if
// m is not locked.
func (m *Mutex) Unlock() {
	e := engine.Enter(unsafe.Pointer(m), engine.RMW, 0)
	if e == nil {
		m.m.Unlock()
		return
	}
	v := e.Held(unsafe.Pointer(m), 0)
	e.LeaveOrdered(v, 0, true, engine.ReleaseWriters|engine.Watched)
	if v == 0 {
		panic("sync: unlock of unlocked mutex")
	}
}
