package explore_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/internal/engine"
)

// same reports whether two reports tell of the same search.
func same(a, b explore.Report) bool {
	return a.Verdict == b.Verdict && a.Executions == b.Executions && a.Blocked == b.Blocked && a.Steps == b.Steps &&
		a.Histories == b.Histories && slices.Equal(a.Most, b.Most) && a.Failure == b.Failure
}

// stacks is a table of Treiber's stack, with operations whose steps are many.
func stacks() explore.Table[*stack, *sequence] {
	type op = explore.Op[*stack, *sequence]
	push := func(n int) op {
		return op{Name: fmt.Sprintf("push(%d)", n),
			Do: func(s *stack) any { s.push(n); return nil }, Spec: func(m *sequence) any { return m.add(n) }}
	}
	pop := op{Name: "pop", Do: func(s *stack) any { return s.pop(false) }, Spec: func(m *sequence) any { return m.take(true) }}
	return explore.Table[*stack, *sequence]{
		New: func() *stack { return new(stack) }, Model: func() *sequence { return new(sequence) },
		Parallel: [][]op{{push(1), pop}, {push(2), pop}, {pop}}, Post: []op{pop, pop},
	}
}

func thieves(s scenario) func() { return func() { explore.Parallel(s.build()...) } }

// worker is the command line of a process that comes to the same exploration.
func worker(t *testing.T) []string {
	t.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0") // a process that ends waits a second otherwise
	var names []string
	for _, n := range strings.Split(t.Name(), "/") {
		names = append(names, "^"+n+"$")
	}
	return []string{os.Args[0], "-test.run=" + strings.Join(names, "/")}
}

// TestWorkers: law X7, processes that share a search report what one alone does.
func TestWorkers(t *testing.T) {
	for _, workers := range []int{2, 3} {
		for _, cut := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d_%t", workers, cut), func(t *testing.T) {
				c := explore.Config{SpinCut: cut}
				both := c
				both.Workers, both.Worker = workers, worker(t)
				if got, want := explore.Linearizable(both, stacks()), explore.Linearizable(c, stacks()); !same(got, want) {
					t.Errorf("%d workers: %v %v\nalone: %v %v", workers, got, got.Most, want, want.Most)
				}
			})
		}
	}
	t.Run("ring", func(t *testing.T) {
		run := thieves(scenario{2, "UUU", []int{1, 1, 1}})
		r := explore.Explore(explore.Config{Workers: 2, Worker: worker(t)}, run)
		if r.Verdict != explore.Exhausted || r.Executions != 16303 {
			t.Errorf("%v", r)
		}
	})
	t.Run("twice", func(t *testing.T) {
		run := thieves(scenario{2, "UUH", []int{2, 2}})
		r := explore.Explore(explore.Config{Workers: 2, Worker: worker(t), Twice: true}, run)
		if r.Verdict != explore.Exhausted || r.Executions != 3057 {
			t.Errorf("%v", r)
		}
	})
	t.Run("budget", func(t *testing.T) {
		run := thieves(scenario{2, "UUH", []int{2, 2}})
		r := explore.Explore(explore.Config{Workers: 2, Worker: worker(t), Executions: 1000}, run)
		if r.Verdict != explore.Unknown || r.Executions != 1000 || r.Failure != "the budget ended first" {
			t.Errorf("%v", r)
		}
	})
}

// TestWorkersFind: what a worker finds is told by who started it, and comes back.
func TestWorkersFind(t *testing.T) {
	scenario := func() {
		var x atomic.Int32
		add := func() { x.Store(x.Load() + 1) }
		explore.Parallel(add, add, add)
		explore.Check(x.Load() > 1, "two lost updates")
	}
	r := explore.Explore(explore.Config{Workers: 2, Worker: worker(t)}, scenario)
	if r.Verdict != explore.Violated || !strings.Contains(r.Failure, "two lost updates") {
		t.Fatalf("%v", r)
	}
	replays(t, r, func(s explore.Strategy) explore.Report {
		return explore.Explore(explore.Config{Strategy: s, Workers: 2, Checkpoint: "none/is/made"}, scenario)
	})
}

