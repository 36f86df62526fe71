package mutate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func generated(t *testing.T) []Mutant {
	t.Helper()
	all, stale, err := Generate("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stale {
		t.Error("stale: ", s)
	}
	return all
}

// There are enough mutants, of enough kinds, in every file that has code (U1, U2).
func TestMutants(t *testing.T) {
	names, kinds, files := map[string]bool{}, map[string]int{}, map[string]int{}
	real := 0
	for _, m := range generated(t) {
		if names[m.ID] {
			t.Errorf("two mutants are called %s", m.ID)
		}
		names[m.ID] = true
		if m.Law == "" || m.Kind == "" || m.Line == 0 || len(m.Edits) == 0 {
			t.Errorf("%s lacks something: %+v", m.ID, m)
		}
		source, err := os.ReadFile(filepath.Join("..", m.File))
		if err != nil {
			t.Fatal(err)
		}
		text, err := m.Apply(source)
		if err != nil {
			t.Error(err)
		}
		if string(text) == string(source) {
			t.Errorf("%s changes nothing", m.ID)
		}
		for _, who := range strings.Fields(m.Who) {
			if _, unknown := FindMethods([]string{who}); unknown != "" {
				t.Errorf("%s is to be killed by %s, which is no method", m.ID, who)
			}
		}
		if m.Equivalent == "" && !m.Spare {
			real++
			kinds[m.Kind]++
			files[m.File]++
		}
	}
	if real < 60 || len(kinds) < 10 {
		t.Errorf("%d mutants of %d kinds, want at least 60 of 10: %v", real, len(kinds), kinds)
	}
	for _, folder := range Subject {
		there, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range there {
			name := folder + "/" + filepath.Base(path)
			if !strings.HasSuffix(name, "_test.go") && files[name] < 5 && few[name] == "" {
				t.Errorf("%s has %d mutants that are not equivalent, want 5", name, files[name])
			}
		}
	}
}

// few are the files that have no place for five mutants, and why.
var few = map[string]string{
	"dequeue/slot.go":        "declares a type and does nothing",
	"pool/race_off.go":       "has two functions that do something",
	"pool/race_checkall.go":  "declares a constant",
	"pool/race_checksome.go": "declares a constant",
	"pool/race_unchecked.go": "does nothing",
	"pool/race_write_off.go": "does nothing",
	"pool/race_write_on.go":  "has one call",
}

// The mutants of the checkers apply, and are of each of them.
func TestCheckers(t *testing.T) {
	all, stale, err := Checkers("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stale {
		t.Error("stale: ", s)
	}
	count := map[string]int{}
	for _, m := range all {
		count[folderOf(m)]++
	}
	for _, folder := range []string{"explore", "model", "weave"} {
		if count[folder] < 10 {
			t.Errorf("%d mutants of %s, want 10", count[folder], folder)
		}
	}
}
