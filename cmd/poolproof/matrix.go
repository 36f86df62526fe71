package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/poolproof/poolproof/mutate"
	"github.com/poolproof/poolproof/report"
)

// tried is what mutants -json prints, and what report reads.
type tried struct {
	Mutants []triedMutant `json:"mutants"`
	Storm   float64       `json:"storm_seconds,omitempty"` // the length of each storm
}

// triedMutant is what became of a mutant.
type triedMutant struct {
	ID         string         `json:"id"`
	File       string         `json:"file"`
	Line       int            `json:"line"`
	Kind       string         `json:"kind"`
	Law        string         `json:"law"`
	From       string         `json:"from"`
	To         string         `json:"to"`
	Who        string         `json:"who,omitempty"`
	Historical bool           `json:"historical"`
	Spare      bool           `json:"spare"`
	Equivalent bool           `json:"equivalent"`
	Argument   string         `json:"argument,omitempty"`
	KilledBy   []string       `json:"killed_by"`
	Compared   []string       `json:"killed_by_for_comparison"`
	Survived   bool           `json:"survived"`
	Trials     []mutate.Trial `json:"trials"`
}

// writeMutants writes the mutants without results, if there are none, or the results.
func writeMutants(w io.Writer, storm time.Duration, all []mutate.Mutant, results []mutate.Result) error {
	out := tried{Mutants: []triedMutant{}, Storm: storm.Seconds()}
	add := func(r mutate.Result, ran bool) {
		from, to := r.Change()
		trials := r.Trials
		if trials == nil {
			trials = []mutate.Trial{}
		}
		out.Mutants = append(out.Mutants, triedMutant{
			r.ID, r.File, r.Line, r.Kind, r.Law, from, to, r.Who, r.Historical, r.Spare, r.Equivalent != "", r.Equivalent,
			r.KilledBy(false), r.KilledBy(true), ran && len(r.KilledBy(false)) == 0, trials,
		})
	}
	if results == nil {
		for _, m := range all {
			add(mutate.Result{Mutant: m}, false)
		}
	}
	for _, r := range results {
		add(r, true)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// section is the mutants as a part of a report.
func (t tried) section() report.Section {
	if t.Storm > 0 {
		return t.storms()
	}
	return t.matrix()
}

// trial returns the mutant's trial by a method.
func (m triedMutant) trial(method string) (mutate.Trial, bool) {
	i := slices.IndexFunc(m.Trials, func(t mutate.Trial) bool { return t.Method == method })
	if i < 0 {
		return mutate.Trial{}, false
	}
	return m.Trials[i], true
}

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
		stress, explore, said := false, false, ""
		for _, m := range methods {
			trial, ok := mutant.trial(m.Name)
			row = append(row, stormed(trial, ok))
			if !ok || trial.Outcome == mutate.Unseen {
				continue
			}
			if mutant.ID == mutate.Unchanged.ID {
				calm = (time.Duration(mutate.Calm*t.Storm) * time.Second).String()
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
		if mutant.ID == mutate.Unchanged.ID {
			finder = ""
		} else {
			found[finder]++
			asked[finder]++
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
		"in the usual build, under the race detector as the pool's users see it, and as the pool itself is seen. Explore runs every interleaving of small clients. Times are of running alone, until it was found.", length)}
	if calm != "" {
		notes = append(notes, fmt.Sprintf("The source itself stands the same for %s in each build.", calm))
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
		return "not in it"
	case t.Outcome == mutate.Unbuilt:
		return "not built"
	case t.By != "":
		return "met too little"
	}
	return "nothing: " + after
}

// matrix is which method killed which mutant, and when.
func (t tried) matrix() report.Section {
	names := map[string]bool{}
	for _, m := range t.Mutants {
		for _, trial := range m.Trials {
			names[trial.Method] = true
		}
	}
	var methods []string
	for _, m := range append(slices.Clone(mutate.Methods), mutate.Own) {
		if names[m.Name] {
			methods = append(methods, m.Name)
			delete(names, m.Name)
		}
	}
	methods = append(methods, slices.Sorted(maps.Keys(names))...)

	files := report.Table{Title: "Killed of those tried", Columns: []report.Column{{Name: "file"}, {Name: "mutants", Number: true}}}
	each := report.Table{Title: "Each mutant, and the seconds until it was killed", Columns: []report.Column{{Name: "mutant"}, {Name: "law"}}}
	argued := report.Table{Title: "Argued to be equivalent", Columns: []report.Column{{Name: "mutant"}, {Name: "argument"}, {Name: "killed by"}}}
	lived := report.Table{Title: "Survivors", Columns: []report.Column{{Name: "mutant"}, {Name: "what stood there"}, {Name: "what stands there"}}}
	for _, m := range methods {
		files.Columns = append(files.Columns, report.Column{Name: m, Number: true})
		each.Columns = append(each.Columns, report.Column{Name: m, Number: true})
	}
	type cell struct{ killed, asked int }
	cells, counts, order := map[[2]string]cell{}, map[string]int{}, []string{}
	killed, real := 0, 0
	for _, m := range t.Mutants {
		if m.Equivalent {
			argued.Rows = append(argued.Rows, []string{m.ID, m.Argument, strings.Join(m.KilledBy, ", ")})
			continue
		}
		real++
		if len(m.KilledBy) > 0 {
			killed++
		} else if m.Survived {
			lived.Rows = append(lived.Rows, []string{m.ID, m.From, m.To})
		}
		if counts[m.File]++; counts[m.File] == 1 {
			order = append(order, m.File)
		}
		counts["all"]++
		row := []string{m.ID, m.Law}
		for _, name := range methods {
			trial, ok := m.trial(name)
			word := ""
			if ok && trial.Outcome != mutate.Unseen && trial.Outcome != mutate.Unbuilt {
				word = "–"
				if trial.Kills() {
					word = fmt.Sprintf("%.1f", trial.Seconds)
				}
				for _, file := range []string{m.File, "all"} {
					c := cells[[2]string{file, name}]
					if c.asked++; trial.Kills() {
						c.killed++
					}
					cells[[2]string{file, name}] = c
				}
			}
			row = append(row, word)
		}
		each.Rows = append(each.Rows, row)
	}
	for _, file := range append(order, "all") {
		row := []string{file, fmt.Sprint(counts[file])}
		for _, name := range methods {
			c := cells[[2]string{file, name}]
			word := ""
			if c.asked > 0 {
				word = fmt.Sprintf("%d/%d", c.killed, c.asked)
			}
			row = append(row, word)
		}
		files.Rows = append(files.Rows, row)
	}
	s := report.Section{
		Title: "Mutants",
		Notes: []string{fmt.Sprintf("%d of %d mutants are killed. A mutant is the source, broken in one place; a method kills it if it fails on it and passes without it. "+
			"A dash is a method that noticed nothing; go and go-race are what Go's own tests ask, for comparison.", killed, real)},
		Replay: "poolproof mutants -full",
		Limits: []string{"Mistakes of a kind that nobody thought of, and two mistakes at once. Race, linearizability and stress may come out otherwise the next time."},
	}
	for _, table := range []report.Table{files, lived, argued, each} {
		if len(table.Rows) > 0 {
			s.Tables = append(s.Tables, table)
		}
	}
	return s
}
