// Package lanes draws one execution as a table: a column for each thread, a row for
// each step, in the order in which they were taken.
//
//	  step  owner            thief 1                      read from  where
//	        ┌ push 1
//	     0  │ load top 0                                  initial    stack.go:10
//	>    1  │                load top 0                   initial    stack.go:20
//	     2  │ CAS top 0 → 1                               initial    stack.go:12
//	        └ ok
//	     3                   CAS top 1, wanted 0: failed  2, owner   stack.go:22
//
// It knows nothing of the engine: who fills it in says what a step was, and the
// same table is the same text, byte for byte. It names variables by reading the
// source, where that is there to be read.
package lanes

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what a row is.
type Kind uint8

const (
	Step   Kind = iota // of a thread
	Call               // an operation begins
	Return             // an operation ends
	Note               // no step: what went wrong, who waits
)

// A Row is one line of the table. Only its own lane has text.
type Row struct {
	Kind   Kind
	Lane   int
	Number int    // of a step
	Forced bool   // the thread of the step before could have gone on
	Text   string // what was done, in one line
	From   string // who wrote what was read
	Where  string // file:line
}

// A Table is one execution.
type Table struct {
	Lanes []string // the threads' names
	Rows  []Row
}

const (
	widest   = 72  // runes of a cell
	shown    = 400 // rows; of a longer table the middle is left out
	shownTop = 100
)

// String draws the table. A cell that is too wide is cut, and so is a table that is
// too long.
func (t Table) String() string {
	var (
		lines   [][]string
		pending = make([]bool, len(t.Lanes))
		forced  bool
		from    bool
	)
	for _, r := range t.Rows {
		from = from || r.From != ""
	}
	line := func(mark, step string, lanes []string, by, where string) []string {
		l := append([]string{mark, step}, lanes...)
		if from {
			l = append(l, by)
		}
		return append(l, where)
	}
	head := make([]string, len(t.Lanes))
	for i, name := range t.Lanes {
		head[i] = cut(name)
	}
	lines = append(lines, line("", "step", head, "read from", "where"))
	for i, r := range t.Rows {
		cells := make([]string, len(t.Lanes))
		for lane := range cells {
			if pending[lane] {
				cells[lane] = "│"
			}
		}
		text := r.Text
		switch {
		case r.Kind == Call:
			text, pending[r.Lane] = "┌ "+text, true
		case r.Kind == Return:
			text, pending[r.Lane] = strings.TrimRight("└ "+text, " "), false
		case pending[r.Lane]:
			text = "│ " + text
		}
		if r.Lane >= 0 {
			cells[r.Lane] = cut(text)
		}
		mark, number := "", ""
		if r.Kind == Step {
			number = fmt.Sprint(r.Number)
		}
		if r.Forced {
			mark, forced = ">", true
		}
		switch n := len(t.Rows) - shown; {
		case n > 0 && i == shownTop:
			lines = append(lines, []string{"", "…", fmt.Sprintf("(%d rows left out)", n)})
		case n > 0 && i > shownTop && i < shownTop+n:
		default:
			lines = append(lines, line(mark, number, cells, r.From, r.Where))
		}
	}
	var b strings.Builder
	write(&b, lines)
	if forced {
		b.WriteString("> a forced switch: the thread before could have gone on\n")
	}
	return b.String()
}

// write sets the cells of the lines below each other, the second column to the
// right.
func write(b *strings.Builder, lines [][]string) {
	widths := make([]int, len(lines[0]))
	for _, l := range lines {
		if len(l) < len(widths) {
			continue
		}
		for i, cell := range l {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, l := range lines {
		row := ""
		for i, cell := range l {
			space := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
			switch i {
			case 0:
				row += cell + space
			case 1:
				row += " " + space + cell
			default:
				row += "  " + cell + space
			}
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
}

// cut makes text one line of at most widest runes.
func cut(text string) string {
	text = OneLine(text)
	if utf8.RuneCountInString(text) <= widest {
		return text
	}
	return string([]rune(text)[:widest-1]) + "…"
}

// OneLine replaces whatever would not be seen as it is: line ends, controls, and
// bytes that are no text.
func OneLine(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case !unicode.IsPrint(r):
			return utf8.RuneError
		}
		return r
	}, text)
}
