package mutate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What was kept is known to the next run, as long as its key is the same; what could not be
// built is tried again.
func TestRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.json")
	r, err := OpenRecord(path, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range []Trial{
		{Method: "unit", Outcome: Survived, Key: "old"}, {Method: "unit", Outcome: Killed, Key: "k", Spent: 1},
		{Method: "race", Outcome: Unbuilt, Key: "k"},
	} {
		if err := r.keep("m", trial); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.keepCost("s", Cost{Seconds: 2}); err != nil {
		t.Fatal(err)
	}
	for _, resume := range []bool{true, false} { // the second begins anew
		want := resume
		r, err := OpenRecord(path, resume)
		if err != nil {
			t.Fatal(err)
		}
		got, known := r.trial("m", "unit", "k")
		if cost, calm := r.cost("s"); known != want || calm != want || want && (got.Outcome != Killed || cost.Seconds != 2) {
			t.Errorf("resume %t: %+v %t, %+v %t", resume, got, known, cost, calm)
		}
		for _, other := range [][2]string{{"unit", "old"}, {"unit", "x"}, {"race", "k"}, {"stress", "k"}} {
			if _, known := r.trial("m", other[0], other[1]); known {
				t.Errorf("resume %t: %v is known", resume, other)
			}
		}
	}
}

// What is no record is refused, and is not overwritten by a run that is to go on from it.
func TestNoRecord(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "record.json")
	for _, text := range []string{"", "{", "[]", "{}", `{"mutants":[]}`, `{"dequeue.go:x":[{"method":"unit"}]}`} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := OpenRecord(path, true)
		if err == nil || !strings.Contains(err.Error(), "is no record of this version") {
			t.Errorf("%q: %v", text, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%q has become %q, %v", text, now, err)
		}
	}
	for _, name := range []string{dir, os.DevNull, filepath.Join(dir, "missing", "record.json")} {
		for _, resume := range []bool{true, false} {
			if _, err := OpenRecord(name, resume); err == nil {
				t.Errorf("%s, resume %t, is a record", name, resume)
			}
		}
	}
}
