package woven

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Go is the go statement.
func Go(fn func()) { explore.Go(fn) }

// Gosched is runtime.Gosched.
func Gosched() { explore.Gosched() }

// Yield returns Gosched in an exploration, and else f.
func Yield(f func()) func() {
	if engine.Current() != nil {
		return Gosched
	}
	return f
}

// CanSpin returns, in an exploration, what says that to spin is no use, and else f.
func CanSpin(f func(int) bool) func(int) bool {
	if engine.Current() != nil {
		return func(int) bool { return false }
	}
	return f
}

// Spins marks the CAS that comes next as the end of a retry loop's iteration that
// has changed nothing should it fail (explore.Spin). It returns true.
func Spins() bool {
	explore.Spin()
	return true
}

// Retry marks the end of a loop's iteration that changed nothing (explore.Retry).
func Retry() { explore.Retry() }

// Recovered is what a deferred function recovered: the end of a thread that must not go on
// goes on ending.
func Recovered(r any) any { return engine.Recovered(r) }

// Unsupported returns v, unless an exploration comes by: what v is used for
// cannot be explored, and is refused with the place in the source.
func Unsupported[T any](what string, v T) T {
	if e := engine.Current(); e != nil {
		refuse(e, what)
	}
	return v
}

// Refuse is Unsupported for a statement that has no value.
func Refuse(what string) {
	if e := engine.Current(); e != nil {
		refuse(e, what)
	}
}

// refuse names the first place outside of this package. It goes by files: a
// function literal that was inlined bears its caller's name.
func refuse(e *engine.Engine, what string) {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	first, more := frames.Next() // here
	for f := first; ; f, more = frames.Next() {
		if !more || filepath.Dir(f.File) != filepath.Dir(first.File) && !strings.HasPrefix(f.Function, "slices.") {
			e.Refuse(fmt.Sprintf("%s cannot be explored (%s:%d)", what, filepath.Base(f.File), f.Line))
		}
	}
}
