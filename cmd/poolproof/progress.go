package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress tells how far a command is: by a line that is redrawn on a terminal, by
// plain lines elsewhere. It uses no colour, so there is none for NO_COLOR to remove.
type progress struct {
	w   io.Writer
	bar *progressbar.ProgressBar // on a terminal, once there is something to draw

	terminal bool
	last     time.Time // of the last plain line
}

// plainEvery is how often a plain line tells of work that goes on.
const plainEvery = 2 * time.Second

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	return &progress{w: w, terminal: ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb", last: time.Now()}
}

// draw redraws the line on a terminal; n is negative if the end is not known.
func (p *progress) draw(i, n int64, what string) {
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(n,
			progressbar.OptionSetWriter(p.w), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetWidth(20), progressbar.OptionSetRenderBlankState(true), progressbar.OptionSetElapsedTime(true))
	}
	p.bar.Describe(what)
	p.bar.Set64(i)
}

// step says that step i of n begins, from 0.
func (p *progress) step(i, n int, what string) {
	if p.terminal {
		p.draw(int64(i), int64(n), what)
	}
}

// line says that something is done.
func (p *progress) line(what string) {
	if p.terminal {
		p.bar.Clear()
	}
	fmt.Fprintln(p.w, what)
}

// part says how much of a time has passed; a whole of 0 has no end.
func (p *progress) part(passed, whole time.Duration, what string) {
	switch {
	case p.terminal && whole == 0:
		p.draw(passed.Milliseconds(), -1, what)
	case p.terminal:
		p.draw(min(passed, whole).Milliseconds(), whole.Milliseconds(), what)
	case time.Since(p.last) >= plainEvery:
		p.last = time.Now()
		fmt.Fprintf(p.w, "%4.0fs  %s\n", passed.Seconds(), what)
	}
}

// end removes the line.
func (p *progress) end() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
