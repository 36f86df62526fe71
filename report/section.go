package report

// What a report tells besides its claims. A claim has a verdict; a section has numbers and
// words that somebody else has judged, or that are for the reader to judge.

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Section is tables and plots under a heading, in the order in which they are shown.
type Section struct {
	Title  string
	Notes  []string // what was done, and where
	Replay string   // the command that does it again
	Tables []Table
	Plots  []Plot
	Limits []string // what it does not show (W3), as whole sentences
}

// Table is rows of cells, as many in each as there are columns.
type Table struct {
	Title   string // may be empty
	Columns []Column
	Rows    [][]string
}

// Column is the head of a table's column.
type Column struct {
	Name   string
	Number bool // its cells are numbers, and stand one under the other
}

// Plot shows how numbers grow with what. Its x axis is logarithmic and its y axis begins
// at 0, so that what does not grow looks flat, and what grows by a tenth looks so.
type Plot struct {
	Title string
	X, Y  string // what the axes show, and the unit
	Lines []Line
}

// Line is points from the left to the right. All numbers are from 10⁻⁹ to 10¹⁵, and y may
// be 0.
type Line struct {
	Name   string
	Points []Point
}

// Point is a place in a plot.
type Point struct{ X, Y float64 }

// checkSections refuses what cannot be drawn.
func checkSections(list []Section) error {
	for _, s := range list {
		for _, t := range s.Tables {
			for i, row := range t.Rows {
				if len(row) != len(t.Columns) {
					return fmt.Errorf("report: table %q of %q: row %d has %d cells, want %d", t.Title, s.Title, i+1, len(row), len(t.Columns))
				}
			}
		}
		for _, p := range s.Plots {
			for _, l := range p.Lines {
				last := 0.0
				for _, at := range l.Points {
					if !(at.X > last) || !drawable(at.X) || at.Y != 0 && !drawable(at.Y) {
						return fmt.Errorf("report: plot %q of %q: line %q cannot go to (%v, %v) after x = %v", p.Title, s.Title, l.Name, at.X, at.Y, last)
					}
					last = at.X
				}
			}
		}
	}
	return nil
}

func drawable(v float64) bool { return v >= 1e-9 && v <= 1e15 }

// cleanSections returns a copy with printable text (W5); the caller's is left alone.
func cleanSections(list []Section) []Section {
	clean := func(s []string) []string {
		var out []string
		for _, x := range s {
			out = append(out, line(x))
		}
		return out
	}
	out := slices.Clone(list)
	for i := range out {
		s := &out[i]
		s.Title, s.Notes, s.Limits = line(s.Title), clean(s.Notes), clean(s.Limits)
		s.Replay = block(s.Replay)
		s.Tables, s.Plots = slices.Clone(s.Tables), slices.Clone(s.Plots)
		for j := range s.Tables {
			t := &s.Tables[j]
			t.Title, t.Columns, t.Rows = line(t.Title), slices.Clone(t.Columns), slices.Clone(t.Rows)
			for k := range t.Columns {
				t.Columns[k].Name = line(t.Columns[k].Name)
			}
			for k := range t.Rows {
				t.Rows[k] = clean(t.Rows[k])
			}
		}
		for j := range s.Plots {
			p := &s.Plots[j]
			p.Title, p.X, p.Y, p.Lines = line(p.Title), line(p.X), line(p.Y), slices.Clone(p.Lines)
			for k := range p.Lines {
				p.Lines[k].Name = line(p.Lines[k].Name)
			}
		}
	}
	return out
}

// Bars is the plot for those who have no picture: a line of text for each point, by x and
// then by line.
func (p Plot) Bars() string {
	const widest = 40
	top := p.top()
	lines := [][]string{{p.X, "", p.Y, ""}}
	numbers := []bool{true, false, true, false}
	for _, x := range p.xs() {
		name := number(x)
		for _, l := range p.Lines {
			for _, at := range l.Points {
				if at.X == x {
					lines = append(lines, []string{name, l.Name, fmt.Sprintf("%.1f", at.Y), strings.Repeat("#", int(widest*at.Y/top+0.5))})
					name = ""
				}
			}
		}
	}
	return strings.TrimRight(aligned(numbers, lines), "\n")
}

// xs returns every x of a line, once, in order.
func (p Plot) xs() (all []float64) {
	for _, l := range p.Lines {
		for _, at := range l.Points {
			all = append(all, at.X)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// top returns the largest y, or 1 if there is none above 0.
func (p Plot) top() (y float64) {
	for _, l := range p.Lines {
		for _, at := range l.Points {
			y = max(y, at.Y)
		}
	}
	if y == 0 {
		return 1
	}
	return y
}

// number is x with commas between thousands, if it is a whole one.
func number(x float64) string {
	if x != math.Trunc(x) {
		return fmt.Sprintf("%.6g", x)
	}
	s := fmt.Sprintf("%.0f", x)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
