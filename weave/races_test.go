package weave

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// copyTree copies the Go files of a folder of testdata.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		write(t, filepath.Join(to, rel), string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRaces has, for each kind of access, a program whose only race is that access: it
// is found, and with a lock it is not (F3). An access that the weaver skips is a race
// that is missing here, and one that it announces too early is one too many.
func TestRaces(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	copyTree(t, filepath.Join("testdata", "races"), dir)
	r, err := Weave(Config{Dir: dir, Patterns: []string{"./races"}, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Refusals {
		t.Errorf("refused: %v", f)
	}
	out, err := run(t, dir, "run", overlay(t, r.Files), ".")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	n := 0
	for line := range strings.Lines(out) {
		what, verdict, _ := strings.Cut(strings.TrimSpace(line), ": ")
		want := "exhausted"
		if strings.HasSuffix(what, ", false") { // neither locked nor ordered
			want = "race"
		}
		if verdict != want {
			t.Errorf("%s: %s, want %s", what, verdict, want)
		}
		n++
	}
	if n < 100 {
		t.Errorf("only %d programs ran", n)
	}
}
