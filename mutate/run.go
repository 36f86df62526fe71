package mutate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/poolproof/poolproof/internal/verdict"
)

// Outcomes of a method's run on a mutant. Only the first three are kills.
const (
	Killed   = "killed"   // a test or a claim failed, the program crashed
	Timeout  = "timeout"  // it was still running long after the source's own run ends (U6)
	Memory   = "memory"   // it took more memory than any run on the source may
	Survived = "survived" // nothing was noticed
	Unseen   = "unseen"   // the method does not look at this file's build
	Unbuilt  = "unbuilt"  // it could not be woven, built or started: no kill (U6)
)

// Trial is a run of one method on one mutant.
type Trial struct {
	Method  string   `json:"method"`
	Outcome string   `json:"outcome"`
	Seconds float64  `json:"seconds"`          // of running, until the kill or the end, on the clock
	Spent   float64  `json:"spent"`            // of processor time, in that
	Built   float64  `json:"built"`            // seconds before that, on the clock: to weave, compile and link
	By      string   `json:"by,omitempty"`     // the test, claim or message that killed it, or what went wrong
	Turned  []string `json:"turned,omitempty"` // claims that came out otherwise than expected
	Key     string   `json:"key"`              // of what was run on what
}

// Kills reports whether the trial killed its mutant.
func (t Trial) Kills() bool {
	return t.Outcome == Killed || t.Outcome == Timeout || t.Outcome == Memory
}

// Result is what became of a mutant.
type Result struct {
	Mutant
	Trials []Trial
}

// KilledBy returns the names of the methods that killed the mutant, of those that are
// for comparison or of the others.
func (r Result) KilledBy(comparison bool) []string {
	names := []string{}
	for _, t := range r.Trials {
		i := slices.IndexFunc(Methods, func(m Method) bool { return m.Name == t.Method })
		if t.Kills() && (i >= 0 && Methods[i].Comparison) == comparison {
			names = append(names, t.Method)
		}
	}
	return names
}

// Settled reports whether the mutant is as it should be: killed, or argued to be
// equivalent and not killed (U5).
func (r Result) Settled() bool { return (len(r.KilledBy(false)) > 0) == (r.Equivalent == "") }

// Config says what to run.
type Config struct {
	Root     string   // folder of the module
	Mutants  []Mutant // in the order of their results
	Methods  []Method // in the order in which they are tried
	Full     bool     // try every method, not only until the first kill
	Parallel int      // mutants at a time; 0 means runtime.NumCPU()

	// Record, if not nil, knows earlier trials, so that they need not be made again, and
	// is told of each new one.
	Record *Record

	// Begin and End, if not nil, are called before and after each mutant, and Begin
	// with i = -1 before a run on the source itself. Several goroutines call them.
	Begin func(i, n int, id string)
	End   func(i, n int, r Result)
}

// runner runs steps.
type runner struct {
	Config
	temp string
	goes string // the go command's version

	mu        sync.Mutex
	hashes    map[string]string    // of folders
	baselines map[string]*baseline // by the step's key
	source    *workshop            // where the source itself is built
	building  sync.Mutex           // held by who builds there
}

// baseline is how a step ends on the source itself (U4).
type baseline struct {
	once sync.Once
	err  error
	Cost
}

// Cost is what a run on the source itself took, which found nothing.
type Cost struct {
	Seconds float64 `json:"seconds"`          // on the clock
	Spent   float64 `json:"spent"`            // of processor time
	Absent  bool    `json:"absent,omitempty"` // the folder has no such claims
}

// Run tries the methods on the mutants. The results are those of the mutants that were
// tried before the context ended. An error says what is wrong with the source itself, or
// with the machine.
func Run(ctx context.Context, c Config) ([]Result, error) {
	temp, err := os.MkdirTemp("", "poolproof-mutants-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	if c.Root, err = filepath.Abs(c.Root); err != nil {
		return nil, err
	}
	r := &runner{Config: c, temp: temp, hashes: map[string]string{}, baselines: map[string]*baseline{}}
	r.source = &workshop{runner: r, dir: temp, built: map[string]string{}}
	out, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	r.goes = strings.TrimSpace(string(out))
	if c.Parallel == 0 {
		c.Parallel = runtime.NumCPU()
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failure error
	var once sync.Once
	results := make([]*Result, len(c.Mutants))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range c.Parallel {
		workers.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(c.Mutants) || ctx.Err() != nil {
					return
				}
				if c.Begin != nil {
					c.Begin(i, len(c.Mutants), c.Mutants[i].ID)
				}
				res, err := r.mutant(ctx, c.Mutants[i])
				if err != nil && ctx.Err() == nil {
					once.Do(func() { failure = err })
					stop()
				}
				if ctx.Err() != nil {
					return
				}
				results[i] = &res
				if c.End != nil {
					c.End(i, len(c.Mutants), res)
				}
			}
		})
	}
	workers.Wait()
	var done []Result
	for _, res := range results {
		if res != nil {
			done = append(done, *res)
		}
	}
	return done, failure
}

