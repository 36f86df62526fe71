package scenario

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
)

var update = flag.Bool("update", false, "write the transcripts of the findings")

var anyToken = regexp.MustCompile(`pp1-[A-Za-z0-9_-]+`)

// The two answers that no strict order explains, as they are told: the ring's "full" when
// it is not (D6), and the chain's "empty" when it is not (C5). The transcripts are kept;
// their tokens are not, since they change with every word of the source.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		file, scenario string
		config         Config
		calls          int // that are enough
	}{
		{"ring-full.txt", "uuu | t | t", Config{Subject: "dequeue", Cap: 2, Model: Strict}, 5},
		{"ring-full.txt", "uuuh | tt | t", Config{Subject: "dequeue", Cap: 2, Model: Strict}, 5},
		{"chain-empty.txt", "uuu | tt | t", Config{Subject: "chain", Cap: 1, Model: Strict}, 4},
		{"chain-empty-grown.txt", "uuu | tt | t", Config{Subject: "chain", Cap: 2, Model: Strict}, 0},
	} {
		c.config.Explore.SpinCut = true
		r, err := Run(c.config, c.scenario)
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != explore.Violated {
			t.Errorf("%s on %+v: %v", c.scenario, c.config, r)
			continue
		}
		// The token brings it back, byte for byte.
		text := r.Counterexample()
		again, err := Replay(anyToken.FindString(text))
		if err != nil || again.Verdict != explore.Violated || again.Executions+again.Blocked != 1 || again.Counterexample() != text {
			t.Errorf("%s on %+v: replayed, %v: %v\nwant\n%s", c.scenario, c.config, err, again, text)
		}
		if c.calls > 0 && (strings.Count(text, "┌")/2 != c.calls || strings.Count(text, "\n> ") != 3) { // two tables; the last is the legend
			t.Errorf("%s: not the %d calls and 2 switches that are enough:\n%s", c.scenario, c.calls, text)
		}
		got := anyToken.ReplaceAllString(text, "pp1-…") + "\n"
		path := filepath.Join("testdata", c.file)
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s on %+v: got\n%s\nwant %s\n%s\ngo test ./explore/scenario -run Findings -update", c.scenario, c.config, got, path, want)
		}
	}
}

// A token of other code, of a test, or of nothing is refused in one line.
func TestRefusals(t *testing.T) {
	c := Config{Subject: "dequeue", Model: Strict, Cap: 2}
	c.Explore.SpinCut = true
	r, err := Run(c, "uuu | t | t")
	if err != nil {
		t.Fatal(err)
	}
	good := anyToken.FindString(r.Repeat)
	if got, err := Replay(good); err != nil || got.Verdict != explore.Violated {
		t.Fatalf("%s: %v, %v", good, got, err)
	}
	s, _ := Parse("dequeue", "uuu | t | t")
	for _, x := range []struct{ token, says string }{
		{good[:len(good)-2], "the token is incomplete or mistyped: copy all of it"},
		{"pp1-", "the token is incomplete or mistyped"},
		{"pp7-AAAA", "the token is of version 7, and this is version 1: use the poolproof that made it"},
		{"uuu | t | t", `"uuu | t | t" is no token: a token begins with pp1-, and is printed below a counterexample`},
		{c.tokenOf(s, r.Schedule, []byte("another code")), "the code of dequeue has changed since the token was made: its schedule is another execution now; run poolproof explore again"},
		{c.token(s, "s1.1x2.9"), "the schedule of the token is of another program: run poolproof explore again"},
		{Config{Subject: "stack"}.token(s, r.Schedule), `unknown subject "stack"; there are dequeue, chain, pool`},
		{Config{Subject: "dequeue", Model: "odd"}.token(s, r.Schedule), `unknown model "odd"; there are true, strict, none`},
	} {
		if _, err := Replay(x.token); err == nil || !strings.HasPrefix(err.Error(), x.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v\nwant %s", x.token, err, x.says)
		}
	}
	// Another Config may have another execution for the same schedule, or the same and no
	// violation: the true ring may say "full".
	c.Model = True
	if got, err := Replay(c.token(s, r.Schedule)); err != nil || got.Verdict != explore.Sampled || got.Failure != "" {
		t.Errorf("by the true model: %v, %v", got, err)
	}
}
