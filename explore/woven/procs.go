package woven

import (
	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Pin returns explore.Pin in an exploration, and else f.
func Pin(f func() int) func() int {
	if engine.Current() != nil {
		return explore.Pin
	}
	return f
}

// Unpin returns explore.Unpin in an exploration, and else f.
func Unpin[F func() | func(place int)](f F) F {
	if engine.Current() == nil {
		return f
	}
	switch g := any(&f).(type) {
	case *func():
		*g = explore.Unpin
	case *func(int):
		*g = func(int) { explore.Unpin() }
	}
	return f
}

// Places returns what asks for the number of Ps in an exploration, and else f.
func Places(f func() int) func() int {
	if engine.Current() != nil {
		return func() int { return explore.Procs(0) }
	}
	return f
}

// GOMAXPROCS returns explore.Procs in an exploration, and else f.
func GOMAXPROCS(f func(int) int) func(int) int {
	if engine.Current() != nil {
		return explore.Procs
	}
	return f
}

// AtGC returns what registers a function for the GC steps of explorations: of the one
// that comes by, and else of all. It is never registered with the runtime, which would
// call it while the world is stopped, where woven code cannot run.
func AtGC(func(func())) func(func()) {
	if engine.Current() != nil {
		return explore.AtGC
	}
	return engine.AtEveryGC
}
