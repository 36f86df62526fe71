package explore

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// A worker is another process of the same program: packages have variables, so that
// two explorations in one process could meet. It comes to the same exploration,
// and there, instead of exploring, reads what to run from its standard input and
// writes what came of it to its standard output, a line each. A line of its own begins
// with a mark, since the program may write there, too. It ends when its input does,
// so it never outlives who started it.

// workerOf is the variable of the environment that tells a process of which search it
// is a worker.
const workerOf = "POOLPROOF_WORKER"

const mark = "\x02poolproof "

// errand is what a worker is told: to run parts, as long as they take or until so many
// executions, or to come back with those of an earlier errand.
type errand struct {
	Number int64          `json:"number"`
	Parts  []*engine.Part `json:"parts,omitempty"`
	Runs   int64          `json:"runs,omitempty"` // 0 for no limit
	Back   bool           `json:"back,omitempty"`
}

// answer is what a worker says when it is ready, as the first one, and of each errand.
type answer struct {
	Number int64          `json:"number"`
	Parts  []*engine.Part `json:"parts"`
	Sum    sum            `json:"sum"`
}

// serve is the life of a worker. It never returns.
func (x *sitting) serve() {
	signal.Ignore(os.Interrupt) // who started it decides
	var back atomic.Int64       // the last errand that is not wanted any more
	errands := make(chan errand, 1)
	go func() {
		for in := bufio.NewReader(os.Stdin); ; {
			line, err := in.ReadBytes('\n')
			var e errand
			if err != nil || json.Unmarshal(line, &e) != nil {
				os.Exit(0)
			}
			if e.Back {
				back.Store(e.Number)
			} else {
				errands <- e
			}
		}
	}()
	if x.tally != nil {
		x.tally.seen = map[uint64]bool{}
	}
	say(answer{})
	for e := range errands {
		a := answer{Number: e.Number, Parts: e.Parts}
		runs, ended := int64(0), false
		for i, p := range e.Parts {
			if ended {
				break
			}
			q, s := x.run(engine.Resume(p), func(complete, blocked int64) bool {
				done := runs + complete + blocked // some, or those who call back often would stop the search
				ended = done >= glance && back.Load() == e.Number || e.Runs > 0 && done >= e.Runs
				return ended
			})
			runs += s.Complete + s.Blocked
			ended = ended || s.Hung != "" || s.Found != nil && !x.c.All
			a.Parts[i] = q
			a.Sum.with(s)
		}
		say(a)
	}
}

// with adds what another part brought to what a worker says.
func (s *sum) with(o sum) {
	s.Complete += o.Complete
	s.Blocked += o.Blocked
	s.Steps += o.Steps
	s.bound(o.Bounds)
	s.Histories = append(s.Histories, o.Histories...)
	s.Hung, s.Found, s.Most = o.Hung, o.Found, o.Most // of all so far
}

func say(a answer) {
	text, err := json.Marshal(a)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	fmt.Fprintf(os.Stdout, "\n%s%s\n", mark, text)
}

// worker is one as who started it sees it.
type worker struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	errs   tail           // what it wrote to standard error
	number int64          // of its errand, 0 for none
	parts  []*engine.Part // of its errand, as they were
	since  time.Time      // it has its errand
	called bool           // back
	ready  bool
}

// heard is what a worker said, or that it ended.
type heard struct {
	w   *worker
	a   answer
	err error
}

// share runs the search by workers.
func (x *sitting) share() (ended string, err error) {
	temp, err := os.MkdirTemp("", "explore-workers-")
	if err != nil {
		return "", fmt.Errorf("explore: no temporary folder for the workers: %w", err)
	}
	defer os.RemoveAll(temp)
	d := dispatch{sitting: x, heard: make(chan heard, x.c.Workers), temp: temp}
	defer d.end()
	for range x.c.Workers {
		if err := d.start(); err != nil {
			return "", err
		}
	}
	return d.all()
}

