package weave

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// overlay writes woven files into a folder and returns the flag that lets the go
// command read them in place of their sources. What an overlay in GOFLAGS replaces stays
// so, as a mutant of what woven code calls: the flag takes that one's place.
func overlay(t *testing.T, files []File) string {
	t.Helper()
	woven := map[string][]byte{}
	for f := range strings.FieldsSeq(os.Getenv("GOFLAGS")) {
		name, ok := strings.CutPrefix(f, "-overlay=")
		if !ok {
			continue
		}
		var o struct{ Replace map[string]string }
		text, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(text, &o)
		}
		if err != nil {
			t.Fatal(err)
		}
		for path, by := range o.Replace {
			if woven[path], err = os.ReadFile(by); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range files {
		woven[f.Path] = f.Woven
	}
	name, err := WriteOverlay(t.TempDir(), woven)
	if err != nil {
		t.Fatal(err)
	}
	return "-overlay=" + name
}

// The ring, the chain and the pool, woven with their tests, pass them where no
// exploration runs (F2); their lines stay (F1), and so does what is woven (F6).
func TestTheSubjectWoven(t *testing.T) {
	weave := func() *Result {
		r, err := Weave(Config{Dir: "..", Patterns: []string{"./dequeue", "./chain", "./pool"}, Tests: true})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := weave()
	for _, f := range r.Files {
		sameLines(t, f)
	}
	for i, f := range weave().Files {
		if string(f.Woven) != string(r.Files[i].Woven) {
			t.Errorf("%s is woven in two ways (F6)", f.Path)
		}
	}
	// The two claims of the ring are the retries that end when another call succeeded.
	marks := ""
	for _, m := range r.Marks {
		if filepath.Base(m.Pos.Filename) == "dequeue.go" {
			marks += m.Kind + " "
		}
	}
	if marks != "spin spin " {
		t.Errorf("the ring's marks are %q, want its two claims (F5)", marks)
	}
	if testing.Short() {
		t.Skip("the subject's own tests take some seconds")
	}
	out, err := run(t, "..", "test", "-short", overlay(t, r.Files), "./dequeue", "./chain", "./pool")
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
