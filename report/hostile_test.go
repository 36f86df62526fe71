package report

// W5: text from outside stays text, whatever it is.

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/poolproof/poolproof/internal/verdict"
)

// anything draws strings made to break a format.
func anything() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"</pre><script>alert(1)</script>", "]]>", "<![CDATA[", "&amp;", "&", `"`, "'", "|", "`", "```", "\n", "\r\n", "\t",
			"\x00", "\x1b[2J", "\xff", "\u0085", "\u2028", "\u202e", "\ufeff", "\ufffe", "\ufffd", `\`, "{{.}}", "-->", "<!--",
		})), 0, 5).Draw(t, "parts"), "")
	})
}

func hostile(t *rapid.T) (Header, []verdict.Claim) {
	s := func(name string) string { return anything().Draw(t, name) }
	h := Header{Title: s("title"), Go: s("go"), Command: s("command"), Notes: []string{s("note")}}
	var claims []verdict.Claim
	for range rapid.IntRange(0, 3).Draw(t, "claims") {
		claims = append(claims, verdict.Claim{
			ID: s("id"), Law: s("law"), Subject: s("subject"), Method: s("method"), Bounds: s("bounds"),
			Replay: s("replay"), Evidence: s("evidence"),
			Verdict:  verdict.Verdict(rapid.IntRange(0, 4).Draw(t, "verdict")),
			Expected: verdict.Verdict(rapid.IntRange(0, 4).Draw(t, "expected")),
			Counts:   map[string]int64{s("count"): rapid.Int64().Draw(t, "n")},
			Seconds:  rapid.Float64Range(0, 1e6).Draw(t, "seconds"),
		})
	}
	return h, claims
}

// hostileSections are for those formats that have sections.
func hostileSections(t *rapid.T) []Section {
	s := func(name string) string { return anything().Draw(t, name) }
	var list []Section
	for range rapid.IntRange(0, 2).Draw(t, "sections") {
		columns := []Column{{s("column"), false}, {s("column"), true}}
		var points []Point
		for x := 1.0; len(points) < rapid.IntRange(0, 3).Draw(t, "points"); x *= rapid.Float64Range(1.001, 1000).Draw(t, "factor") {
			points = append(points, Point{x, rapid.SampledFrom([]float64{0, 1e-9, 1e15, 3.7}).Draw(t, "y")})
		}
		list = append(list, Section{
			Title: s("title"), Notes: []string{s("note")}, Limits: []string{s("limit")}, Replay: s("replay"),
			Tables: []Table{{Title: s("table"), Columns: columns, Rows: [][]string{{s("cell"), s("cell")}, {s("cell"), s("cell")}}}},
			Plots:  []Plot{{Title: s("plot"), X: s("x"), Y: s("y"), Lines: []Line{{s("line"), points}, {s("line"), points[:len(points)/2]}}}},
		})
	}
	return list
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain, ünïcode, 漢字, ✓": "plain, ünïcode, 漢字, ✓",
		"a\tb\nc":               "a\tb\nc",
		"\x1b[31m":              `\x1b[31m`,
		"\x00\x7f\r\a":          `\x00\x7f\r\a`,
		"\xff\x80":              `\xff\x80`,
		"\u202eabc\ufeff\ufffe": `\u202eabc\ufeff\ufffe`,
		"\ufffd":                "\ufffd", // well-formed: somebody else's replacement
		`it's \n`:               `it's \n`,
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
	if got := line(" a\n\tb\u2029 "); got != `a b\u2029` {
		t.Errorf("line: %q", got)
	}
}

// Nothing a terminal obeys comes out of any format made for people.
func TestNothingInvisibleComesOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, claims := hostile(t)
		for _, format := range []string{"report.txt", "report.md", "index.html", "junit.xml"} {
			for i, r := range render(t, format, h, claims, hostileSections(t)...) {
				if r != '\n' && r != '\t' && !unicode.IsGraphic(r) {
					t.Fatalf("W5: %s has %U at byte %d", format, r, i)
				}
			}
		}
	})
}

// The last line of the text is the tally, whatever the claims say, and no line of a
// claim but an indented one.
func TestTextStaysInItsLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, claims := hostile(t)
		calm := slices.Clone(claims)
		for i := range calm {
			calm[i].Evidence, calm[i].Replay = "", ""
		}
		unindented := func(s string) (n int) {
			for l := range strings.Lines(s) {
				if l != "\n" && l[0] != ' ' {
					n++
				}
			}
			return n
		}
		got := render(t, "report.txt", Header{}, claims)
		if unindented(got) != unindented(render(t, "report.txt", Header{}, calm)) {
			t.Fatalf("W5: evidence or replay begins a line of its own:\n%s", got)
		}
	})
}

// What JSON writes reads back as it was, null for neither list nor map, and
// nothing stands beside the claims.
func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, claims := hostile(t)
		for i := range claims {
			for _, s := range []*string{&claims[i].ID, &claims[i].Law, &claims[i].Subject, &claims[i].Method,
				&claims[i].Bounds, &claims[i].Replay, &claims[i].Evidence} {
				*s = strings.ToValidUTF8(*s, "") // JSON has no other
			}
			claims[i].Counts = map[string]int64{"n": int64(i)}
		}
		var back map[string][]verdict.Claim
		if err := json.Unmarshal([]byte(render(t, "verify.json", Header{}, claims)), &back); err != nil {
			t.Fatal(err)
		}
		if len(back) != 1 || len(back["claims"]) != len(claims) || (len(claims) > 0 && !reflect.DeepEqual(back["claims"], claims)) {
			t.Fatalf("read back %+v\nwritten  %+v", back, claims)
		}
	})
}

func TestJSONNeverNull(t *testing.T) {
	for _, claims := range [][]verdict.Claim{nil, {}, {{ID: "x"}}} {
		if got := render(t, "verify.json", Header{}, claims); strings.Contains(got, "null") {
			t.Errorf("null in %s", got)
		}
	}
}

// JUnit reads back, by a parser that knows nothing of how it was written.
func TestJUnitReadsBack(t *testing.T) {
	type problem struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
	type document struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Name     string `xml:"name,attr"`
			Tests    int    `xml:"tests,attr"`
			Failures int    `xml:"failures,attr"`
			Errors   int    `xml:"errors,attr"`
			Cases    []struct {
				Name    string   `xml:"name,attr"`
				Failure *problem `xml:"failure"`
				Error   *problem `xml:"error"`
				Skipped *problem `xml:"skipped"`
				Out     *problem `xml:"system-out"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	rapid.Check(t, func(t *rapid.T) {
		h, claims := hostile(t)
		var d document
		if err := xml.Unmarshal([]byte(render(t, "junit.xml", h, claims)), &d); err != nil {
			t.Fatalf("W5: %v", err)
		}
		var tests, failures, errs int
		for _, s := range d.Suites {
			tests, failures, errs = tests+s.Tests, failures+s.Failures, errs+s.Errors
			for _, c := range s.Cases {
				i := slices.IndexFunc(claims, func(v verdict.Claim) bool { return line(v.ID) == c.Name && line(v.Subject) == s.Name })
				if i < 0 {
					t.Fatalf("W5: no claim is called %q of %q", c.Name, s.Name)
				}
				if slices.ContainsFunc(claims[i+1:], func(v verdict.Claim) bool { return line(v.ID) == c.Name }) {
					continue // drawn twice: which of them is open
				}
				claim := claims[i]
				var said *problem
				switch {
				case claim.AsExpected():
					said = c.Out
				case claim.Verdict == verdict.Unknown:
					said = c.Error
					if said != nil && said.Type != "budget" {
						t.Fatalf("error of type %q", said.Type)
					}
				default:
					said = c.Failure
				}
				if said == nil || c.Skipped != nil || (c.Out == nil) == claim.AsExpected() {
					t.Fatalf("%v, expected %v, is shown as %+v", claim.Verdict, claim.Expected, c)
				}
				for _, want := range []string{claim.Evidence, claim.Replay} {
					if !strings.Contains(squeeze(said.Text), squeeze(printable(want))) {
						t.Fatalf("%q is not in %q", want, said.Text)
					}
				}
			}
		}
		if tests != len(claims) || tests != d.Tests || failures != d.Failures || errs != d.Errors {
			t.Fatalf("sums %d, %d, %d; totals %d, %d, %d; claims %d", tests, failures, errs, d.Tests, d.Failures, d.Errors, len(claims))
		}
	})
}

