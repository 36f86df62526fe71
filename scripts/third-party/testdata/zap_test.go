// A logger that keeps the first messages of each tick.
//
//poolproof:module go.uber.org/zap@v1.28.0
//poolproof:weave go.uber.org/zap/... go.uber.org/multierr
package zap_test

import (
	"testing"
	"time"

	"github.com/poolproof/poolproof/explore"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

type core struct {
	zapcore.LevelEnabler
}

func (c core) With([]zapcore.Field) zapcore.Core { return c }
func (c core) Check(e zapcore.Entry, ce *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	return ce.AddCore(e, c)
}
func (c core) Write(zapcore.Entry, []zapcore.Field) error { return nil }
func (c core) Sync() error                                { return nil }

func sample(threads, first int) explore.Report {
	return explore.Explore(explore.Config{}, func() {
		s := zapcore.NewSamplerWithOptions(core{zapcore.DebugLevel}, time.Second, first, 0)
		at := time.Unix(1000, 0)
		got := make([]bool, threads)
		var do []func()
		for i := range got {
			do = append(do, func() {
				got[i] = s.Check(zapcore.Entry{Level: zapcore.InfoLevel, Time: at, Message: "m"}, nil) != nil
			})
		}
		explore.Parallel(do...)
		n := 0
		for _, g := range got {
			if g {
				n++
			}
		}
		explore.Check(n == first, "%d of %d are kept", n, first)
	})
}

// Two threads log a message of which one a tick is kept.
func TestSampler(t *testing.T) {
	r := sample(2, 1)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}

// Three threads log a message of which two a tick are kept: are three? Who resets the counter late
// sets it back to one after others were counted, and more are kept than were asked for.
func TestSamplerOfThree(t *testing.T) {
	if explore.Sampling() {
		t.Skip("not always")
	}
	r := sample(3, 2)
	if r.Verdict != explore.Violated {
		t.Fatal(r)
	}
	t.Log(r)
}

// A level is changed beside a logger: nothing below it is logged after it.
func TestLevel(t *testing.T) {
	r := explore.Explore(explore.Config{}, func() {
		l := zap.NewAtomicLevelAt(zap.InfoLevel)
		log := zap.New(core{l})
		explore.Parallel(
			func() {
				l.SetLevel(zap.ErrorLevel)
				explore.Check(log.Check(zap.InfoLevel, "") == nil, "a message after its level")
			},
			func() { log.Info("a"); log.Error("b") })
	})
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	t.Log(r)
}