// dispatch shares a search among workers.
type dispatch struct {
	*sitting
	temp    string // where workers keep what is temporary: they end without a word, as if killed
	workers []*worker
	heard   chan heard
	readers sync.WaitGroup
	errands int64
	deaths  int
	over    time.Time // since when it is to end
}

func (d *dispatch) start() error {
	line := d.c.Worker
	if line == nil {
		line = append([]string{}, os.Args...)
		if _, err := exec.LookPath(line[0]); err != nil { // started under a name that is none
			if exe, err := os.Executable(); err == nil {
				line[0] = exe
			}
		}
	}
	w := &worker{cmd: exec.Command(line[0], line[1:]...)}
	w.cmd.Env = append(os.Environ(), workerOf+"="+d.sign, "GOMAXPROCS=1", "TMPDIR="+d.temp, "TMP="+d.temp)
	w.cmd.Stderr, w.cmd.WaitDelay = &w.errs, patience
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("explore: cannot start a worker: %w", err)
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("explore: cannot start a worker: %w", err)
	}
	if err := w.cmd.Start(); err != nil {
		return fmt.Errorf("explore: cannot start a worker: %w", err)
	}
	w.in = in
	d.workers = append(d.workers, w)
	d.readers.Go(func() {
		r := bufio.NewReaderSize(out, 1<<16)
		for {
			line, err := r.ReadBytes('\n')
			if err != nil {
				if e := w.cmd.Wait(); e != nil {
					err = e
				}
				d.heard <- heard{w: w, err: err}
				return
			}
			text, ok := bytes.CutPrefix(line, []byte(mark))
			if !ok {
				w.errs.Write(line)
				continue
			}
			h := heard{w: w}
			if err := json.Unmarshal(text, &h.a); err != nil {
				panic("internal error: a worker said " + err.Error())
			}
			d.heard <- h
		}
	})
	return nil
}

// end ends the workers and waits for them.
func (d *dispatch) end() {
	for _, w := range d.workers {
		w.in.Close()
	}
	gone := make(chan bool)
	go func() {
		d.readers.Wait()
		close(gone)
	}()
	enough := time.After(patience)
	for {
		select {
		case <-gone:
			return
		case <-d.heard:
		case <-enough:
			for _, w := range d.workers {
				w.cmd.Process.Kill()
			}
		}
	}
}

const (
	beat  = 5 * time.Millisecond // between two looks
	slice = 5 * time.Millisecond // a worker has for its errand before it must share
	tell  = time.Second          // a worker has for its errand before it says how far it is

	patience = 2 * time.Second // with a worker that is to come to an end
)

// all runs the search to its end, or to what ends it.
func (d *dispatch) all() (ended string, err error) {
	clock := time.NewTicker(beat)
	defer clock.Stop()
	for {
		if ended == "" {
			if ended = d.ends(); ended != "" {
				d.over = time.Now()
			}
		}
		due := d.c.Checkpoint != "" && time.Since(d.since) > sitFor
		busy := 0
		for _, w := range d.workers {
			if w.number == 0 && w.ready && ended == "" && !due {
				if err := d.send(w); err != nil {
					return "", err
				}
			}
			if w.number != 0 {
				busy++
			}
		}
		switch {
		case busy > 0 && ended != "" && time.Since(d.over) > patience: // in the subject, and not to be heard
			for _, w := range d.workers {
				w.cmd.Process.Kill()
			}
		case busy > 0:
			d.callBack(ended != "" || due)
		case len(d.whole.Parts) == 0:
			return "", nil
		case ended != "":
			return ended, nil
		case due:
			if err := d.save(); err != nil {
				return "", err
			}
			continue
		}
		select {
		case h := <-d.heard:
			if h.err != nil {
				if err := d.died(h); err != nil {
					return "", err
				}
			} else if !d.back(h) {
				return "", nil
			}
		case <-clock.C:
		}
	}
}

