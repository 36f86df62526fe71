package explore

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/internal/wholefile"
)

// A search that is kept in a file, or shared by processes, is run in parts (E15):
// each is a value, taken, run for a while, and brought back as what it has become
// together with what its executions add up to. What was not brought back was not
// run; so whatever dies, and whenever, the parts and the sums that are left belong
// together (X7).

// apart reports whether the search is run in parts.
func (c Config) apart() bool { return c.Workers > 1 || c.Checkpoint != "" }

// A sum is what executions add up to.
type sum struct {
	Complete  int64    `json:"complete"`
	Blocked   int64    `json:"blocked"`
	Steps     int64    `json:"steps"`
	Bounds    []string `json:"bounds,omitempty"`
	Hung      string   `json:"hung,omitempty"`
	Found     *found   `json:"found,omitempty"` // the first failure
	Histories []uint64 `json:"histories,omitempty"`
	Most      []int    `json:"most,omitempty"`
}

// found is a failure as it goes from process to process.
type found struct {
	Failure  engine.Failure `json:"failure"`
	Wrong    string         `json:"wrong,omitempty"` // what the judge said
	Schedule string         `json:"schedule"`
	Shown    string         `json:"shown,omitempty"` // a schedule that shows what the judge said
}

func (f *found) read() (first *engine.Failure, wrong string, pending, shown engine.Schedule) {
	pending, err := engine.ParseSchedule(f.Schedule)
	if err == nil {
		shown, err = engine.ParseSchedule(f.Shown)
	}
	if err != nil {
		panic("internal error: " + err.Error())
	}
	if pending == nil {
		pending = engine.Schedule{} // no step
	}
	return &f.Failure, f.Wrong, pending, shown
}

// add adds what was brought back. It reports whether the search is to go on.
func (x *sitting) add(s sum) bool {
	x.sum.Complete += s.Complete
	x.sum.Blocked += s.Blocked
	x.sum.Steps += s.Steps
	x.sum.bound(s.Bounds)
	if x.tally != nil {
		for _, h := range s.Histories {
			x.tally.count++
			x.tally.add(h)
		}
		x.tally.fresh = nil
		for i, n := range s.Most {
			m := &x.tally.most.list[i].Steps
			*m = max(*m, n)
		}
	}
	if s.Found != nil && x.sum.Found == nil {
		x.sum.Found = s.Found
	}
	if s.Hung != "" {
		x.sum.Hung = s.Hung
	}
	return x.sum.Hung == "" && (x.sum.Found == nil || x.c.All && !x.sum.Found.breaks())
}

// bound adds what bounded a part.
func (s *sum) bound(by []string) {
	for _, b := range by {
		if !slices.Contains(s.Bounds, b) {
			s.Bounds = append(s.Bounds, b)
		}
	}
	slices.Sort(s.Bounds)
}

// breaks reports whether nothing that follows would mean anything (E4).
func (f *found) breaks() bool {
	return f.Failure.Kind == engine.Nondeterminism || f.Failure.Kind == engine.Stranger || f.Failure.Kind == engine.Refused
}

// A sitting is a search in parts, from start or from its file on, until it is over or
// is ended.
type sitting struct {
	c        Config
	o        options
	scenario func()
	tally    *tally // nil when no client is judged
	failed   func() bool
	found    func() *found
	take     func(*found) // makes it what was found

	whole  *engine.Search
	sum    sum
	sign   string // what must be the same to go on with a checkpoint
	since  time.Time
	before int64 // executions of earlier sittings
}

// sitFor is the time between two checkpoints, at most; a variable for the tests.
var sitFor = 3 * time.Second

const glance = 64 // executions between two looks at the clock

