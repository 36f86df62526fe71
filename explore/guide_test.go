package explore_test

import (
	"os"
	"strings"
	"testing"
)

// TestGuide: the code in docs/explore.md is that of the examples, which are run, and what
// docs/counterexamples.md shows is what they print.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("../docs/explore.md")
	if err != nil {
		t.Fatal(err)
	}
	run := ""
	for _, name := range []string{"example_test.go", "example_guide_test.go", "example_race_test.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		run += string(text)
	}
	pieces := strings.Split(string(guide), "```go\n")[1:]
	for _, p := range pieces {
		code, _, closed := strings.Cut(p, "```\n")
		if !closed || !strings.Contains(run, code) {
			t.Errorf("no example has\n%s", code)
		}
	}
	other, err := os.ReadFile("../docs/counterexamples.md")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, p := range strings.Split(string(other), "```text\n")[1:] {
		text, _, _ := strings.Cut(p, "```\n")
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(text, "go test") && !strings.Contains(run, "\t// "+line) {
				t.Errorf("no example prints %q", line)
			}
			told++
		}
	}
	if told < 10 {
		t.Errorf("%d lines of counterexamples", told)
	}
	if len(pieces) < 7 {
		t.Errorf("%d pieces of code", len(pieces))
	}
}