// elements reads a page with a strict parser and lists its tags and attributes.
func elements(page string) (tags, attributes map[string]bool, err error) {
	tags, attributes = map[string]bool{}, map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(page))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return tags, attributes, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if e, is := token.(xml.StartElement); is {
			tags[e.Name.Local] = true
			for _, a := range e.Attr {
				attributes[a.Name.Local] = true
				if a.Name.Local == "href" && !regexp.MustCompile(`^#claim-\d+$`).MatchString(a.Value) {
					return nil, nil, errors.New("a link leads out of the page: " + a.Value)
				}
			}
		}
	}
}

// The page stands alone: no script, nothing to fetch, and no claim adds a tag.
func TestHTMLStandsAlone(t *testing.T) {
	allowedTags := strings.Fields("html head meta title style body header main h1 h2 h3 ul li b p a span dl dt dd " +
		"table thead tbody tr th td code details summary small div pre svg g line polyline circle text")
	allowedAttributes := strings.Fields("lang charset name content http-equiv class id href scope colspan open tabindex aria-label data-label " +
		"viewBox role x y x1 x2 y1 y2 cx cy r points")
	rapid.Check(t, func(t *rapid.T) {
		h, claims := hostile(t)
		got := render(t, "index.html", h, claims, hostileSections(t)...)
		tags, attributes, err := elements(got)
		if err != nil {
			t.Fatalf("W5: %v", err)
		}
		for tag := range tags {
			if !slices.Contains(allowedTags, tag) {
				t.Fatalf("W5: a tag <%s>", tag)
			}
		}
		for a := range attributes {
			if !slices.Contains(allowedAttributes, a) {
				t.Fatalf("W5: an attribute %s", a)
			}
		}
	})
	for _, fetch := range []string{"http://", "https://", "src=", "<link", "<script", "@import", "url(", "//cdn"} {
		if strings.Contains(pageSource, fetch) {
			t.Errorf("the page has %q", fetch)
		}
	}
}

