package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A RWMutex is a reader/writer mutual exclusion lock. The zero value is
// unlocked. A writer that waits keeps new readers out, as std's does.
// It must not be copied after first use.
//
// In an exploration its state is one word: how many readers hold it, whether a
// writer has announced itself, and whether that writer holds it.
type RWMutex struct{ m std.RWMutex }

const (
	writerWaits = 1 << 32
	writerHolds = 1 << 33
)

func noWriter(v uint64) bool  { return v < writerWaits }
func noReaders(v uint64) bool { return uint32(v) == 0 }

// Lock locks rw for writing, and waits while it is locked.
func (rw *RWMutex) Lock() {
	e := engine.Current()
	if e == nil {
		rw.m.Lock()
		return
	}
	p := unsafe.Pointer(rw)
	e.EnterGuarded(p, engine.Lock, 0, noWriter)
	v := e.Held(p, 0)
	if v == 0 {
		e.LeaveOrdered(0, writerWaits|writerHolds, true, engine.AcquireWriters|engine.AcquireReaders)
		return
	}
	e.LeaveOrdered(v, v|writerWaits, true, engine.Nothing)
	e.EnterGuarded(p, engine.Lock, 0, noReaders)
	v = e.Held(p, 0)
	e.LeaveOrdered(v, v|writerHolds, true, engine.AcquireWriters|engine.AcquireReaders)
}

// TryLock tries to lock rw for writing and reports whether it succeeded.
func (rw *RWMutex) TryLock() bool {
	e := engine.Current()
	if e == nil {
		return rw.m.TryLock()
	}
	p := unsafe.Pointer(rw)
	e.EnterCAS(p, 0, 0)
	if v := e.Held(p, 0); v != 0 {
		e.LeaveOrdered(v, v, false, engine.Nothing)
		return false
	}
	e.LeaveOrdered(0, writerWaits|writerHolds, true, engine.AcquireWriters|engine.AcquireReaders)
	return true
}

// Unlock unlocks rw for writing. It panics in an exploration, and is fatal
// outside of one, if rw is not locked for writing.
func (rw *RWMutex) Unlock() {
	e := engine.Enter(unsafe.Pointer(rw), engine.RMW, 0)
	if e == nil {
		rw.m.Unlock()
		return
	}
	v := e.Held(unsafe.Pointer(rw), 0)
	e.LeaveOrdered(v, v&^(writerWaits|writerHolds), true, engine.ReleaseWriters)
	if v&writerHolds == 0 {
		panic("sync: Unlock of unlocked RWMutex")
	}
}

// RLock locks rw for reading, and waits while a writer holds it or waits for it.
func (rw *RWMutex) RLock() {
	e := engine.Current()
	if e == nil {
		rw.m.RLock()
		return
	}
	p := unsafe.Pointer(rw)
	e.EnterGuarded(p, engine.Lock, 0, noWriter)
	v := e.Held(p, 0)
	e.LeaveOrdered(v, v+1, true, engine.AcquireWriters)
}

// TryRLock tries to lock rw for reading and reports whether it succeeded.
func (rw *RWMutex) TryRLock() bool {
	e := engine.Current()
	if e == nil {
		return rw.m.TryRLock()
	}
	p := unsafe.Pointer(rw)
	e.EnterGuarded(p, engine.Try, 0, noWriter)
	v := e.Held(p, 0)
	if !noWriter(v) {
		e.LeaveOrdered(v, v, false, engine.Nothing)
		return false
	}
	e.LeaveOrdered(v, v+1, true, engine.AcquireWriters)
	return true
}

// RUnlock undoes a single RLock call. It panics in an exploration, and is fatal
// outside of one, if rw is not locked for reading.
func (rw *RWMutex) RUnlock() {
	e := engine.Enter(unsafe.Pointer(rw), engine.RMW, 0)
	if e == nil {
		rw.m.RUnlock()
		return
	}
	v := e.Held(unsafe.Pointer(rw), 0)
	if uint32(v) == 0 {
		e.LeaveOrdered(v, v, true, engine.Nothing)
		panic("sync: RUnlock of unlocked RWMutex")
	}
	e.LeaveOrdered(v, v-1, true, engine.ReleaseReaders)
}

// RLocker returns a Locker whose methods are rw.RLock and rw.RUnlock.
func (rw *RWMutex) RLocker() Locker { return (*rlocker)(rw) }

type rlocker RWMutex

func (r *rlocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *rlocker) Unlock() { (*RWMutex)(r).RUnlock() }
