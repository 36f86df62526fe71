package report

// JUnit is the report for a CI server: a suite per subject, a case per claim.

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/poolproof/poolproof/internal/verdict"
)

type (
	junitReport struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Time       string          `xml:"time,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitProblem `xml:"failure"`
		Error   *junitProblem `xml:"error"`
		Out     *junitOut     `xml:"system-out"`
	}
	junitProblem struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",cdata"`
	}
	junitOut struct {
		Text string `xml:",cdata"`
	}
)

// JUnit writes junit.xml. A claim that is not as expected is a failure; one whose
// budget ended first is an error of type "budget", because a skipped test is a
// test nobody looks at.
func JUnit(w io.Writer, h Header, claims []verdict.Claim) error {
	return write(w, h, claims, nil, junit)
}

func junit(b *bytes.Buffer, t table) error {
	n := t.Tally()
	report := junitReport{Name: t.Title, Tests: n.Claims, Failures: n.Wrong, Errors: n.Undecided, Time: junitTime(t.Rows...)}
	var properties []junitProperty
	for _, f := range t.Facts {
		properties = append(properties, junitProperty(f))
	}
	for _, g := range t.Groups() {
		n := count(g.Rows)
		suite := junitSuite{Name: g.Subject, Tests: n.Claims, Failures: n.Wrong, Errors: n.Undecided,
			Time: junitTime(g.Rows...), Properties: properties}
		for _, r := range g.Rows {
			suite.Cases = append(suite.Cases, junitCaseOf(r))
		}
		report.Suites = append(report.Suites, suite)
	}
	b.WriteString(xml.Header)
	e := xml.NewEncoder(b)
	e.Indent("", "  ")
	if err := e.Encode(report); err != nil {
		return err
	}
	b.WriteByte('\n')
	return nil
}

func junitCaseOf(r row) junitCase {
	c := junitCase{Name: r.ID, Class: r.Subject, Time: junitTime(r)}
	problem := &junitProblem{Type: r.Verdict.String(), Message: r.Found(), Text: junitText(r)}
	switch r.Mark {
	case wrong:
		c.Failure = problem
	case undecided:
		problem.Type = "budget"
		c.Error = problem
	default:
		c.Out = &junitOut{junitText(r)}
	}
	return c
}

// junitText tells everything about a claim, as a CI server shows one case at a time.
func junitText(r row) string {
	var b strings.Builder
	b.WriteByte('\n')
	for _, f := range append(r.Facts(), known([]fact{{"replay", r.Replay}, {"evidence", r.Evidence}})...) {
		if strings.Contains(f.Value, "\n") {
			fmt.Fprintf(&b, "%s:\n%s\n", f.Name, indent("    ", f.Value))
		} else {
			fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Value)
		}
	}
	return b.String()
}

func junitTime(rows ...row) string {
	var sum float64
	for _, r := range rows {
		sum += r.Seconds
	}
	return fmt.Sprintf("%.3f", sum)
}