// TestSittings: law X7, a search in many sittings is the search in one.
func TestSittings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "checkpoint")
	want := explore.Linearizable(explore.Config{}, stacks())
	sittings := 0
	for {
		if sittings++; sittings > 10_000 {
			t.Fatal("no end")
		}
		asked, last := 0, int64(-1)
		r := explore.Linearizable(explore.Config{Checkpoint: file, While: func(p explore.Progress) bool {
			if n := p.Executions + p.Blocked; last >= 0 && n != last+1 {
				t.Errorf("after %d executions %d", last, n)
			} else {
				last = n
			}
			if l := p.Left(); l < 0 || l > 1 {
				t.Errorf("%v is left", l)
			}
			asked++
			return asked <= 97
		}}, stacks())
		_, err := os.Stat(file)
		if r.Verdict != explore.Unknown {
			if !same(r, want) || err == nil {
				t.Errorf("in %d sittings, file %v: %v\nin one: %v", sittings, err, r, want)
			}
			break
		}
		if r.Failure != "interrupted" || err != nil {
			t.Fatal(r, err)
		}
	}
	if int64(sittings) < want.Executions/97 {
		t.Errorf("%d sittings", sittings)
	}
}

// TestForeignCheckpoint: what is no checkpoint of this search is refused, told, and
// left as it is.
func TestForeignCheckpoint(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "checkpoint")
	run := func(c explore.Config, s scenario) explore.Report {
		c.Checkpoint = file
		return explore.Explore(c, thieves(s))
	}
	row := scenario{2, "UUH", []int{1, 1}}
	if r := run(explore.Config{Name: "row", Executions: 10}, row); r.Executions != 10 || r.Verdict != explore.Unknown {
		t.Fatal(r)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why  string
		c    explore.Config
		s    scenario
		text string
	}{
		{`is of another search, "row", and this is "other"`, explore.Config{Name: "other"}, row, ""},
		{"is of another scenario or Config", explore.Config{Name: "row"}, scenario{2, "UUU", []int{1, 1}}, ""},
		{"is of another scenario or Config", explore.Config{Name: "row", SpinCut: true}, row, ""},
		{"is damaged", explore.Config{Name: "row"}, row, strings.Replace(string(good), `"complete":10`, `"complete":11`, 1)},
		{"is damaged", explore.Config{Name: "row"}, row, string(good[:len(good)/2])},
		{`is no "poolproof checkpoint 1"`, explore.Config{Name: "row"}, row, "something else"},
		{`is no "poolproof checkpoint 1"`, explore.Config{Name: "row"}, row, ""},
		{"was made by another build of the program", explore.Config{Name: "row"}, row, strings.Replace(string(good), `"build":"`, `"build":"0`, 1)},
	} {
		text := good
		if c.c.Name == "row" && c.s.String() == row.String() && !c.c.SpinCut {
			text = []byte(c.text)
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		r := run(c.c, c.s)
		if r.Verdict != explore.Unknown || r.Executions != 0 || r.Failure != "explore: the checkpoint "+file+" "+c.why+": remove it to begin anew" {
			t.Errorf("%s: %v", c.why, r)
		}
		if left, err := os.ReadFile(file); err != nil || string(left) != string(text) {
			t.Errorf("%s: the file was touched: %v", c.why, err)
		}
	}
	if err := os.WriteFile(file, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(explore.Config{Name: "row"}, row); r.Verdict != explore.Exhausted || r.Executions != 397 {
		t.Errorf("%v", r)
	}
	if r := explore.Explore(explore.Config{Checkpoint: filepath.Join(dir, "no", "such", "folder")}, thieves(row)); r.Verdict != explore.Unknown || r.Executions != 0 {
		t.Errorf("%v", r)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// killedFile names the checkpoint to a process that TestKilled starts and kills.
const killedFile = "POOLPROOF_TEST_KILLED"

// TestKilled: law X7, the totals of a search that is killed again and again, alone and
// with workers, are those of one that is not.
func TestKilled(t *testing.T) {
	row := scenario{2, "UUU", []int{1, 1, 1}}
	if file := os.Getenv(killedFile); file != "" {
		explore.KeepOften()
		asked, every := 0, 512
		c := explore.Config{Checkpoint: file, Worker: worker(t), While: func(p explore.Progress) bool {
			if asked%every == 0 {
				fmt.Printf("\nso far %d\n", p.Executions)
			}
			asked++
			return true
		}}
		if strings.HasSuffix(file, "2") {
			c.Workers, every = 2, 1 // is not asked as often
		}
		r := explore.Explore(c, thieves(row))
		text, err := json.Marshal(r)
		fmt.Printf("\nreport %s\n", text)
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if quick() {
		t.Skip("starts many processes")
	}
	for _, workers := range []string{"1", "2"} {
		t.Run(workers, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "checkpoint"+workers)
			resumed := 0
			for kill := 4; ; kill += 2 {
				lines, whole := killed(t, file, kill)
				if len(lines) > 0 && lines[0] != "so far 0" {
					resumed++
				}
				if whole == nil {
					continue
				}
				if whole.Verdict != explore.Exhausted || whole.Executions != 16303 {
					t.Errorf("%v", whole)
				}
				break
			}
			if resumed < 1 {
				t.Error("no sitting went on with another")
			}
			if _, err := os.Stat(file); err == nil {
				t.Error("the file is still there")
			}
		})
	}
}

// killed runs TestKilled in a process and kills it after so many lines of progress,
// unless it has come to its end.
func killed(t *testing.T, file string, after int) (lines []string, whole *explore.Report) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), killedFile+"="+file, "TMPDIR="+t.TempDir()) // who is killed does not tidy up
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(out)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		line := in.Text()
		if strings.HasPrefix(line, "so far ") {
			if lines = append(lines, line); len(lines) == after {
				cmd.Process.Kill()
			}
		}
		if text, ok := strings.CutPrefix(line, "report "); ok {
			whole = new(explore.Report)
			if err := json.Unmarshal([]byte(text), whole); err != nil {
				t.Fatal(err)
			}
		}
	}
	io.Copy(io.Discard, out)
	cmd.Wait()
	return lines, whole
}

