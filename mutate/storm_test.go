package mutate

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Each hand-written mutant of the pool is seen by a storm or by explore, each storm sees
// some, and none is asked about a file that its build leaves out.
func TestStorms(t *testing.T) {
	all := Stormed(generated(t))
	if all[0].ID != Unchanged.ID {
		t.Fatalf("the table begins with %s", all[0].ID)
	}
	seen := map[string]int{}
	for i, m := range all {
		var by []string
		for _, method := range Storms(time.Second) {
			n := len(method.stepsOf("..", m))
			if n > 0 {
				by = append(by, method.Name)
				seen[method.Name]++
			}
			if storm := strings.HasPrefix(method.Name, "storm"); storm && i == 0 && n != Calm {
				t.Errorf("the source itself stands %d of %s, want %d", n, method.Name, Calm)
			} else if storm && i > 0 && n > 1 {
				t.Errorf("%s stands %d of %s, and others one", m.ID, n, method.Name)
			}
		}
		if len(by) == 0 {
			t.Errorf("nobody sees %s", m.ID)
		}
		for file, want := range map[string]string{
			"pool/pool.go":             "storm storm-race storm-poolrace explore",
			"pool/watched.go":          "storm storm-poolrace explore",
			"pool/collections_race.go": "storm-race",
			"pool/race_pool.go":        "storm-poolrace",
		} {
			if got := strings.Join(by, " "); m.File == file && got != want {
				t.Errorf("%s is seen by %s, want %s", m.ID, got, want)
			}
		}
	}
	if len(all) < 40 || len(seen) != 4 || slices.Contains([]int{seen["storm"], seen["storm-race"], seen["storm-poolrace"], seen["explore"]}, 0) {
		t.Errorf("of %d, seen: %v", len(all), seen)
	}
}

// All storms are as long, and the same but for their build.
func TestStormsAreTheSame(t *testing.T) {
	keys := map[string]string{}
	for _, m := range Storms(7 * time.Second)[:3] {
		s := m.stepsOf("..", Mutant{ID: "x", File: "pool/pool.go"})[0]
		args := strings.Join(s.args, " ")
		if args != "stress -for 7s pool pools rotate guarded" || !s.storm || keys[strings.Join(s.flags, " ")] != "" {
			t.Errorf("%s runs %s with %v", m.Name, args, s.flags)
		}
		keys[strings.Join(s.flags, " ")] = args
	}
}

// To change nothing is to leave the source as it is.
func TestUnchanged(t *testing.T) {
	files, err := Unchanged.Files("..", false)
	if err != nil || len(files) != 1 {
		t.Fatal(len(files), err)
	}
	source, err := Unchanged.Apply(files[Unchanged.File])
	if err != nil || string(source) != string(files[Unchanged.File]) {
		t.Error("it changes something", err)
	}
	if !(Result{Mutant: Unchanged}).Settled() || (Result{Mutant: Unchanged, Trials: []Trial{{Method: "storm", Outcome: Killed}}}).Settled() {
		t.Error("a storm that finds something on the source is no failure")
	}
}
