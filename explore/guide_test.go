package explore_test

import (
	"os"
	"strings"
	"testing"
)

// TestGuide: the code in docs/explore.md is that of the examples, which are run.
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
	if len(pieces) < 7 {
		t.Errorf("%d pieces of code", len(pieces))
	}
}
