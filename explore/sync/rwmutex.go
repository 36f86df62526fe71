package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A RWMutex is a reader/writer mutual exclusion lock. The zero value is
// unlocked. A writer that waits keeps new readers out, as std's does.
//
// A TryLock fails while a reader holds rw or a writer has announced itself.
type RWMutex struct{ m std.RWMutex }

// The word of a RWMutex counts the readers that hold it; writer says that one
// holds it or waits for the last reader.
const writer = 1 << 32

func noWriter(v uint64) bool  { return v&writer == 0 }
func noReaders(v uint64) bool { return uint32(v) == 0 }

// done is a step's outcome; its mode says what the step commutes with (B5).
//
//go:norace
func done(after uint64, m engine.Mode, o engine.Order) engine.Done {
	return engine.Done{After: after, Mode: m, Order: o}
}

var (
	rwLock = &engine.Step{Name: "RWMutex.Lock", On: engine.RWMutex, Mode: engine.Shuts, Guard: noWriter, Do: func(v uint64) engine.Done {
		return done(v|writer, engine.Shuts, engine.AcquireWriters)
	}}
	rwDrain = &engine.Step{Name: "RWMutex.Lock", On: engine.RWMutex, Mode: engine.Drains, Guard: noReaders, Do: func(v uint64) engine.Done {
		return done(v, engine.Drains, engine.AcquireReaders)
	}}
	rwTry = &engine.Step{Name: "RWMutex.TryLock", On: engine.RWMutex, Do: func(v uint64) engine.Done {
		if v != 0 {
			return done(v, engine.Reads, engine.Nothing)
		}
		return done(writer, engine.Writes, engine.AcquireWriters|engine.AcquireReaders)
	}}
	rwUnlock = &engine.Step{Name: "RWMutex.Unlock", On: engine.RWMutex, Do: func(v uint64) engine.Done {
		return done(v&^writer, engine.Writes, engine.ReleaseWriters)
	}}
	rwRLock = &engine.Step{Name: "RWMutex.RLock", On: engine.RWMutex, Mode: engine.Enters, Guard: noWriter, Do: func(v uint64) engine.Done {
		return done(v+1, engine.Enters, engine.AcquireWriters)
	}}
	rwTryRLock = &engine.Step{Name: "RWMutex.TryRLock", On: engine.RWMutex, Do: func(v uint64) engine.Done {
		if v&writer != 0 {
			return done(v, engine.Probes, engine.Nothing)
		}
		return done(v+1, engine.Enters, engine.AcquireWriters)
	}}
	rwRUnlock = &engine.Step{Name: "RWMutex.RUnlock", On: engine.RWMutex, Do: func(v uint64) engine.Done {
		return done(v-min(1, v&(writer-1)), engine.Leaves, engine.ReleaseReaders)
	}}
	// Of what another thread took.
	rwForeign = &engine.Step{Name: "RWMutex.RUnlock", On: engine.RWMutex, Do: func(v uint64) engine.Done {
		return done(v-min(1, v&(writer-1)), engine.Writes, engine.ReleaseReaders)
	}}
)

// Lock locks rw for writing, and waits while it is locked.
func (rw *RWMutex) Lock() {
	e := engine.At(unsafe.Pointer(rw), engine.RWMutex)
	if e == nil {
		rw.m.Lock()
		return
	}
	e.Do(unsafe.Pointer(rw), rwLock)
	e.Do(unsafe.Pointer(rw), rwDrain)
}

// TryLock tries to lock rw for writing and reports whether it succeeded.
func (rw *RWMutex) TryLock() bool {
	e := engine.At(unsafe.Pointer(rw), engine.RWMutex)
	if e == nil {
		return rw.m.TryLock()
	}
	return e.Do(unsafe.Pointer(rw), rwTry) == 0
}

// Unlock unlocks rw for writing. It panics in an exploration, and is fatal
// outside of one, if rw is not locked for writing.
func (rw *RWMutex) Unlock() {
	e := engine.At(unsafe.Pointer(rw), engine.RWMutex)
	if e == nil {
		rw.m.Unlock()
		return
	}
	if e.Do(unsafe.Pointer(rw), rwUnlock)&writer == 0 {
		panic("sync: Unlock of unlocked RWMutex")
	}
}

// RLock locks rw for reading, and waits while a writer holds it or waits for it.
//
//go:norace
func (rw *RWMutex) RLock() {
	e := engine.At(unsafe.Pointer(rw), engine.RWMutex)
	if e == nil {
		rw.m.RLock()
		return
	}
	p := unsafe.Pointer(rw)
	e.Do(p, rwRLock)
	*e.Holding(p)++
}

// TryRLock tries to lock rw for reading and reports whether it succeeded.
//
//go:norace
func (rw *RWMutex) TryRLock() bool {
	e := engine.At(unsafe.Pointer(rw), engine.RWMutex)
	if e == nil {
		return rw.m.TryRLock()
	}
	p := unsafe.Pointer(rw)
	if e.Do(p, rwTryRLock)&writer != 0 {
		return false
	}
	*e.Holding(p)++
	return true
}

// RUnlock undoes a single RLock call. It panics in an exploration, and is fatal
// outside of one, if rw is not locked for reading.
//
//go:norace
func (rw *RWMutex) RUnlock() {
	e := engine.At(unsafe.Pointer(rw), engine.RWMutex)
	if e == nil {
		rw.m.RUnlock()
		return
	}
	p := unsafe.Pointer(rw)
	step := rwForeign
	if h := e.Holding(p); h != nil && *h > 0 {
		step = rwRUnlock
		*h--
	}
	if noReaders(e.Do(p, step)) {
		panic("sync: RUnlock of unlocked RWMutex")
	}
}

// RLocker returns a Locker whose methods are rw.RLock and rw.RUnlock.
func (rw *RWMutex) RLocker() Locker { return (*rlocker)(rw) }

type rlocker RWMutex

func (r *rlocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *rlocker) Unlock() { (*RWMutex)(r).RUnlock() }
