package woven

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Locks and atomics that woven code hands to a package that is not woven are of these
// types there. Those of explore/sync and explore/atomic begin with them.
type (
	StdMutex     = sync.Mutex
	StdRWMutex   = sync.RWMutex
	StdWaitGroup = sync.WaitGroup
	StdOnce      = sync.Once
	StdMap       = sync.Map
	StdBool      = atomic.Bool
	StdInt32     = atomic.Int32
	StdInt64     = atomic.Int64
	StdUint32    = atomic.Uint32
	StdUint64    = atomic.Uint64
	StdUintptr   = atomic.Uintptr
	StdValue     = atomic.Value
)

// Cross returns what becomes a pointer to one of those, unless an exploration comes by:
// nobody there would see what is done to it.
func Cross[T any](what string, p *T) unsafe.Pointer {
	if e := engine.Current(); e != nil {
		refuse(e, what)
	}
	return unsafe.Pointer(p)
}