// mutant tries the methods on one mutant.
func (r *runner) mutant(ctx context.Context, m Mutant) (Result, error) {
	res := Result{Mutant: m}
	dir, err := os.MkdirTemp(r.temp, "mutant-")
	if err != nil {
		return res, err
	}
	defer os.RemoveAll(dir)
	w := &workshop{runner: r, dir: dir, mutant: &m, overlays: map[bool]string{}, built: map[string]string{}}
	folder := folderOf(m)
	plain, err := m.Files(r.Root, false)
	if err != nil {
		return res, err
	}
	text := sha256.Sum256(plain[m.File])
	for _, method := range r.Methods {
		steps := method.stepsOf(r.Root, m)
		code, err := r.hash(slices.Concat(method.folders, below(folder))...)
		if err != nil {
			return res, err
		}
		of := []any{m.ID, hex.EncodeToString(text[:]), code}
		for _, s := range steps {
			of = append(of, s.key())
		}
		key := r.key(of...)
		t, known := r.Record.trial(m.ID, method.Name, key)
		if !known {
			if t, err = w.try(ctx, method, steps, code); err != nil {
				return res, err
			}
			if ctx.Err() != nil {
				return res, nil
			}
			t.Key = key
			if err := r.Record.keep(m.ID, t); err != nil {
				return res, err
			}
		}
		res.Trials = append(res.Trials, t)
		if t.Kills() && !r.Full {
			break
		}
	}
	return res, nil
}

// folderOf returns the room that a mutant is in.
func folderOf(m Mutant) string {
	folder, _, _ := strings.Cut(m.File, "/")
	return folder
}

// below returns the folders whose code runs in the tests of a folder: its own, and those
// that it imports.
func below(folder string) []string {
	switch folder {
	case "chain":
		return Subject[:2]
	case "pool":
		return append(slices.Clone(Subject), "internal/pin")
	case "weave": // its tests weave the subject
		return append(slices.Clone(Subject), folder, "internal/oldpool")
	case "stress": // its tests put the subject under stress
		return append(slices.Clone(Subject), folder, "internal/pin", "internal/oldpool")
	case "linearizability_test": // and these record it
		return append(slices.Clone(Subject), folder, "internal/pin", "model")
	}
	return []string{folder}
}

