package main

import (
	"fmt"
	"time"

	"github.com/poolproof/poolproof/mutate"
	"github.com/poolproof/poolproof/report"
)

// storms is the table of stress against exploration.
func (t tried) storms() report.Section {
	methods := mutate.Storms(time.Second)
	heads := map[string]string{"storm": "stress", "storm-race": "stress, -race", "storm-poolrace": "stress, -race -tags poolrace"}
	table := report.Table{Title: "Each mutant", Columns: []report.Column{{Name: "mutant"}, {Name: "law"}}}
	found := map[string]int{} // by head, and by finder
	asked := map[string]int{}
	for _, m := range methods {
		if heads[m.Name] == "" {
			heads[m.Name] = m.Name
		}
		table.Columns = append(table.Columns, report.Column{Name: heads[m.Name]})
	}
	table.Columns = append(table.Columns, report.Column{Name: "found by"}, report.Column{Name: "it said"})
	calm := ""
	for _, mutant := range t.Mutants {
		row := []string{mutant.ID, mutant.Law}
		stress, explore, whole, said := false, false, true, ""
		for _, m := range methods {
			trial, ok := mutant.trial(m.Name)
			word := stormed(trial, ok)
			whole = whole && ok
			if ok && mutant.ID == mutate.Unchanged.ID {
				word = fmt.Sprintf("%s in %.0f s", word, trial.Seconds)
				calm = fmt.Sprintf("The source itself stands %d of them one after the other in each build.", mutate.Calm)
			}
			row = append(row, word)
			if !ok || trial.Outcome == mutate.Unseen || mutant.ID == mutate.Unchanged.ID {
				continue
			}
			asked[heads[m.Name]]++
			if trial.Kills() {
				found[heads[m.Name]]++
				said = trial.By
				if m.Name == "explore" {
					explore = true
				} else {
					stress = true
				}
			}
		}
		finder := map[[2]bool]string{
			{true, true}: "both", {true, false}: "stress alone", {false, true}: "exploration alone", {false, false}: "neither",
		}[[2]bool{stress, explore}]
		if mutant.ID == mutate.Unchanged.ID || !whole {
			finder = ""
		} else {
			found[finder]++
		}
		table.Rows = append(table.Rows, append(row, finder, said))
	}
	sum := report.Table{Title: "Who found how many", Columns: []report.Column{{Name: "found by"}, {Name: "mutants", Number: true}, {Name: "of those that it sees", Number: true}}}
	for _, m := range methods {
		sum.Rows = append(sum.Rows, []string{heads[m.Name], fmt.Sprint(found[heads[m.Name]]), fmt.Sprint(asked[heads[m.Name]])})
	}
	for _, finder := range []string{"both", "stress alone", "exploration alone", "neither"} {
		sum.Rows = append(sum.Rows, []string{finder, fmt.Sprint(found[finder]), ""})
	}
	length := time.Duration(t.Storm * float64(time.Second)).String()
	notes := []string{fmt.Sprintf("Each hand-written mutant of the pool under the same stress for %s, with garbage collections, clearings and changes of GOMAXPROCS as fast as they come: "+
		"in the usual build, under the race detector as the pool's users see it, and as the pool itself is seen. Explore runs every interleaving of small clients. Times are of running, until it was found. What neither finds is left to other methods.", length)}
	if calm != "" {
		notes = append(notes, calm)
	}
	return report.Section{
		Title: "Stress against exploration", Notes: notes, Replay: "poolproof mutants -storm " + length,
		Tables: []report.Table{sum, table},
		Limits: []string{"What stress finds once it may not find again, and what it did not find it may find in a longer time."},
	}
}

// stormed is a trial in a few words.
func stormed(t mutate.Trial, ok bool) string {
	after := fmt.Sprintf("%.1f s", t.Seconds)
	switch {
	case !ok:
		return "not tried"
	case t.Outcome == mutate.Timeout:
		return "hangs: " + after
	case t.Outcome == mutate.Memory:
		return "memory: " + after
	case t.Kills():
		return "found: " + after
	case t.Outcome == mutate.Unseen:
		return "not in this build"
	case t.Outcome == mutate.Unbuilt:
		return "not built"
	case t.By != "":
		return "met too little"
	}
	return "nothing"
}
