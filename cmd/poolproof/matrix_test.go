package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/mutate"
	"github.com/poolproof/poolproof/report"
)

// rows returns a section's rows by their first cell, of the table with that title.
func rows(t *testing.T, s report.Section, title string) map[string][]string {
	t.Helper()
	i := slices.IndexFunc(s.Tables, func(table report.Table) bool { return table.Title == title })
	if i < 0 {
		t.Fatalf("there is no table %q", title)
	}
	found := map[string][]string{}
	for _, row := range s.Tables[i].Rows {
		found[row[0]] = row[1:]
	}
	return found
}

func want(t *testing.T, got map[string][]string, wanted map[string]string) {
	t.Helper()
	for name, cells := range wanted {
		if have := strings.Join(got[name], " | "); have != cells {
			t.Errorf("%s: %s\nwant %s", name, have, cells)
		}
	}
}

// trials are storm, storm-race, storm-poolrace and explore, by outcome.
func trials(outcomes ...string) (all []mutate.Trial) {
	for i, o := range outcomes {
		outcome, by, _ := strings.Cut(o, " ")
		all = append(all, mutate.Trial{Method: []string{"storm", "storm-race", "storm-poolrace", "explore"}[i], Outcome: outcome, By: by, Seconds: float64(i) + 0.25})
	}
	return all
}

// Who finds what, and what only one of the two finds.
func TestStormsTable(t *testing.T) {
	s := tried{Storm: 10, Mutants: []triedMutant{
		{ID: mutate.Unchanged.ID, Trials: trials("survived", "survived", "survived", "survived")},
		{ID: "both", Law: "P1", Trials: trials("killed S1: x", "survived", "killed data race", "killed P1: y")},
		{ID: "explore", Law: "P8", Trials: trials("survived", "unseen", "survived the run was too short", "killed P8: z")},
		{ID: "stress", Law: "P2", Trials: trials("unseen", "timeout still running", "memory more", "unseen")},
		{ID: "nobody", Law: "P7", Trials: trials("survived", "survived", "unbuilt why", "survived")},
		{ID: "cut short", Law: "P7", Trials: trials("survived")},
	}}.section()
	want(t, rows(t, s, "Each mutant"), map[string]string{
		"the source itself": " | nothing in 0 s | nothing in 1 s | nothing in 2 s | nothing in 3 s |  | ",
		"both":              "P1 | found: 0.2 s | nothing | found: 2.2 s | found: 3.2 s | both | P1: y",
		"explore":           "P8 | nothing | not in this build | met too little | found: 3.2 s | exploration alone | P8: z",
		"stress":            "P2 | not in this build | hangs: 1.2 s | memory: 2.2 s | not in this build | stress alone | more",
		"nobody":            "P7 | nothing | nothing | not built | nothing | neither | ",
		"cut short":         "P7 | nothing | not tried | not tried | not tried |  | ",
	})
	want(t, rows(t, s, "Who found how many"), map[string]string{
		"stress":                       "1 | 4",
		"stress, -race":                "1 | 3",
		"stress, -race -tags poolrace": "2 | 4",
		"explore":                      "2 | 3",
		"both":                         "1 | ",
		"exploration alone":            "1 | ",
		"stress alone":                 "1 | ",
		"neither":                      "1 | ",
	})
	if told := strings.Join(s.Notes, " "); !strings.Contains(told, "for 10s") || !strings.Contains(told, "18 of them") || s.Replay != "poolproof mutants -storm 10s" {
		t.Errorf("%s: %s", told, s.Replay)
	}
}

// A dash is a method that noticed nothing, and equivalent mutants are not counted.
func TestMatrix(t *testing.T) {
	s := tried{Mutants: []triedMutant{
		{ID: "a", File: "f.go", Law: "D1", KilledBy: []string{"unit"}, Trials: []mutate.Trial{{Method: "unit", Outcome: mutate.Killed, Seconds: 0.31, Spent: 0.4}, {Method: "race", Outcome: mutate.Unseen}}},
		{ID: "b", File: "f.go", Law: "D2", From: "x", To: "y", Survived: true, Trials: []mutate.Trial{{Method: "unit", Outcome: mutate.Survived}, {Method: "race", Outcome: mutate.Survived}, {Method: "new", Outcome: mutate.Unbuilt}}},
		{ID: "c", File: "g.go", Law: "D3", KilledBy: []string{"race"}, Trials: []mutate.Trial{{Method: "race", Outcome: mutate.Timeout, Seconds: 40}}},
		{ID: "d", File: "g.go", Equivalent: true, Argument: "it is the same"},
	}}.section()
	want(t, rows(t, s, "Killed of those tried"), map[string]string{"f.go": "2 | 1/2 | 0/1 | ", "g.go": "1 |  | 1/1 | ", "all": "3 | 1/2 | 1/2 | ",
		"… by timeout": " |  | 1 | ", "seconds to a kill, median": " | 0.400 |  | ", "looks for at most": " |  | 1.5s | "})
	want(t, rows(t, s, "Each mutant, and the seconds until it was killed"), map[string]string{"a": "D1 | 0.3 |  | ", "b": "D2 | – | – | ", "c": "D3 |  | 40.0 h | "})
	want(t, rows(t, s, "Survivors"), map[string]string{"b": "x | y"})
	want(t, rows(t, s, "Argued to be equivalent"), map[string]string{"d": "it is the same | "})
	if !strings.HasPrefix(s.Notes[0], "2 of 3 mutants are killed") {
		t.Error(s.Notes[0])
	}
}
