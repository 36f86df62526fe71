package report

// The table is what all formats but JSON have in common: claims checked, cleaned,
// marked and grouped. A format adds nothing but its own spelling.

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/poolproof/poolproof/internal/verdict"
)

// mark is the first thing a reader looks for. It is always written as a word.
type mark uint8

const (
	ok        mark = iota // as expected
	wrong                 // decided, and not as expected
	undecided             // the budget ended before a verdict
)

func (m mark) String() string {
	return [...]string{"ok", "NOT AS EXPECTED", "budget ended"}[m]
}

// row is one claim with its mark, its text cleaned.
type row struct {
	verdict.Claim
	Mark   mark
	Anchor string // its place in the page
}

// group is the rows of one subject.
type group struct {
	Subject string
	Rows    []row
}

// tally counts the rows by mark.
type tally struct{ Claims, AsExpected, Wrong, Undecided int }

func (n tally) String() string {
	noun := "claims"
	if n.Claims == 1 {
		noun = "claim"
	}
	return fmt.Sprintf("%d %s: %d as expected, %d not, %d undecided", n.Claims, noun, n.AsExpected, n.Wrong, n.Undecided)
}

// table is everything a format needs.
type table struct {
	Title string
	Facts []fact
	Rows  []row // in the caller's order (W1)

	Sections []Section
}

// check refuses what no report may show: a verdict that is none of the five
// words, which would compare as worth more than all of them, and a duration that is
// no number.
func check(claims []verdict.Claim) error {
	for _, c := range claims {
		for _, v := range []verdict.Verdict{c.Verdict, c.Expected} {
			if _, err := v.MarshalText(); err != nil {
				return fmt.Errorf("report: claim %q: %w", c.ID, err)
			}
		}
		if math.IsNaN(c.Seconds) || math.IsInf(c.Seconds, 0) {
			return fmt.Errorf("report: claim %q took %v seconds", c.ID, c.Seconds)
		}
	}
	return nil
}

func tabulate(h Header, claims []verdict.Claim, more []Section) (table, error) {
	if err := check(claims); err != nil {
		return table{}, err
	}
	if err := checkSections(more); err != nil {
		return table{}, err
	}
	t := table{Title: line(h.Title), Rows: make([]row, len(claims)), Sections: cleanSections(more)}
	if t.Title == "" {
		t.Title = "Report"
	}
	for _, f := range h.facts() {
		t.Facts = append(t.Facts, fact{f.Name, line(f.Value)})
	}
	for i, c := range claims {
		t.Rows[i] = row{Claim: clean(c), Mark: markOf(c), Anchor: fmt.Sprintf("claim-%d", i+1)}
	}
	return t, nil
}

const notStated = "not stated"

// clean returns the claim with printable text (W5); the caller's claim is left alone.
func clean(c verdict.Claim) verdict.Claim {
	for _, s := range []*string{&c.ID, &c.Law, &c.Subject, &c.Method, &c.Bounds} {
		*s = line(*s)
	}
	if c.Bounds == "" {
		c.Bounds = notStated // W3: a gap is easily overlooked
	}
	c.Replay, c.Evidence = block(c.Replay), block(c.Evidence)
	return c
}

// markOf judges one claim as verdict.ExitStatus judges a table.
func markOf(c verdict.Claim) mark {
	switch {
	case c.AsExpected():
		return ok
	case c.Verdict == verdict.Unknown:
		return undecided
	}
	return wrong
}

// Claimed reports whether the report is about claims: one without anything says so.
func (t table) Claimed() bool { return len(t.Rows) > 0 || len(t.Sections) == 0 }

// Tally counts all rows.
func (t table) Tally() tally { return count(t.Rows) }

func count(rows []row) tally {
	n := tally{Claims: len(rows)}
	for _, r := range rows {
		switch r.Mark {
		case ok:
			n.AsExpected++
		case wrong:
			n.Wrong++
		case undecided:
			n.Undecided++
		}
	}
	return n
}

// Groups gathers the rows by subject, in the order the subjects first appear.
func (t table) Groups() []group {
	var groups []group
	for _, r := range t.Rows {
		i := slices.IndexFunc(groups, func(g group) bool { return g.Subject == r.Subject })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{Subject: r.Subject})
		}
		groups[i].Rows = append(groups[i].Rows, r)
	}
	return groups
}

// Pressing lists the rows that need a reader: not as expected or undecided.
func (t table) Pressing() []row {
	return slices.DeleteFunc(slices.Clone(t.Rows), func(r row) bool { return r.Mark == ok })
}

// Told lists the rows with something to tell beyond their line: every violation,
// expected or not, and whatever is pressing.
func (t table) Told() []row {
	return slices.DeleteFunc(slices.Clone(t.Rows), func(r row) bool {
		return r.Mark == ok && r.Verdict != verdict.Violated
	})
}

// Found is the verdict, with the expectation wherever a reader could not guess it.
func (r row) Found() string {
	switch {
	case r.Verdict != r.Expected:
		return fmt.Sprintf("%v (expected %v)", r.Verdict, r.Expected)
	case r.Verdict == verdict.Violated:
		return "violated (as expected)"
	}
	return r.Verdict.String()
}

// Time is the duration in seconds, two digits after the point.
func (r row) Time() string { return fmt.Sprintf("%.2f", r.Seconds) }

// Facts are the row's particulars; replay and evidence are told apart from them,
// as they are quoted to the letter. The bounds follow the result that needs them (W4).
func (r row) Facts() []fact {
	var met []string
	for _, name := range slices.Sorted(maps.Keys(r.Counts)) { // W1
		met = append(met, fmt.Sprintf("%s %d", line(name), r.Counts[name]))
	}
	return known([]fact{
		{"law", r.Law},
		{"method", r.Method},
		{"result", r.Result()},
		{"bounds", r.Bounds},
		{"counts", strings.Join(met, ", ")},
		{"seconds", r.Time()},
	})
}
