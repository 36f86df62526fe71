package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress tells how far a command is: by a line that is redrawn on a terminal, by
// plain lines elsewhere, one every two seconds at most, and ever more seldom as long as
// there is nothing new to tell. It uses no colour, so there is
// none for NO_COLOR to remove. Its methods may be called by any goroutine.
type progress struct {
	w        io.Writer
	terminal bool
	quit     chan struct{}
	ticker   sync.WaitGroup

	mu    sync.Mutex
	bar   *progressbar.ProgressBar // on a terminal, once there is something to draw
	what  string                   // is being done, "" if nothing is
	since time.Time                // it began, or was last told of
	told  string                   // last
	pause time.Duration            // until that is told again
	start time.Time                // of the whole
}

// every is how often work that goes on is told of, and seldom how often that it still does.
const (
	every  = 2 * time.Second
	seldom = 32 * time.Second
)

// newProgress returns a progress on w, which end must end.
func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	now := time.Now()
	p := &progress{
		w: w, terminal: ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb",
		quit: make(chan struct{}), start: now, since: now,
	}
	p.ticker.Go(func() {
		tick := time.NewTicker(every / 2)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.tick()
			case <-p.quit:
				return
			}
		}
	})
	return p
}

// tick shows that the step which began some time ago goes on.
func (p *progress) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.what != p.told {
		p.pause = every
	}
	switch {
	case p.what == "":
	case p.terminal && p.bar != nil:
		p.bar.Describe(p.what) // draws it with the time that has passed
	case !p.terminal && time.Since(p.since) >= p.pause:
		p.since, p.told = time.Now(), p.what
		p.pause = min(2*p.pause, seldom)
		fmt.Fprintf(p.w, "%4.0fs  %s\n", time.Since(p.start).Seconds(), p.what)
	}
}

// draw redraws the line on a terminal; n is negative if the end is not known.
func (p *progress) draw(i, n int64, what string) {
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(n,
			progressbar.OptionSetWriter(p.w), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetWidth(20), progressbar.OptionSetElapsedTime(true))
	}
	p.bar.Describe(what)
	p.bar.Set64(i)
}

// step says that step i of n begins, from 0.
func (p *progress) step(i, n int, what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what, p.since = what, time.Now()
	if p.terminal {
		p.draw(int64(i), int64(n), what)
	}
}

// line says that something is done.
func (p *progress) line(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what = ""
	if p.bar != nil {
		p.bar.Clear()
	}
	fmt.Fprintln(p.w, what)
}

// part says how much of a time has passed; a whole of 0 has no end.
func (p *progress) part(passed, whole time.Duration, what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what = what
	switch {
	case p.terminal && whole == 0:
		p.draw(passed.Milliseconds(), -1, what)
	case p.terminal:
		p.draw(min(passed, whole).Milliseconds(), whole.Milliseconds(), what)
	}
}

// end removes the line.
func (p *progress) end() {
	close(p.quit)
	p.ticker.Wait()
	if p.bar != nil {
		p.bar.Finish()
	}
}
