package main

import (
	"fmt"
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

// tell returns what became of mutants, those that were not tried too: they have no trials,
// and have not survived.
func tell(storm time.Duration, all []mutate.Mutant, results []mutate.Result) tried {
	ran := map[string]mutate.Result{}
	for _, r := range results {
		ran[r.ID] = r
	}
	out := tried{Mutants: []triedMutant{}, Storm: storm.Seconds()}
	for _, m := range all {
		r, ok := ran[m.ID]
		r.Mutant = m
		from, to := m.Change()
		out.Mutants = append(out.Mutants, triedMutant{
			m.ID, m.File, m.Line, m.Kind, m.Law, from, to, m.Who, m.Historical, m.Spare, m.Equivalent != "", m.Equivalent,
			r.KilledBy(false), r.KilledBy(true), ok && len(r.KilledBy(false)) == 0, append([]mutate.Trial{}, r.Trials...),
		})
	}
	return out
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

// matrix is which method killed which mutant, and when.
func (t tried) matrix() report.Section {
	methods := t.methods()
	files := t.score(methods)
	each := report.Table{Title: "Each mutant, and the seconds until it was killed", Columns: []report.Column{{Name: "mutant"}, {Name: "law"}}}
	argued := report.Table{Title: "Argued to be equivalent", Columns: []report.Column{{Name: "mutant"}, {Name: "argument"}, {Name: "killed by"}}}
	lived := report.Table{Title: "Survivors", Columns: []report.Column{{Name: "mutant"}, {Name: "what stood there"}, {Name: "what stands there"}}}
	for _, m := range methods {
		each.Columns = append(each.Columns, report.Column{Name: m, Number: true})
	}
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
		row := []string{m.ID, m.Law}
		for _, name := range methods {
			trial, ok := m.trial(name)
			row = append(row, cellOf(trial, ok))
		}
		each.Rows = append(each.Rows, row)
	}
	s := report.Section{
		Title: "Mutants",
		Notes: []string{fmt.Sprintf("%d of %d mutants are killed. A mutant is the source, broken in one place; a method kills it if it fails on it and passes without it. "+
			"A dash is a method that noticed nothing; a time with an h is of one that hung, with an m of one that took too much memory; go and go-race are what Go's own tests ask, for comparison.", killed, real)},
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

// methods returns the names of the methods that were tried, in the usual order.
func (t tried) methods() (all []string) {
	names := map[string]bool{}
	for _, m := range t.Mutants {
		for _, trial := range m.Trials {
			names[trial.Method] = true
		}
	}
	for _, m := range append(slices.Clone(mutate.Methods), mutate.Own) {
		if names[m.Name] {
			all = append(all, m.Name)
			delete(names, m.Name)
		}
	}
	return append(all, slices.Sorted(maps.Keys(names))...)
}

// score is how many mutants each method killed of those that it was tried on, file by file
// and in all, and how long it took. Equivalent ones are left out.
func (t tried) score(methods []string) report.Table {
	type cell struct {
		killed, asked, hung int
		spent               []float64 // seconds of processor time to each kill that is none by timeout
	}
	cells := map[[2]string]*cell{}
	at := func(file, method string) *cell {
		key := [2]string{file, method}
		if cells[key] == nil {
			cells[key] = &cell{}
		}
		return cells[key]
	}
	counts := map[string]int{}
	for _, m := range t.Mutants {
		if m.Equivalent || len(m.Trials) == 0 {
			continue
		}
		for _, file := range []string{m.File, "all"} {
			counts[file]++
			for _, trial := range m.Trials {
				c := at(file, trial.Method)
				switch trial.Outcome {
				case mutate.Unseen, mutate.Unbuilt:
					continue
				case mutate.Timeout:
					c.hung++
				case mutate.Killed:
					c.spent = append(c.spent, trial.Spent)
				}
				if c.asked++; trial.Kills() {
					c.killed++
				}
			}
		}
	}
	table := report.Table{Title: "Killed of those tried", Columns: []report.Column{{Name: "file"}, {Name: "mutants", Number: true}}}
	for _, m := range methods {
		table.Columns = append(table.Columns, report.Column{Name: m, Number: true})
	}
	line := func(name, number, file string, word func(c *cell, method string) string) {
		row := []string{name, number}
		for _, m := range methods {
			row = append(row, word(at(file, m), m))
		}
		table.Rows = append(table.Rows, row)
	}
	killed := func(c *cell, _ string) string {
		if c.asked == 0 {
			return ""
		}
		return fmt.Sprintf("%d/%d", c.killed, c.asked)
	}
	for _, file := range slices.Sorted(maps.Keys(counts)) {
		if file != "all" {
			line(file, fmt.Sprint(counts[file]), file, killed)
		}
	}
	line("all", fmt.Sprint(counts["all"]), "all", killed)
	line("… by timeout", "", "all", func(c *cell, _ string) string {
		if c.hung == 0 {
			return ""
		}
		return fmt.Sprint(c.hung)
	})
	line("seconds to a kill, median", "", "all", func(c *cell, _ string) string { return quantile(c.spent, 0.5) })
	line("… nine of ten within", "", "all", func(c *cell, _ string) string { return quantile(c.spent, 0.9) })
	line("looks for at most", "", "all", func(_ *cell, method string) string {
		i := slices.IndexFunc(mutate.Methods, func(m mutate.Method) bool { return m.Name == method })
		if i < 0 {
			return ""
		}
		return mutate.Methods[i].Budget
	})
	return table
}

// quantile returns the value of which so large a part is no larger, with three digits after
// the point; "" if there is none.
func quantile(list []float64, part float64) string {
	if len(list) == 0 {
		return ""
	}
	list = slices.Sorted(slices.Values(list))
	return fmt.Sprintf("%.3f", list[min(int(part*float64(len(list))), len(list)-1)])
}

// cellOf is a trial in a cell of the matrix.
func cellOf(t mutate.Trial, ok bool) string {
	switch {
	case !ok || t.Outcome == mutate.Unseen || t.Outcome == mutate.Unbuilt:
		return ""
	case t.Outcome == mutate.Timeout:
		return fmt.Sprintf("%.1f h", t.Seconds)
	case t.Outcome == mutate.Memory:
		return fmt.Sprintf("%.1f m", t.Seconds)
	case t.Kills():
		return fmt.Sprintf("%.1f", t.Seconds)
	}
	return "–"
}
