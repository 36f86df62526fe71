package report

// What the five words show and what they do not (W3), and the one place that may
// write "verified" (W4, which is verdict.V2).

import (
	"fmt"

	"github.com/poolproof/poolproof/internal/verdict"
)

// word explains one verdict. Hides finishes the sentence "it does not show …".
type word struct {
	Verdict verdict.Verdict
	Shows   string
	Hides   string
	Met     int // how many claims of this table came out so
}

// words returns the five, the most worth first and the violation last, each with
// the number of rows that earned it.
func words(rows []row) []word {
	list := []word{
		{verdict.Exhausted,
			"every interleaving within the stated bounds was searched; none breaks the law",
			"what happens with more goroutines, longer runs or other inputs than the bounds name", 0},
		{verdict.Bounded,
			"every case up to the stated bound was searched; none breaks the law",
			"what happens beyond the bound; a violation may begin one step further", 0},
		{verdict.Sampled,
			"the stated number of random runs was clean",
			"what happens in the runs that were not drawn; clean runs are no proof", 0},
		{verdict.Unknown,
			"the budget ended first; nothing was found",
			"whether the law holds or fails; nothing was decided", 0},
		{verdict.Violated,
			"a counterexample was found; the law does not hold",
			"how often that happens, or that it is the only way to it", 0},
	}
	for i := range list {
		for _, r := range rows {
			if r.Verdict == list[i].Verdict {
				list[i].Met++
			}
		}
	}
	return list
}

// Words explains the five verdicts.
func (t table) Words() []word { return words(t.Rows) }

// Result is what the row's verdict shows, in words. An exhausted search whose
// bounds nobody stated does not earn the best one (W4).
func (r row) Result() string {
	if r.Verdict == verdict.Exhausted {
		if r.Bounds == notStated {
			return r.Found() + ": every interleaving was searched, but of what is not stated"
		}
		return r.Found() + ": verified within the bounds that follow"
	}
	for _, w := range words(nil) {
		if w.Verdict == r.Verdict {
			return r.Found() + ": " + w.Shows
		}
	}
	panic(fmt.Sprintf("report: internal error: row with %v", r.Verdict)) // check let it through
}

// Limits lists what this table does not show (W3): first what its own verdicts
// leave open, then what no table of this kind can show.
func (t table) Limits() []string {
	if len(t.Rows) == 0 && len(t.Sections) == 0 {
		return []string{"No claim was checked: this report shows nothing."}
	}
	var list []string
	if len(t.Rows) == 0 {
		list = append(list, "No claim was checked: whether the code is right this report does not show.")
	}
	for _, w := range t.Words() {
		if w.Met > 0 {
			list = append(list, fmt.Sprintf("%v (%d of %d) does not show %s.", w.Verdict, w.Met, len(t.Rows), w.Hides))
		}
	}
	for _, s := range t.Sections {
		for _, l := range s.Limits {
			list = append(list, s.Title+": "+l)
		}
	}
	if len(t.Rows) > 0 {
		list = append(list, "A law that is not in the table was not checked.")
	}
	return append(list,
		"A result speaks of the source, toolchain and platform it was made with, and of no other.",
		"The checkers, compiler, runtime and machine are trusted: a fault in one can hide a violation.",
	)
}
