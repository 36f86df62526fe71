package report

// Markdown is the report for a pull request or a job summary: GitHub's tables and
// fences, no HTML.

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/poolproof/poolproof/internal/verdict"
)

// Markdown writes the summary, a table per subject, the evidence and the limits.
func Markdown(w io.Writer, h Header, claims []verdict.Claim, more ...Section) error {
	return write(w, h, claims, more, markdown)
}

func markdown(b *bytes.Buffer, t table) error {
	fmt.Fprintf(b, "# %s\n", prose(t.Title))
	if t.Claimed() {
		fmt.Fprintf(b, "\n**%v**\n", t.Tally())
	}
	if len(t.Facts) > 0 {
		b.WriteString("\n| | |\n|---|---|\n")
		for _, f := range t.Facts {
			cells(b, f.Name, prose(f.Value))
		}
	}
	for _, g := range t.Groups() {
		fmt.Fprintf(b, "\n## %s\n\n| | claim | law | verdict | bounds | seconds |\n|---|---|---|---|---|--:|\n", prose(g.Subject))
		for _, r := range g.Rows {
			m := r.Mark.String()
			if r.Mark != ok {
				m = "**" + m + "**"
			}
			cells(b, m, code(r.ID), prose(r.Law), r.Found(), prose(r.Bounds), r.Time())
		}
	}
	if told := t.Told(); len(told) > 0 {
		b.WriteString("\n## Violations, and all that is not as expected\n")
		for _, r := range told {
			fmt.Fprintf(b, "\n### %s\n\n%v: %s\n\n", code(r.ID), r.Mark, r.Found())
			for _, f := range r.Facts() {
				fmt.Fprintf(b, "* %s: %s\n", f.Name, prose(f.Value))
			}
			quote(b, "Evidence", r.Evidence)
			quote(b, "Repeat it", r.Replay)
		}
	}
	for _, s := range t.Sections {
		markdownSection(b, s)
	}
	if t.Claimed() {
		b.WriteString("\n## What the five words mean\n\n| word | claims | it shows | it does not show |\n|---|--:|---|---|\n")
		for _, w := range t.Words() {
			cells(b, w.Verdict.String(), fmt.Sprint(w.Met), w.Shows, w.Hides)
		}
	}
	b.WriteString("\n## What this report does not show\n\n")
	for _, l := range t.Limits() {
		fmt.Fprintf(b, "* %s\n", prose(l))
	}
	return nil
}

func markdownSection(b *bytes.Buffer, s Section) {
	fmt.Fprintf(b, "\n## %s\n", prose(s.Title))
	for _, n := range s.Notes {
		fmt.Fprintf(b, "\n%s\n", prose(n))
	}
	quote(b, "Repeat it", s.Replay)
	for _, t := range s.Tables {
		if t.Title != "" {
			fmt.Fprintf(b, "\n### %s\n", prose(t.Title))
		}
		b.WriteByte('\n')
		var names, rules []string
		for _, c := range t.Columns {
			rule := "---"
			if c.Number {
				rule = "--:"
			}
			names, rules = append(names, prose(c.Name)), append(rules, rule)
		}
		cells(b, names...)
		cells(b, rules...)
		for _, row := range t.Rows {
			var list []string
			for _, c := range row {
				list = append(list, prose(c))
			}
			cells(b, list...)
		}
	}
	for _, p := range s.Plots {
		quote(b, prose(p.Title), p.Bars())
	}
}

// cells writes one table row. A bar would end its cell, even inside a code span (W5).
func cells(b *bytes.Buffer, list ...string) {
	for _, c := range list {
		b.WriteString("| " + strings.ReplaceAll(c, "|", `\|`) + " ")
	}
	b.WriteString("|\n")
}

// quote writes a fenced block, or nothing if there is nothing to quote.
func quote(b *bytes.Buffer, name, s string) {
	if s != "" {
		f := fence(s)
		fmt.Fprintf(b, "\n%s:\n\n%stext\n%s\n%s\n", name, f, s, f)
	}
}

// prose takes the meaning from every character Markdown would act on (W5).
var prose = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`,
	`<`, `\<`, `>`, `\>`, `&`, `\&`, `~`, `\~`, `$`, `\$`, `#`, `\#`,
).Replace

// code quotes s within a line. No simple code span holds a backtick, and in a table
// none a bar after a backslash: a text with either is written as prose (W5).
func code(s string) string {
	if s == "" || strings.ContainsAny(s, "`|") {
		return prose(s)
	}
	return "`" + s + "`"
}

var backticks = regexp.MustCompile("`+")

// fence is longer than any run of backticks in s (W5), and at least three long.
func fence(s string) string {
	n := 3
	for _, run := range backticks.FindAllString(s, -1) {
		n = max(n, len(run)+1)
	}
	return strings.Repeat("`", n)
}
