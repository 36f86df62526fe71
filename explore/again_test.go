package explore_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

// TestAgainSubject is a user's test that fails, for TestAgain: it is run in a process of
// its own.
func TestAgainSubject(t *testing.T) {
	variant := os.Getenv("EXPLORE_AGAIN")
	if variant == "" {
		t.Skip("TestAgain runs it")
	}
	scenario := counter(func(x *atomic.Int32) {
		if variant == "changed" {
			x.Load()
		}
		v := x.Load()
		x.Store(v + 1)
	})
	if variant == "repaired" {
		scenario = counter(func(x *atomic.Int32) {
			x.Add(1)
		})
	}
	t.Run("right", func(t *testing.T) {
		if r := explore.Explore(explore.Config{}, counter(right)); r.Verdict != explore.Exhausted {
			t.Errorf("right: %v", r)
		}
	})
	t.Run("wrong", func(t *testing.T) {
		if r := explore.Explore(explore.Config{}, scenario); r.Verdict != explore.Exhausted {
			t.Errorf("EXPLORED %v", r)
		}
	})
	lossy := lossyOps
	clients := explore.Clients[*atomic.Int32, *int]{
		New:   func() *atomic.Int32 { return new(atomic.Int32) },
		Model: func() *int { return new(int) },
		Ops:   []func(int) lossyOp{func(int) lossyOp { return lossy[0] }, func(int) lossyOp { return lossy[2] }},
		Post:  []lossyOp{lossy[1], lossy[2]},
		Calls: 3, Threads: 2,
	}
	if r := explore.LinearizableAll(explore.Config{}, clients); r.Verdict != explore.Bounded {
		t.Errorf("CLIENTS %v", r)
	}
}

// TestAgain: law X3. A token brings back what it was printed with, byte for
// byte, in the exploration that printed it, and refuses when the code has changed.
func TestAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	subject := func(variant string, args ...string) (out string, status int) {
		cmd := exec.Command(os.Args[0], append([]string{"-test.run=^TestAgainSubject$"}, args...)...)
		cmd.Env = append(os.Environ(), "EXPLORE_AGAIN="+variant)
		text, _ := cmd.CombinedOutput()
		return string(text), cmd.ProcessState.ExitCode()
	}
	out, status := subject("wrong")
	command := regexp.MustCompile(`go test github.com/poolproof/poolproof/explore -run '\^TestAgainSubject\$' (-explore.replay=pp1-[A-Za-z0-9_-]+)\n`)
	found := command.FindAllStringSubmatch(out, -1)
	if status != 1 || len(found) != 2 || strings.Contains(out, "right: ") || !strings.Contains(out, "CLIENTS violated") || !strings.Contains(out, "EXPLORED violated") {
		t.Fatalf("status %d, %d commands:\n%s", status, len(found), out)
	}
	plain := func(text string) string { // package testing indents what a test says
		var b strings.Builder
		for line := range strings.Lines(text) {
			b.WriteString(strings.TrimSpace(line) + "\n")
		}
		return b.String()
	}
	for i, f := range found {
		flag := f[1]
		told := strings.Index(out, []string{"assertion failed", "not linearizable"}[i])
		table := plain(out[told : strings.Index(out, flag)+len(flag)])
		got, status := subject("wrong", flag)
		if status != 1 || !strings.Contains(plain(got), table) || !strings.Contains(got, "violated: 1 executions, 0 blocked, ") || !strings.Contains(got, "(replay of a token") {
			t.Errorf("status %d, replayed\n%s\nwant\n%s", status, got, table)
		}
		if others := strings.Count(got, "2 executions") + strings.Count(got, "clients"); others != 1 {
			t.Errorf("the other exploration was not run as usual:\n%s", got)
		}
		if out, status := subject("wrong", flag+"A"); status != 2 || !strings.Contains(out, "the token is incomplete or mistyped: copy all of it") {
			t.Errorf("mistyped: status %d\n%s", status, out)
		}
	}
	for _, variant := range []string{"changed", "repaired"} {
		out, status := subject(variant, found[0][1])
		if status != 1 || !strings.Contains(out, "EXPLORED unknown: ") || !strings.Contains(out, "the code has changed since the token was made") {
			t.Errorf("%s: status %d\n%s", variant, status, out)
		}
	}
	for _, c := range []struct{ token, says string }{
		{"pp2-AAAA", "the token is of version 2, and this is version 1"},
		{"s1.1.2", "is no token"},
		{"", "is no token"},
	} {
		if out, status := subject("wrong", "-explore.replay="+c.token); status != 2 || !strings.Contains(out, c.says) {
			t.Errorf("%q: status %d\n%s", c.token, status, out)
		}
	}
}
