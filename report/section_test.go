package report

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/internal/verdict"
)

// What cannot be drawn is refused by whoever would draw it, with the place.
func TestSectionsThatMakeNoSense(t *testing.T) {
	lines := func(at ...Point) []Section {
		return []Section{{Title: "S", Plots: []Plot{{Title: "P", Lines: []Line{{"L", at}}}}}}
	}
	for want, bad := range map[string][]Section{
		`table "T" of "S": row 2 has 1 cells, want 2`: {{Title: "S", Tables: []Table{{
			Title: "T", Columns: make([]Column, 2), Rows: [][]string{{"a", "b"}, {"c"}},
		}}}},
		`line "L" cannot go to (1, 5) after x = 2`:      lines(Point{2, 1}, Point{1, 5}),
		`line "L" cannot go to (2, 5) after x = 2`:      lines(Point{2, 1}, Point{2, 5}),
		`line "L" cannot go to (0, 5) after x = 0`:      lines(Point{0, 5}),
		`line "L" cannot go to (1, -1) after x = 0`:     lines(Point{1, -1}),
		`line "L" cannot go to (1, NaN) after x = 0`:    lines(Point{1, math.NaN()}),
		`line "L" cannot go to (NaN, 1) after x = 0`:    lines(Point{math.NaN(), 1}),
		`line "L" cannot go to (1, +Inf) after x = 0`:   lines(Point{1, math.Inf(1)}),
		`line "L" cannot go to (1e+16, 1) after x = 0`:  lines(Point{1e16, 1}),
		`line "L" cannot go to (1, 1e-300) after x = 0`: lines(Point{1, 1e-300}),
	} {
		for _, format := range []string{"report.txt", "report.md", "index.html"} {
			var b strings.Builder
			err := formats[format](&b, Header{}, nil, bad...)
			if err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
				t.Errorf("%s: %v after %d bytes, want %q", format, err, b.Len(), want)
			}
		}
	}
}

// A picture's points stand where their numbers say: a tenfold x is a step to the right,
// each as wide, a twofold y is twice as high, and 0 lies on the axis.
func TestPicture(t *testing.T) {
	at := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	p := Plot{Lines: []Line{
		{"flat", []Point{{1, 5}, {10, 5}, {100, 5}}},
		{"grows", []Point{{1, 0}, {10, 4}, {100, 8}}},
	}}.Picture()
	flat, grows := p.Curves[0].Dots, p.Curves[1].Dots
	if flat[0].Y != flat[1].Y || flat[1].Y != flat[2].Y {
		t.Errorf("what is flat goes through %v", flat)
	}
	if w, v := at(grows[1].X)-at(grows[0].X), at(grows[2].X)-at(grows[1].X); math.Abs(w-v) > 0.2 || w < 100 {
		t.Errorf("steps to the right of %v and %v", w, v)
	}
	if low, high := at(grows[0].Y)-at(grows[1].Y), at(grows[0].Y)-at(grows[2].Y); math.Abs(2*low-high) > 0.2 || low < 20 {
		t.Errorf("4 is %v high and 8 is %v", low, high)
	}
	if at(grows[0].Y) != fieldBottom || at(grows[0].X) != plotLeft || at(grows[2].X) != fieldRight {
		t.Errorf("the line goes from %v to %v", grows[0], grows[2])
	}
	if gap := at(p.Curves[0].Label.Y) - at(p.Curves[1].Label.Y); gap < labelHeight {
		t.Errorf("the names are %v apart", gap)
	}
	var xs, ys []string
	for _, tick := range p.Xs {
		xs = append(xs, tick.Text)
	}
	for _, tick := range p.Ys {
		ys = append(ys, tick.Text)
	}
	if got := strings.Join(xs, " "); got != "1 10 100" {
		t.Errorf("x axis: %s", got)
	}
	if got := strings.Join(ys, " "); got != "0 1 2 3 4 5 6 7 8" {
		t.Errorf("y axis: %s", got)
	}
	if p.Curves[0].Class == p.Curves[1].Class {
		t.Error("two lines look alike")
	}
}

// The names of lines that end at one height stand one below the other.
func TestNamesDoNotOverlap(t *testing.T) {
	p := Plot{Lines: []Line{{"a", []Point{{1, 5}}}, {"b", []Point{{1, 5}}}, {"c", []Point{{1, 5.01}}}}}.Picture()
	var at []float64
	for _, i := range []int{2, 0, 1} { // c is highest
		v, _ := strconv.ParseFloat(p.Curves[i].Label.Y, 64)
		at = append(at, v)
	}
	if at[1]-at[0] < labelHeight || at[2]-at[1] < labelHeight {
		t.Errorf("names at %v", at)
	}
}

func TestSteps(t *testing.T) {
	for top, want := range map[float64]float64{1: 0.2, 1.6: 0.2, 1.7: 0.5, 4: 0.5, 4.1: 1, 8: 1, 8.1: 2, 10: 2, 871: 200, 1e-9: 2e-10, 1e15: 2e14} {
		if got := stepOf(top); math.Abs(got-want) > want/1e6 {
			t.Errorf("steps of %v to %v, want %v", got, top, want)
		}
	}
}

func TestNumbersHaveCommas(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1: "1", 999: "999", 1000: "1,000", 1234567: "1,234,567", 0.6000000000000001: "0.6", 1e15: "1,000,000,000,000,000"} {
		if got := number(v); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

// Sections belong to the caller: no format may change them. And a report of sections alone
// counts no claims, nor explains the words of verdicts.
func TestSectionsAreLeftAlone(t *testing.T) {
	evil := "a\x1b[31m b"
	s := sections()
	s[0].Title, s[0].Notes[0], s[0].Tables[0].Rows[0][0], s[0].Tables[0].Columns[0].Name = evil, evil, evil, evil
	s[1].Plots[0].Title, s[1].Plots[0].Lines[0].Name = evil, evil
	for format := range formats {
		got := render(t, format, Header{}, nil, s...)
		if strings.Contains(got, "\x1b") {
			t.Errorf("W5: %s steers a terminal", format)
		}
		if sectioned := format != "verify.json" && format != "junit.xml"; sectioned && (strings.Contains(got, "0 claims") || strings.Contains(got, "five words")) {
			t.Errorf("%s speaks of claims, and there are none", format)
		}
	}
	if s[0].Title != evil || s[0].Notes[0] != evil || s[0].Tables[0].Rows[0][0] != evil || s[0].Tables[0].Columns[0].Name != evil ||
		s[1].Plots[0].Title != evil || s[1].Plots[0].Lines[0].Name != evil {
		t.Errorf("the sections were changed: %+v", s)
	}
}

// W3: what a section does not show is told beside what the claims do not.
func TestLimitsOfSections(t *testing.T) {
	for _, claims := range [][]verdict.Claim{nil, story()} {
		for _, format := range []string{"report.txt", "report.md", "index.html"} {
			got := render(t, format, storyHeader, claims, sections()...)
			_, after, found := strings.Cut(strings.ToLower(got[strings.LastIndex(got, "does not show")-20:]), "not show")
			if !found || !strings.Contains(after, "stress against exploration: what stress found once") {
				t.Errorf("W3: %s with %d claims does not tell the limit", format, len(claims))
			}
		}
	}
}
