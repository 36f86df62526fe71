package explore_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Go's race detector beside the explorer's clocks (E12), in a program of its own:
// the detector ends a test in which it reported anything.

const programsFile = "programs_test.go"

// goRaceOnly in the environment makes the test binary that program.
const goRaceOnly = "POOLPROOF_GORACE_ONLY"

// goTool returns the go command, or skips the test where it cannot build with -race.
func goTool(t *testing.T) string {
	t.Helper()
	if raceEnabled {
		t.Skip("runs in the build without -race: it builds its own program")
	}
	if testing.Short() {
		t.Skip("builds programs")
	}
	path, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command: ", err)
	}
	out, err := exec.Command(path, "env", "GOARCH", "CGO_ENABLED").Output()
	if err != nil {
		t.Fatal(err)
	}
	if f := strings.Fields(string(out)); len(f) != 2 || f[0] == "386" || f[1] != "1" {
		t.Skipf("the race detector needs cgo and a 64-bit machine; GOARCH and CGO_ENABLED are %q", f)
	}
	return path
}

// goRace explores every program of memoryPrograms under Go's detector, and
// returns what is not as it should be.
func goRace(t *testing.T, flags ...string) (wrong []string) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "gorace")
	args := append([]string{"test", "-c", "-race", "-o", binary}, flags...)
	if out, err := exec.Command(goTool(t), append(args, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), goRaceOnly+"=1", "GORACE=exitcode=66 atexit_sleep_ms=0 halt_on_error=0")
	out, err := cmd.CombinedOutput()
	if status := cmd.ProcessState.ExitCode(); status != 66 {
		wrong = append(wrong, fmt.Sprintf("exit status %d: %v", status, err))
	}
	rest := string(out)
	for _, p := range memoryPrograms {
		said, tail, ok := strings.Cut(rest, fmt.Sprintf("program %q ", p.Name))
		line, tail, _ := strings.Cut(tail, "\n")
		var executions, raced, first, reported int
		if n, err := fmt.Sscan(line, &executions, &raced, &first, &reported); !ok || n != 4 {
			return append(wrong, fmt.Sprintf("%s: no result: %v\n%s", p.Name, err, rest))
		}
		rest = tail
		if (raced > 0) != p.Racy {
			wrong = append(wrong, fmt.Sprintf("%s: by our clocks %d of %d executions race", p.Name, raced, executions))
		}
		if (reported > 0) != p.Racy || first != reported {
			wrong = append(wrong, fmt.Sprintf("%s: of %d executions, our clocks first reported number %d and Go's detector number %d\n%s",
				p.Name, executions, first, reported, said))
		}
		for _, r := range strings.Split(said, "WARNING: DATA RACE")[1:] {
			for _, at := range accesses(r) {
				if !strings.Contains(at, programsFile+":") && !strings.HasPrefix(at, "sync/atomic.") {
					wrong = append(wrong, fmt.Sprintf("%s: an access that is not the program's: %s\n%s", p.Name, at, r))
				}
			}
		}
		if p.Name == "one that hurries" {
			if raced != 1 || executions < 3 {
				wrong = append(wrong, fmt.Sprintf("%s: %d of %d executions race, not one of several", p.Name, raced, executions))
			}
			for _, kind := range []string{"write", "read"} {
				if want := fmt.Sprintf("%s:%d ", programsFile, seeded(t, kind)); !strings.Contains(said, want) {
					wrong = append(wrong, fmt.Sprintf("%s: no %s at %s:\n%s", p.Name, kind, want, said))
				}
			}
		}
	}
	return wrong
}

var accessed = regexp.MustCompile(`(?mi)^(?:previous )?(?:atomic )?(?:read|write) at .*\n *(.*\n.*)$`)

// accesses returns the functions and places of a report's two accesses.
func accesses(report string) (at []string) {
	for _, m := range accessed.FindAllStringSubmatch(report, -1) {
		at = append(at, m[1])
	}
	return at
}

// seeded returns the line of the seeded race's write or read.
func seeded(t *testing.T, kind string) int {
	t.Helper()
	text, err := os.ReadFile(programsFile)
	if err != nil {
		t.Fatal(err)
	}
	before, _, ok := strings.Cut(string(text), "// seeded: "+kind)
	if !ok {
		t.Fatalf("no seeded %s", kind)
	}
	return 1 + strings.Count(before, "\n")
}