// key is a short hash of what there is to say of a run, the toolchain included.
func (r *runner) key(of ...any) string {
	h := sha256.New()
	fmt.Fprintln(h, r.goes, runtime.GOOS, runtime.GOARCH)
	for _, x := range of {
		fmt.Fprintln(h, x)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// hash returns a hash of the code in folders.
func (r *runner) hash(folders ...string) (string, error) {
	name := strings.Join(folders, " ")
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hashes[name] == "" {
		text, err := hashFolders(r.Root, folders)
		if err != nil {
			return "", err
		}
		r.hashes[name] = text
	}
	return r.hashes[name], nil
}

// workshop is where the binaries of one mutant are, or of the source.
type workshop struct {
	*runner
	dir      string
	mutant   *Mutant         // nil for the source itself
	overlays map[bool]string // with the woven copies, and without
	built    map[string]string
}

// overlay returns the overlay of the mutant, with its woven copies or without.
func (w *workshop) overlay(woven bool) (string, error) {
	if w.overlays[woven] != "" {
		return w.overlays[woven], nil
	}
	files, err := w.mutant.Files(w.Root, woven)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(w.dir, "overlay-")
	if err != nil {
		return "", err
	}
	w.overlays[woven], err = writeOverlay(dir, w.Root, files)
	return w.overlays[woven], err
}

// try runs the steps of a method until one kills. The code is a hash of what they run.
func (w *workshop) try(ctx context.Context, method Method, steps []step, code string) (t Trial, err error) {
	t.Method, t.Outcome = method.Name, Survived
	if len(steps) == 0 {
		t.Outcome = Unseen
		return t, nil
	}
	for _, s := range steps {
		if t.Kills() {
			break
		}
		b := w.baseline(ctx, s, code)
		if b.err != nil {
			return t, b.err
		}
		if b.Absent {
			continue
		}
		start := time.Now()
		bin, problem := w.build(ctx, s)
		t.Built += time.Since(start).Seconds()
		if ctx.Err() != nil {
			return t, nil
		}
		if problem != "" {
			t.Outcome, t.By = Unbuilt, problem
			return t, nil
		}
		o := w.run(ctx, s, bin, patience(s, b.Cost))
		if ctx.Err() != nil {
			return t, nil
		}
		t.Turned = append(t.Turned, o.turned...)
		t.Seconds, t.Spent = t.Seconds+o.seconds, t.Spent+o.spent
		if o.outcome == Timeout && w.mutant.Equivalent != "" && method.Name == "explore" {
			continue // it may have more interleavings than the source: that refutes no argument
		}
		if t.Outcome = o.outcome; o.by != "" {
			t.By = o.by
		}
		if t.Outcome == Timeout || t.Outcome == Memory { // which say nothing of what they ran
			t.By += " in " + s.String()
		}
	}
	return t, nil
}

// String names what a step runs.
func (s step) String() string { return s.pkg + " " + strings.Join(s.args, " ") }

// key says what a step is.
func (s step) key() string {
	return fmt.Sprintf("%s %v %v %v %v", s.pkg, s.test, s.flags, s.args, s.env)
}

// limits end a run: each is a time after which it has taken too long. Processor time does
// not depend on what else the machine does, so that is what is asked first; what spends
// none at all for so long waits for something that never comes.
type limits struct{ clock, spent, idle time.Duration }

// patience returns the limits of a step that the source itself needs that much for (U6).
func patience(s step, c Cost) limits {
	return limits{
		clock: time.Minute + seconds(8*c.Seconds), idle: 10*time.Second + seconds(4*c.Seconds),
		spent: time.Second + seconds(3*c.Spent) + time.Duration(2*runtime.NumCPU())*s.takes,
	}
}

// unhurried are the limits of a run on the source itself.
var unhurried = limits{5 * time.Minute, 5 * time.Minute, 5 * time.Minute}

// baseline runs a step on the source itself, once.
func (r *runner) baseline(ctx context.Context, s step, code string) *baseline {
	key := r.key(code, s.key())
	r.mu.Lock()
	b := r.baselines[key]
	if b == nil {
		b = &baseline{}
		r.baselines[key] = b
	}
	r.mu.Unlock()
	b.once.Do(func() {
		known := false
		if b.Cost, known = r.Record.cost(key); known {
			return
		}
		if r.Begin != nil {
			r.Begin(-1, len(r.Mutants), "the source itself: "+s.String())
		}
		w := r.source
		r.building.Lock()
		bin, problem := w.build(ctx, s)
		r.building.Unlock()
		if problem != "" {
			b.err = fmt.Errorf("without a mutant, %s does not build: %s; name methods that need no such build, if it cannot be had here", s.pkg, problem)
			return
		}
		times := 1
		if s.show == "" && !s.storm && !s.once {
			times = 3 // a test that fails at times would kill at times
		}
		for range times {
			o := w.run(ctx, s, bin, unhurried)
			b.Seconds, b.Spent = max(b.Seconds, o.seconds), max(b.Spent, o.spent)
			if b.Absent = o.absent; b.Absent {
				break
			}
			if o.outcome != Survived && ctx.Err() == nil {
				b.err = fmt.Errorf("without a mutant, %s fails too (%s: %s), so it would kill anything; repair that first",
					s, o.outcome, o.by)
				return
			}
		}
		if ctx.Err() == nil {
			b.err = r.Record.keepCost(key, b.Cost)
		}
	})
	return b
}

// build builds what a step runs, and returns why it could not.
func (w *workshop) build(ctx context.Context, s step) (bin, problem string) {
	name := fmt.Sprint(s.pkg, s.test, s.explores, s.flags)
	if bin := w.built[name]; bin != "" {
		return bin, ""
	}
	overlay := ""
	if w.mutant != nil {
		// To weave takes as long as a test runs, and so does what is compiled anew for it.
		woven := s.explores && w.mutant.Lane == "" && w.mutant.copied()
		var err error
		if overlay, err = w.overlay(woven); err != nil {
			return "", err.Error()
		}
	}
	bin = filepath.Join(w.dir, fmt.Sprintf("bin%d", len(w.built)))
	args := []string{"build", "-buildvcs=false"}
	if s.test {
		args = []string{"test", "-c", "-vet=off"}
	}
	args = append(append(args, "-ldflags=-s -w"), s.flags...)
	if overlay != "" {
		args = append(args, "-overlay="+overlay)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "-o", bin, "./"+s.pkg)...)
	cmd.Dir = w.Root
	cmd.Env = append(os.Environ(), "GOGC=off", "GOMEMLIMIT=512MiB") // what compiles and links is short-lived: a sixth less of processor time
	apart(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Sprintf("%v: %s", err, bytes.TrimSpace(out))
	}
	w.built[name] = bin
	return bin, ""
}

// ran is how a run ended.
type ran struct {
	outcome, by string
	turned      []string
	undecided   []string // claims that expect a violation, and were not decided
	absent      bool

	seconds, spent float64
}

// memory is what a run may take, in bytes.
const memory = 1 << 30

var tooMuch = fmt.Sprintf("more than %d MiB", memory>>20)

// watch looks at a process until the context ends, or until it takes more than it may,
// which it then says.
func watch(ctx context.Context, pid int, most limits) string {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	before, since := time.Duration(-1), time.Now()
	for {
		select {
		case <-ctx.Done():
			return ""
		case <-tick.C:
		}
		taken, spent, ok := usage(pid)
		switch {
		case !ok: // it has ended, or nobody tells
			since = time.Now()
		case taken > memory:
			return tooMuch
		case spent > most.spent:
			return fmt.Sprintf("still running after %.0f s of processor time", most.spent.Seconds())
		case spent != before:
			before, since = spent, time.Now()
		case time.Since(since) > most.idle:
			return fmt.Sprintf("has done nothing for %.0f s", most.idle.Seconds())
		}
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// run runs a binary within the limits, as far as the system tells, and judges.
func (w *workshop) run(ctx context.Context, s step, bin string, most limits) (r ran) {
	own, cancel := context.WithTimeout(ctx, most.clock)
	defer cancel()
	temp, err := os.MkdirTemp(w.dir, "run-")
	if err != nil {
		return ran{outcome: Unbuilt, by: err.Error()}
	}
	defer os.RemoveAll(temp)
	var args []string
	for _, a := range s.args {
		args = append(args, strings.ReplaceAll(a, "%t", temp))
	}
	cmd := exec.CommandContext(own, bin, args...)
	cmd.Dir = filepath.Join(w.Root, filepath.FromSlash(s.dir))
	cmd.Env = append(os.Environ(), "TMPDIR="+temp) // what is killed leaves its folders there
	cmd.Env = append(cmd.Env, s.env...)
	if overlay := w.overlays[false]; overlay != "" { // for tests that build programs
		cmd.Env = append(cmd.Env, "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+overlay))
	}
	cmd.WaitDelay = 2 * time.Second
	apart(cmd)
	var out, errs capped
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		return ran{outcome: Unbuilt, by: err.Error()}
	}
	start := time.Now()
	defer func() {
		r.seconds = time.Since(start).Seconds()
		if p := cmd.ProcessState; p != nil {
			r.spent = (p.UserTime() + p.SystemTime()).Seconds()
		}
	}()
	watched := make(chan string, 1)
	go func() {
		wrong := watch(own, cmd.Process.Pid, most)
		if wrong != "" {
			cancel()
		}
		watched <- wrong
	}()
	err = cmd.Wait()
	ended := own.Err()
	cancel()
	wrong := <-watched
	text := out.String() + errs.String()
	switch {
	case wrong == tooMuch:
		return ran{outcome: Memory, by: wrong}
	case wrong != "":
		return ran{outcome: Timeout, by: wrong}
	case ended != nil:
		return ran{outcome: Timeout, by: fmt.Sprintf("still running after %.0f s", most.clock.Seconds())}
	case s.show == "" && err == nil:
		return ran{outcome: Survived}
	case s.storm && cmd.ProcessState.ExitCode() == verdict.ExitUnknown:
		return ran{outcome: Survived, by: why(text)}
	case s.show == "":
		return ran{outcome: Killed, by: why(text)}
	}
	return judge(out.String(), text, cmd.ProcessState.ExitCode())
}

// judge reads what verify -json printed.
func judge(out, text string, status int) (r ran) {
	if status == verdict.ExitUsage && strings.Contains(text, "no claim matches") {
		return ran{outcome: Survived, absent: true}
	}
	var table struct{ Claims []verdict.Claim }
	if err := json.Unmarshal([]byte(out), &table); err != nil || strings.Contains(text, "WARNING: DATA RACE") {
		return ran{outcome: Killed, by: why(text)}
	}
	r.outcome = Survived
	for _, c := range table.Claims {
		if c.Verdict == verdict.Unknown && c.Expected == verdict.Violated {
			r.undecided = append(r.undecided, c.ID)
		}
		if c.AsExpected() || c.Verdict == verdict.Unknown && !strings.HasPrefix(c.Evidence, worthless) {
			continue
		}
		if r.by == "" {
			r.outcome, r.by = Killed, c.ID+": "+first(c.Evidence)
			if c.Evidence == "" {
				r.by = c.ID + ": " + c.Verdict.String()
			}
		}
		r.turned = append(r.turned, c.ID)
	}
	return r
}

// worthless begins the evidence of an exploration that was never finished for a reason
// of the code's, not of the budget's.
const worthless = "the search is worth nothing"

var (
	failed = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	crash  = regexp.MustCompile(`(?m)^(panic: .*|fatal error: .*|SIG[A-Z]+: .*)$`)
)

// why returns what a run that failed says of it: the innermost test and a crash.
func why(text string) string {
	if strings.HasPrefix(text, "verdict ") { // of poolproof explore
		if _, found, ok := strings.Cut(text, "\n\n"); ok {
			return first(found)
		}
		return first(text)
	}
	by := ""
	if strings.Contains(text, "WARNING: DATA RACE") {
		by = "data race"
	} else if m := crash.FindString(text); m != "" {
		by = m
	}
	name := ""
	for _, m := range failed.FindAllStringSubmatch(text, -1) {
		if name == "" || strings.HasPrefix(m[1], name+"/") {
			name = m[1]
		}
	}
	switch {
	case name != "" && by != "":
		return name + ": " + first(by)
	case name != "":
		return name
	case by != "":
		return first(by)
	}
	return first(strings.TrimSpace(text))
}

// first returns the beginning of a text.
func first(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if r := []rune(text); len(r) > 120 {
		text = string(r[:119]) + "…"
	}
	return text
}

// capped keeps the beginning of what is written, and forgets the rest.
type capped struct{ b bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	c.b.Write(p[:min(len(p), max(0, 4<<20-c.b.Len()))])
	return len(p), nil
}

func (c *capped) String() string { return c.b.String() }

// usage returns how much memory a process has, and how much processor time it has spent,
// where the system tells.
func usage(pid int) (memory int64, spent time.Duration, ok bool) {
	fields := func(file string, want int) []string {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
		if _, after, ok := strings.Cut(string(text), ") "); ok { // the program's name, in stat
			text = []byte(after)
		}
		if f := strings.Fields(string(text)); len(f) >= want {
			return f
		}
		return nil
	}
	stat, statm := fields("stat", 13), fields("statm", 2)
	if stat == nil || statm == nil {
		return 0, 0, false
	}
	number := func(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }
	const perSecond = 100 // ticks, on every Linux that Go runs on
	ticks := number(stat[11]) + number(stat[12])
	return number(statm[1]) * int64(os.Getpagesize()), time.Duration(ticks) * time.Second / perSecond, true
}

// hashFolders returns a hash of the Go files in and below folders, but for the copies that
// are woven from others.
func hashFolders(root string, folders []string) (string, error) {
	h := sha256.New()
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_woven.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			fmt.Fprintf(h, "%s %x\n", filepath.ToSlash(rel), sha256.Sum256(text))
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