// sit runs the search. It returns what ended it before its end, or "".
func (x *sitting) sit() (r result, ended string) {
	hung := ""
	if x.sign, hung = x.fingerprint(); hung != "" {
		return result{Hung: hung}, ""
	}
	if of := os.Getenv(workerOf); of != "" {
		if of == x.sign {
			x.serve()
		}
		return run(x.o, x.scenario), "" // another exploration, on the way to that one
	}
	if x.tally != nil {
		x.tally.seen = map[uint64]bool{}
	}
	x.whole = engine.NewSearch()
	if x.c.Checkpoint != "" {
		if err := x.load(); err != nil {
			return result{Hung: err.Error()}, ""
		}
	}
	x.before, x.since = x.sum.Complete+x.sum.Blocked, time.Now()
	var err error
	if x.c.Workers > 1 {
		ended, err = x.share()
	} else {
		ended, err = x.alone()
	}
	if x.sum.Found != nil {
		x.take(x.sum.Found)
	}
	if x.c.Checkpoint != "" && err == nil && x.sum.Hung == "" && (x.sum.Found == nil || !x.sum.Found.breaks()) {
		if ended != "" {
			err = x.save()
		} else if err = os.Remove(x.c.Checkpoint); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	if err != nil && x.sum.Hung == "" {
		x.sum.Hung = err.Error()
	}
	return result{Complete: x.sum.Complete, Blocked: x.sum.Blocked, Steps: x.sum.Steps, Bounds: x.sum.Bounds, Hung: x.sum.Hung}, ended
}

// left is what is left of the parts that nobody runs, and of these.
func (x *sitting) left(running ...*engine.Part) float64 {
	left := 0.0
	for _, p := range slices.Concat(x.whole.Parts, running) {
		left += x.whole.Left(p)
	}
	return min(left, 1)
}

// alone runs the search in this process, and keeps it in its file.
func (x *sitting) alone() (ended string, err error) {
	for {
		p := x.whole.Take()
		if p == nil {
			return "", nil
		}
		due, asked := false, 0
		o := engine.Resume(p)
		left := func() float64 { return min(1, o.Left()+x.left()) }
		p, s := x.run(o, func(complete, blocked int64) bool {
			complete, blocked = complete+x.sum.Complete, blocked+x.sum.Blocked
			switch {
			case x.c.Executions > 0 && complete+blocked-x.before >= x.c.Executions:
				ended = outOfBudget
			case x.c.While != nil && !x.c.While(Progress{complete, blocked, left}):
				ended = interrupted
			}
			if asked++; asked%glance == 0 { // and at least one execution has come since
				due = time.Since(x.since) > sitFor
			}
			return due || ended != ""
		})
		if x.whole.Return(p) {
			x.whole.Parts = append(x.whole.Parts, p)
		}
		if !x.add(s) {
			return "", nil
		}
		if len(x.whole.Parts) == 0 {
			return "", nil // and not ended by what came after the last execution
		}
		if ended != "" {
			return ended, nil
		}
		if due {
			if err := x.save(); err != nil {
				return "", err
			}
		}
	}
}

// run runs a part until halt says so, or something was found that ends the search.
func (x *sitting) run(s *engine.Optimal, halt func(complete, blocked int64) bool) (*engine.Part, sum) {
	var complete, blocked int64
	s.Halt = func() bool { return x.failed() && !x.c.All || halt(complete, blocked) }
	o := x.o
	o.Stop, o.Strategy = nil, s
	o.OnDone = func(e *engine.Engine) {
		if e.WasCut() {
			blocked++
		} else {
			complete++
		}
		x.o.OnDone(e)
	}
	if x.c.Twice {
		o.Strategy = &engine.Twice{Strategy: s}
	}
	r := run(o, x.scenario)
	out := sum{Complete: r.Complete, Blocked: r.Blocked, Steps: r.Steps, Bounds: r.Bounds, Hung: r.Hung, Found: x.found()}
	if x.tally != nil {
		out.Histories, x.tally.fresh = x.tally.fresh, nil
		for _, m := range x.tally.most.list {
			out.Most = append(out.Most, m.Steps)
		}
	}
	return s.Part(), out
}

// again runs one schedule, so that what it shows is found here, too.
func (x *sitting) again(schedule string) {
	s, err := engine.ParseSchedule(schedule)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	o := x.o
	o.Stop, o.Strategy = nil, &engine.Replay{Schedule: s}
	run(o, x.scenario)
}

// fingerprint tells searches apart: by what was asked for, and by the first execution.
func (x *sitting) fingerprint() (sign, hung string) {
	h := sha256.New()
	c := x.c
	fmt.Fprintf(h, "%q %s %d %t %t %t %t\n", c.Name, c.Strategy.name, c.Steps, c.SpinCut, c.Calls, c.Twice, c.All)
	runs := 0
	s := &engine.Optimal{Halt: func() bool { runs++; return runs > 1 }}
	o := x.o
	o.Stop, o.OnDone, o.Strategy = nil, nil, s
	hung = run(o, x.scenario).Hung
	p := s.Part()
	fmt.Fprintln(h, p.Threads)
	for _, f := range p.Frames {
		fmt.Fprintf(h, "%x\n", f.Step)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), hung
}

// A checkpoint file is a line that says what it is, and one that is that.

type header struct {
	Format string `json:"format"`
	Name   string `json:"name"`
	Build  string `json:"build"` // of the program
	Search string `json:"search"`
	Sum    string `json:"sha256"` // of the second line
}

type body struct {
	Sum   sum            `json:"sum"`
	Seen  []byte         `json:"seen"` // hashes of histories
	Count int64          `json:"histories"`
	Left  *engine.Search `json:"left"`
}

const format = "poolproof checkpoint 1"

// save writes the file, whole or not at all.
func (x *sitting) save() error {
	if x.c.Checkpoint == "" {
		return nil
	}
	defer func() { x.since = time.Now() }()
	x.whole.Forget(nil)
	b := body{Sum: x.sum, Left: x.whole}
	if x.tally != nil {
		b.Count = x.tally.count
		var seen []uint64
		for h := range x.tally.seen {
			seen = append(seen, h)
		}
		slices.Sort(seen)
		for _, h := range seen {
			b.Seen = binary.LittleEndian.AppendUint64(b.Seen, h)
		}
		b.Sum.Most = nil
		for _, m := range x.tally.most.list {
			b.Sum.Most = append(b.Sum.Most, m.Steps)
		}
	}
	second, err := json.Marshal(b)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	check := sha256.Sum256(second)
	first, err := json.Marshal(header{format, x.c.Name, build(), x.sign, hex.EncodeToString(check[:])})
	if err != nil {
		panic("internal error: " + err.Error())
	}
	if err := wholefile.Write(x.c.Checkpoint, slices.Concat(first, []byte("\n"), second, []byte("\n"))); err != nil {
		return fmt.Errorf("explore: cannot keep the search: %w", err)
	}
	return nil
}

// load reads the file, if it is there.
func (x *sitting) load() error {
	name := x.c.Checkpoint
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return x.save() // before work that it could not keep
	}
	if err != nil {
		return fmt.Errorf("explore: %w", err)
	}
	refuse := func(why string) error {
		return fmt.Errorf("explore: the checkpoint %s %s: remove it to begin anew", name, why)
	}
	var h header
	var b body
	first, second, _ := bytes.Cut(text, []byte("\n"))
	second = bytes.TrimSuffix(second, []byte("\n"))
	check := sha256.Sum256(second)
	switch err := json.Unmarshal(first, &h); {
	case err != nil || h.Format != format:
		return refuse(fmt.Sprintf("is no %q", format))
	case h.Sum != hex.EncodeToString(check[:]):
		return refuse("is damaged")
	case h.Name != x.c.Name:
		return refuse(fmt.Sprintf("is of another search, %q, and this is %q", h.Name, x.c.Name))
	case h.Build != build():
		return refuse("was made by another build of the program")
	case h.Search != x.sign:
		return refuse("is of another scenario or Config")
	}
	if err := json.Unmarshal(second, &b); err != nil || b.Left == nil {
		return refuse("is damaged")
	}
	if x.tally != nil && len(b.Sum.Most) != 0 && len(b.Sum.Most) != len(x.tally.most.list) {
		return refuse("is of another table")
	}
	x.add(b.Sum)
	x.whole = b.Left
	if x.whole.Nodes == nil {
		x.whole.Nodes = map[int][]uint64{}
	}
	if x.tally != nil {
		for seen := b.Seen; len(seen) >= 8; seen = seen[8:] {
			x.tally.seen[binary.LittleEndian.Uint64(seen)] = true
		}
		x.tally.count = b.Count
	}
	return nil
}

// build identifies the program that runs.
func build() string {
	name, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	f, err := os.Open(name)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "unknown"
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