// TestGoRace: law E12. Go's detector reports every racy program of the memory
// model, first in the very execution in which our clocks do, with the program's
// own lines, and says nothing of the others.
func TestGoRace(t *testing.T) {
	for _, w := range goRace(t) {
		t.Error(w)
	}
}

// goRaceMutants break what the detector sees.
var goRaceMutants = []struct{ name, file, from, to string }{
	{"the hand-over is seen", "internal/engine/gorace_on.go", "	Ignore()\n	if to != nil {\n		to <- struct{}{}\n	}\n	if from != nil {\n		<-from\n	}\n	Heed()\n", "	if to != nil {\n		to <- struct{}{}\n	}\n	if from != nil {\n		<-from\n	}\n"},
	{"a start is not announced", "internal/engine/gorace_on.go", "func (k *tokens) releaseStart() { runtime.RaceReleaseMerge(unsafe.Pointer(&k.start)) }", "func (k *tokens) releaseStart() {}"},
	{"a join is not announced", "internal/engine/thread.go", "	c.acquireEnd()\n", ""},
	{"a load is not seen", "atomic/bool.go", "	v := x.v.Load()\n	if e != nil", "	v := x.peek()\n	if e != nil"},
	{"a store acquires", "atomic/int32.go", "	old := x.peek()\n	x.v.Store(val)\n", "	old := x.v.Swap(val)\n"},
	{"a CAS to come acquires", "atomic/int32.go", "uint64(x.peek()))", "uint64(x.v.Load()))"},
	{"a failed CAS acquires nothing", "atomic/int32.go", "	was := x.v.Load()\n", "	was := x.peek()\n"},
	{"a pointer's store releases nothing", "atomic/pointer.go", "	std.StorePointer(addr, val)\n	e.KeepAlive", "	engine.Ignore()\n	std.StorePointer(addr, val)\n	engine.Heed()\n	e.KeepAlive"},
	{"a value's store joins", "atomic/value.go", "engine.Release(unsafe.Pointer(v))", "engine.ReleaseMerge(unsafe.Pointer(v))"},
	{"a value's load acquires nothing", "atomic/value.go", "	val = v.peek()\n	engine.Acquire(unsafe.Pointer(v))\n", "	val = v.peek()\n"},
	{"an unlock releases nothing", "internal/engine/race.go", "			ReleaseMerge(l.addr)\n", ""},
	{"a lock acquires nothing", "internal/engine/race.go", "			Acquire(l.addr)\n", ""},
	{"readers release nothing to writers", "internal/engine/race.go", "			ReleaseMerge(unsafe.Add(l.addr, 8))\n", ""},
	{"readers release to readers", "internal/engine/race.go", "			ReleaseMerge(unsafe.Add(l.addr, 8))\n", "			ReleaseMerge(l.addr)\n"},
	{"a failed try acquires", "sync/mutex.go", "Mode: engine.Reads, Order: engine.Nothing", "Mode: engine.Reads, Order: engine.AcquireWriters"},
	{"the engine is watched", "internal/engine/announce.go", "//go:norace\nfunc (e *Engine) announce(", "func (e *Engine) announce("},
	{"the clocks are watched", "internal/engine/clock.go", "	*c = extend((*c)[:0], d)\n", "	*c = append((*c)[:0], d...)\n"},
	{"a step is watched", "internal/engine/announce.go", "//go:norace\nfunc (e *Engine) leaveAs(", "func (e *Engine) leaveAs("},
	{"what a cut thread defers is seen", "internal/engine/announce.go", "if watched && !e.probing {", "if false {"},
	{"what is unwound follows nothing", "internal/engine/engine.go", "			t.dying = true\n			e.cur = t\n			t.releaseStart()\n", "			t.dying = true\n			e.cur = t\n"},
	{"an execution does not follow the one before", "internal/engine/engine.go", "	for _, t := range e.threads {\n		t.acquireEnd()\n	}\n", ""},
}

// TestGoRaceMutantsDie: every part of E12 is needed: go test ./explore -run GoRaceMutantsDie -mutants
func TestGoRaceMutantsDie(t *testing.T) {
	for _, m := range goRaceMutants {
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			text, err := os.ReadFile(m.file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), m.from) {
				t.Fatalf("%s has no %q any more", m.file, m.from)
			}
			if !*runMutants {
				t.Skip("asks for -mutants")
			}
			wrong := goRace(t, "-overlay", overlayOf(t, m.file, m.from, m.to))
			if len(wrong) == 0 {
				t.Fatal("survived")
			}
			head, _, _ := strings.Cut(wrong[0], "\n")
			t.Log(head)
		})
	}
}