// dieIn names a folder to workers that are to die.
const dieIn = "POOLPROOF_TEST_DIE"

// TestWorkerDies: what a worker had is given to another one; if they die again and
// again the search ends, and says what they said.
func TestWorkerDies(t *testing.T) {
	row := thieves(scenario{2, "UUH", []int{2, 2}})
	runs := 0
	dying := func() {
		if runs++; runs == 500 && os.Getenv("POOLPROOF_WORKER") != "" {
			dir := os.Getenv(dieIn)
			f, err := os.OpenFile(filepath.Join(dir, "died"), os.O_CREATE|os.O_EXCL, 0o600)
			if err == nil || dir == "always" {
				f.Close()
				fmt.Fprintln(os.Stderr, "alas")
				os.Exit(7)
			}
		}
		row()
	}
	t.Run("once", func(t *testing.T) {
		dir := t.TempDir()
		if os.Getenv(dieIn) == "" {
			t.Setenv(dieIn, dir)
		}
		r := explore.Explore(explore.Config{Workers: 2, Worker: worker(t)}, dying)
		if _, err := os.Stat(filepath.Join(dir, "died")); err != nil {
			t.Fatal("nobody died")
		}
		if r.Verdict != explore.Exhausted || r.Executions != 3057 {
			t.Errorf("%v", r)
		}
	})
	t.Run("always", func(t *testing.T) {
		t.Setenv(dieIn, "always")
		r := explore.Explore(explore.Config{Workers: 2, Worker: worker(t)}, dying)
		if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, "3 workers died, the last one of exit status 7; it said:\nalas") {
			t.Errorf("%v", r)
		}
	})
	t.Run("early", func(t *testing.T) {
		r := explore.Explore(explore.Config{Workers: 2, Worker: []string{os.Args[0], "-test.run=^TestForeignCheckpoint$"}}, row)
		if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, "before it came to this exploration: give Config.Worker") {
			t.Errorf("%v", r)
		}
	})
}

// TestBoundsAreKept: what bounds one sitting of a search bounds all of it.
func TestBoundsAreKept(t *testing.T) {
	c := explore.Config{Checkpoint: filepath.Join(t.TempDir(), "kept"), Executions: 2}
	for sitting := range 9 {
		r := explore.Explore(c, func() {
			var x atomic.Int32
			add := func() {
				if engine.Current().Random() != 0 {
					x.Add(1)
				}
			}
			explore.Parallel(add, add, add)
		})
		if r.Verdict == explore.Unknown && r.Failure == "the budget ended first" {
			continue
		}
		if sitting == 0 || r.Verdict != explore.Bounded || r.Executions != 6 || !strings.Contains(r.Bounds, "one sequence of random numbers") {
			t.Errorf("in sitting %d: %v", sitting, r)
		}
		return
	}
	t.Error("it never ended")
}