// ends says what ends the search before its end, or "".
func (d *dispatch) ends() string {
	done := d.sum.Complete + d.sum.Blocked
	if d.c.Executions > 0 && done-d.before >= d.c.Executions {
		return outOfBudget
	}
	left := func() float64 {
		var running []*engine.Part
		for _, w := range d.workers {
			running = append(running, w.parts...)
		}
		return d.left(running...)
	}
	if d.c.While != nil && !d.c.While(Progress{d.sum.Complete, d.sum.Blocked, left}) {
		return interrupted
	}
	return ""
}

// send gives a worker that waits some of the parts.
func (d *dispatch) send(w *worker) error {
	n := len(d.whole.Parts)
	if n == 0 {
		return nil
	}
	runs := int64(0)
	if d.c.Executions > 0 {
		runs = d.c.Executions - (d.sum.Complete + d.sum.Blocked - d.before)
		for _, o := range d.workers {
			if o.number != 0 {
				return nil // exactly so many: one after the other
			}
		}
	}
	var parts []*engine.Part
	for range (n + len(d.workers) - 1) / len(d.workers) {
		parts = append(parts, d.whole.Take())
	}
	d.errands++
	w.number, w.parts, w.since, w.called = d.errands, parts, time.Now(), false
	return w.tell(errand{Number: w.number, Parts: parts, Runs: runs})
}

func (w *worker) tell(e errand) error {
	text, err := json.Marshal(e)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	w.in.Write(append(text, '\n')) // that it cannot be written is heard from the reader
	return nil
}

// callBack asks for what workers have: all of them, or those that have had it for
// long, and as many as there are who wait.
func (d *dispatch) callBack(all bool) {
	idle, called := 0, 0
	for _, w := range d.workers {
		if w.number == 0 && w.ready {
			idle++
		} else if w.called {
			called++
		}
	}
	for _, w := range d.workers {
		if w.number == 0 || w.called {
			continue
		}
		since := time.Since(w.since)
		if all || since > tell || called < idle && since > slice && d.c.Executions == 0 {
			w.called = true
			called++
			w.tell(errand{Number: w.number, Back: true})
		}
	}
}

// back takes what a worker brings. It reports whether the search is to go on.
func (d *dispatch) back(h heard) bool {
	w := h.w
	if !w.ready {
		w.ready = true
		return true
	}
	w.number, w.parts = 0, nil
	for _, p := range h.a.Parts {
		if d.whole.Return(p) {
			d.whole.Parts = append(d.whole.Parts, p)
		}
	}
	var running []*engine.Part
	idle := 0
	for _, o := range d.workers {
		running = append(running, o.parts...)
		if o.number == 0 && o.ready {
			idle++
		}
	}
	d.whole.Forget(running)
	for len(d.whole.Parts) > 0 && len(d.whole.Parts) < idle {
		p := d.whole.Take()
		q := d.whole.Split(p)
		d.whole.Parts = append(d.whole.Parts, p)
		if q == nil {
			break
		}
		d.whole.Parts = append(d.whole.Parts, q)
	}
	return d.add(h.a.Sum)
}

// died takes back what a worker had, and starts another one.
func (d *dispatch) died(h heard) error {
	w := h.w
	d.whole.Parts = append(d.whole.Parts, w.parts...)
	for i, o := range d.workers {
		if o == w {
			d.workers = append(d.workers[:i], d.workers[i+1:]...)
			break
		}
	}
	d.deaths++
	switch {
	case !d.over.IsZero():
		return nil
	case !w.ready:
		return fmt.Errorf("explore: a worker ended (%v) before it came to this exploration: give Config.Worker a command line that does; it said:\n%s", h.err, w.errs.String())
	case d.deaths > d.c.Workers:
		return fmt.Errorf("explore: %d workers died, the last one of %v; it said:\n%s", d.deaths, h.err, w.errs.String())
	}
	return d.start()
}

// tail keeps the end of what is written.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if len(t.text) > 2*tailSize {
		t.text = append(t.text[:0], t.text[len(t.text)-tailSize:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text[max(0, len(t.text)-tailSize):]))
}