// Evil evidence is seen, not obeyed, and the words of every mark are there
// for those who see no colour.
func TestHTMLEscapesAndSpells(t *testing.T) {
	got := render(t, "index.html", storyHeader, story())
	for _, want := range []string{
		"&lt;/pre&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", `\x1b[31mred`,
		"✓ ok", "✗ NOT AS EXPECTED", "? budget ended",
		"prefers-color-scheme: dark", "@media print", "width=device-width", "What this report does not show",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if n := strings.Count(got, `<details open="">`); n != 4 {
		t.Errorf("%d claims are open, want the 4 to look at first", n)
	}
}

// Every table row has the cells of its heading; a fence is closed by itself only.
func TestMarkdownKeepsItsShape(t *testing.T) {
	bars := regexp.MustCompile(`(^|[^\\])\|`)
	rapid.Check(t, func(t *rapid.T) {
		h, claims := hostile(t)
		fence, columns := "", 0
		for l := range strings.Lines(render(t, "report.md", h, claims, hostileSections(t)...)) {
			l = strings.TrimSuffix(l, "\n")
			run := l[:len(l)-len(strings.TrimLeft(l, "`"))]
			switch {
			case fence != "" && l == fence:
				fence = ""
			case fence != "":
				if len(run) >= len(fence) {
					t.Fatalf("W5: %q would close the fence %s", l, fence)
				}
			case strings.HasSuffix(l, "```text"):
				fence = run
			case strings.HasPrefix(l, "|"):
				n := len(bars.FindAllString(strings.ReplaceAll(l, `\\`, ""), -1))
				if columns == 0 {
					columns = n
				}
				if n != columns {
					t.Fatalf("W5: %d bars in %q, %d in its heading", n, l, columns)
				}
				continue
			case !strings.HasPrefix(l, "#") && strings.Contains(strings.ReplaceAll(l, `\<`, ""), "<"):
				t.Fatalf("W5: a bare tag in %q", l)
			}
			columns = 0
		}
		if fence != "" {
			t.Fatal("W5: a fence stays open")
		}
	})
}

func TestMarkdownCode(t *testing.T) {
	for in, want := range map[string]string{"a/b_c": "`a/b_c`", "a`b": "a\\`b", `a\|b`: `a\\|b`, "": ""} {
		if got := code(in); got != want {
			t.Errorf("code(%q) = %s, want %s", in, got, want)
		}
	}
}

// A writer that fails is reported, by every format.
func TestWriterError(t *testing.T) {
	full := errors.New("disk full")
	for format, write := range formats {
		if err := write(failing{full}, storyHeader, story()); !errors.Is(err, full) {
			t.Errorf("%s: error %v", format, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
