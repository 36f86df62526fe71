package woven

import (
	"time"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Sleep is time.Sleep: in an exploration, which has no clock, a step that touches
// nothing.
func Sleep(d time.Duration) {
	if e := engine.Current(); e != nil {
		e.Plain(engine.Yield)
		return
	}
	time.Sleep(d)
}

// AfterFunc is time.AfterFunc: in an exploration f runs in a thread of its own, at any
// time after. Of what it returns then only Timer makes sense.
func AfterFunc(d time.Duration, f func()) *time.Timer {
	e := engine.Current()
	if e == nil {
		return time.AfterFunc(d, f)
	}
	t := new(time.Timer)
	e.AfterFunc(unsafe.Pointer(t), f)
	return t
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
