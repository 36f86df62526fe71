package woven

import (
	"time"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Now returns what tells the time: in an exploration the execution's (E17), and the
// verdict is bounded; elsewhere it is f.
func Now(f func() time.Time) func() time.Time {
	return func() time.Time {
		if e := engine.Current(); e != nil {
			return e.Now()
		}
		return f()
	}
}

// Since is Now for time.Since.
func Since(f func(time.Time) time.Duration) func(time.Time) time.Duration {
	return func(t time.Time) time.Duration {
		if e := engine.Current(); e != nil {
			return e.Now().Sub(t)
		}
		return f(t)
	}
}

// Until is Now for time.Until.
func Until(f func(time.Time) time.Duration) func(time.Time) time.Duration {
	return func(t time.Time) time.Duration {
		if e := engine.Current(); e != nil {
			return t.Sub(e.Now())
		}
		return f(t)
	}
}

// Nanotime is Now for the runtime's count of nanoseconds.
func Nanotime(f func() int64) func() int64 {
	return func() int64 {
		if e := engine.Current(); e != nil {
			return e.Now().UnixNano()
		}
		return f()
	}
}

// Sleep returns, in an exploration, what makes a step that touches nothing, after which it
// is later, and else f.
func Sleep(f func(time.Duration)) func(time.Duration) {
	if e := engine.Current(); e != nil {
		return e.Nap
	}
	return f
}

// AfterFunc returns, in an exploration, what lets its function run in a thread of its
// own, at any time after, and else f. Of the timer then only Timer makes sense.
func AfterFunc(f func(time.Duration, func()) *time.Timer) func(time.Duration, func()) *time.Timer {
	e := engine.Current()
	if e == nil {
		return f
	}
	return func(d time.Duration, g func()) *time.Timer {
		t := new(time.Timer)
		e.AfterFunc(unsafe.Pointer(t), d, g)
		return t
	}
}

// TimerOf is a timer that is about to be stopped or reset.
type TimerOf struct{ t *time.Timer }

// Timer begins Timer(t).Stop(), which is t.Stop(), and likewise Reset.
func Timer(t *time.Timer) TimerOf { return TimerOf{t} }

// Stop is Stop.
func (x TimerOf) Stop() bool {
	if e := engine.Current(); e != nil {
		if was, known := e.StopTimer(unsafe.Pointer(x.t)); known {
			return was
		}
	}
	return x.t.Stop()
}

// Reset is Reset.
func (x TimerOf) Reset(d time.Duration) bool {
	if e := engine.Current(); e != nil {
		if was, known := e.ResetTimer(unsafe.Pointer(x.t), d); known {
			return was
		}
	}
	return x.t.Reset(d)
}
