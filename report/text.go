package report

// Text is the report for a terminal: aligned, plain, the summary last, where the
// eye is when the command ends.

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/poolproof/poolproof/internal/verdict"
)

// Text writes the table, then the evidence of each violation and how to repeat
// whatever is not as expected, then what all this does not show. The last line
// counts.
func Text(w io.Writer, h Header, claims []verdict.Claim, more ...Section) error {
	return write(w, h, claims, more, text)
}

func text(b *bytes.Buffer, t table) error {
	fmt.Fprintf(b, "%s\n\n", t.Title)
	if len(t.Facts) > 0 {
		var lines [][]string
		for _, f := range t.Facts {
			lines = append(lines, []string{f.Name, f.Value})
		}
		align(b, lines)
		b.WriteByte('\n')
	}
	if len(t.Rows) > 0 {
		lines := [][]string{{"", "claim", "verdict", "seconds", "bounds"}}
		for _, r := range t.Rows {
			lines = append(lines, []string{r.Mark.String(), r.ID, r.Found(), fmt.Sprintf("%7s", r.Time()), r.Bounds})
		}
		align(b, lines)
		b.WriteByte('\n')
	}
	for _, r := range t.Told() {
		fmt.Fprintf(b, "%s: %s\n", r.ID, r.Found())
		if r.Mark != ok {
			fmt.Fprintf(b, "    %v\n", r.Mark)
		}
		told(b, "law:", r.Law)
		told(b, "evidence:", r.Evidence)
		if r.Mark != ok {
			told(b, "replay:", r.Replay)
		}
		b.WriteByte('\n')
	}
	for _, s := range t.Sections {
		textSection(b, s)
	}
	b.WriteString("What this does not show:\n")
	for _, l := range t.Limits() {
		fmt.Fprintf(b, "  - %s\n", l)
	}
	if t.Claimed() {
		fmt.Fprintf(b, "\n%v\n", t.Tally())
	}
	return nil
}

func textSection(b *bytes.Buffer, s Section) {
	fmt.Fprintf(b, "%s\n", s.Title)
	for _, n := range s.Notes {
		fmt.Fprintf(b, "    %s\n", n)
	}
	told(b, "repeat it:", s.Replay)
	for _, t := range s.Tables {
		b.WriteByte('\n')
		if t.Title != "" {
			fmt.Fprintf(b, "%s\n", t.Title)
		}
		lines, numbers := [][]string{nil}, []bool{}
		for _, c := range t.Columns {
			lines[0], numbers = append(lines[0], c.Name), append(numbers, c.Number)
		}
		b.WriteString(aligned(numbers, append(lines, t.Rows...)))
	}
	for _, p := range s.Plots {
		fmt.Fprintf(b, "\n%s\n%s\n", p.Title, p.Bars())
	}
	b.WriteByte('\n')
}

// told writes a name and its value: beside it if that is one line, else below it.
func told(b *bytes.Buffer, name, value string) {
	switch {
	case value == "":
	case strings.Contains(value, "\n"):
		fmt.Fprintf(b, "    %s\n%s\n", name, indent("        ", value))
	default:
		fmt.Fprintf(b, "    %s %s\n", name, value)
	}
}

// align writes lines of equally many cells in columns.
func align(b *bytes.Buffer, lines [][]string) {
	b.WriteString(aligned(make([]bool, len(lines[0])), lines))
}

// aligned returns lines of equally many cells in columns, numbers to the right; the last
// column runs free.
func aligned(numbers []bool, lines [][]string) string {
	var b strings.Builder
	width := make([]int, len(lines[0]))
	for _, cells := range lines {
		for i, c := range cells {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	for _, cells := range lines {
		var l strings.Builder
		for i, c := range cells {
			w := -width[i]
			if numbers[i] {
				w = width[i]
			}
			fmt.Fprintf(&l, "%*s  ", w, c)
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	return b.String()
}
