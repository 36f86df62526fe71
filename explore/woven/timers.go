package woven

import (
	"time"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Sleep returns, in an exploration, which has no clock, what makes a step that touches
// nothing, and else f.
func Sleep(f func(time.Duration)) func(time.Duration) {
	if e := engine.Current(); e != nil {
		return func(time.Duration) { e.Plain(engine.Yield) }
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
	return func(_ time.Duration, g func()) *time.Timer {
		t := new(time.Timer)
		e.AfterFunc(unsafe.Pointer(t), g)
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
		if was, known := e.ResetTimer(unsafe.Pointer(x.t)); known {
			return was
		}
	}
	return x.t.Reset(d)
}
