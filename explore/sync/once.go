package sync

import (
	std "sync"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Once performs one action: in an exploration, one in each execution. The zero
// value is ready.
type Once struct{ o std.Once }

const (
	onceRuns = 1
	onceDone = 2
)

var (
	onceDo = &engine.Step{Name: "Once.Do", Mode: engine.Writes, Guard: func(v uint64) bool { return v != onceRuns }, Do: func(v uint64) engine.Done {
		if v == onceDone {
			return done(v, engine.Reads, engine.AcquireWriters)
		}
		return done(onceRuns, engine.Writes, engine.Nothing)
	}}
	onceEnd = &engine.Step{Name: "Once.Do", Do: func(uint64) engine.Done {
		return done(onceDone, engine.Writes, engine.ReleaseWriters)
	}}
)

// Do calls f if and only if Do is called for the first time, and returns when
// that call of f has, by a panic too. Since it may wait, it may not be called
// while pinned.
func (o *Once) Do(f func()) {
	e := engine.Current()
	if e == nil {
		o.o.Do(f)
		return
	}
	if e.Do(unsafe.Pointer(o), onceDo) == 0 {
		defer e.Do(unsafe.Pointer(o), onceEnd)
		f()
	}
}
