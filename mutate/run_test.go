package mutate

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// What a run's end means, of a program that ends as it is told to (U4, U6).
func TestOutcomes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/ends\n\ngo 1.24\n")
	write("ends/main.go", `package main

import ("fmt"; "os"; "time")

var sink [][]byte

func main() {
	switch os.Args[1] {
	case "well":
	case "badly":
		fmt.Println("--- FAIL: TestX (0.00s)\n    --- FAIL: TestX/y (0.00s)")
		os.Exit(1)
	case "crash":
		panic("D1 broken")
	case "sleep", "wait":
		time.Sleep(time.Hour)
	case "spin":
		for {
		}
	case "undecided", "storm":
		fmt.Println("verdict unknown after 1s\n\nthe run was too short")
		os.Exit(3)
	case "claims":
		fmt.Println(os.Args[2])
		os.Exit(1)
	}
}
`)
	w := &workshop{runner: &runner{Config: Config{Root: dir}}, dir: t.TempDir(), built: map[string]string{}}
	for _, c := range []struct {
		args        string
		outcome, by string
		turned      int
	}{
		{"well", Survived, "", 0},
		{"badly", Killed, "TestX/y", 0},
		{"undecided", Killed, "the run was too short", 0},
		{"storm", Survived, "the run was too short", 0},
		{"crash", Killed, "panic: D1 broken", 0},
		{"sleep", Timeout, "still running", 0},
		{"spin", Timeout, "processor time", 0},
		{"wait", Timeout, "has done nothing", 0},
		{`claims {"claims":[{"id":"a/b","verdict":"violated","expected":"sampled","evidence":"D2:\u0020x"}]}`, Killed, "a/b: D2: x", 1},
		{`claims {"claims":[{"id":"a/b","verdict":"sampled","expected":"violated"}]}`, Killed, "a/b: sampled", 1},
		{`claims {"claims":[{"id":"a/b","verdict":"unknown","expected":"sampled","evidence":"too\u0020short"}]}`, Survived, "", 0},
		{`claims {"claims":[{"id":"a/b","verdict":"unknown","expected":"exhausted","evidence":"the\u0020search\u0020is\u0020worth\u0020nothing"}]}`, Killed, "a/b", 1},
	} {
		args := strings.SplitN(c.args, " ", 2)
		s := step{pkg: "ends", dir: "ends", args: args}
		s.storm = strings.HasPrefix(args[0], "storm")
		if args[0] == "claims" {
			s.show = "x"
		}
		bin, problem := w.build(context.Background(), s)
		if problem != "" {
			t.Fatal(problem)
		}
		most := limits{time.Minute, time.Minute, time.Minute}
		switch _, err := os.Stat("/proc/self/stat"); {
		case args[0] == "sleep":
			most.clock = 300 * time.Millisecond
		case args[0] == "spin" && err == nil:
			most.spent = 200 * time.Millisecond
		case args[0] == "wait" && err == nil:
			most.idle = 300 * time.Millisecond
		case args[0] == "spin" || args[0] == "wait":
			continue
		}
		r := w.run(context.Background(), s, bin, most)
		if r.outcome != c.outcome || !strings.Contains(r.by, c.by) || len(r.turned) != c.turned {
			t.Errorf("%s: %s by %q, turned %v; want %s by %q, %d turned", c.args, r.outcome, r.by, r.turned, c.outcome, c.by, c.turned)
		}
	}
}

// What looks for so long by the clock may take all processors for that long, however little
// it got on the source itself; what ends by itself may not.
func TestPatience(t *testing.T) {
	little := Cost{Seconds: 2, Spent: 0.1}
	if least, all := patience(step{takes: 2 * time.Second}, little).spent, time.Duration(runtime.NumCPU())*2*time.Second; least <= all {
		t.Errorf("%v is not more than %v", least, all)
	}
	if most := patience(step{}, little).spent; most > 2*time.Second {
		t.Errorf("%v for what took 0.1 s", most)
	}
}
