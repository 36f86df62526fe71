package report

// A plot as a picture: nothing but lines, points and words, in the colours of the page.

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// The picture's size, and what is around the field in which the lines are, in pixels.
const (
	plotWidth, plotHeight           = 720, 320
	plotLeft, plotRight             = 64, 120
	plotTop, plotBottom             = 28, 48
	labelHeight                     = 16
	fieldRight, fieldBottom         = plotWidth - plotRight, plotHeight - plotBottom
	fieldWidth, fieldHeight float64 = fieldRight - plotLeft, fieldBottom - plotTop
)

// picture is a plot, laid out.
type picture struct {
	Plot
	Ys, Xs []tick
	Curves []curve
}

// tick is a number beside an axis.
type tick struct {
	At   string // its place along the axis
	Text string
}

// curve is a line, laid out. Its class is a colour and a pattern of its own.
type curve struct {
	Name, Class string
	Path        string // of a polyline
	Dots        []spot // its points
	Label       spot   // where its name stands
}

type spot struct{ X, Y string }

// Picture lays the plot out.
func (p Plot) Picture() picture {
	out := picture{Plot: p}
	xs := p.xs()
	if len(xs) == 0 {
		return out
	}
	low, high := math.Log10(xs[0]), math.Log10(xs[len(xs)-1])
	if low == high {
		high++
	}
	step := stepOf(p.top())
	top := step * math.Ceil(p.top()/step)
	x := func(v float64) float64 { return plotLeft + fieldWidth*(math.Log10(v)-low)/(high-low) }
	y := func(v float64) float64 { return fieldBottom - fieldHeight*v/top }
	for e := math.Ceil(low); e <= high; e++ {
		out.Xs = append(out.Xs, tick{px(x(math.Pow(10, e))), number(math.Pow(10, e))})
	}
	for i := 0; float64(i)*step <= top; i++ {
		out.Ys = append(out.Ys, tick{px(y(float64(i) * step)), number(float64(i) * step)})
	}
	ends := map[int]float64{} // where the names go: beside the last point, unless one is there
	for i, l := range p.Lines {
		c := curve{Name: l.Name, Class: fmt.Sprintf("line%d", i%3)}
		var path []string
		for _, at := range l.Points {
			d := spot{px(x(at.X)), px(y(at.Y))}
			c.Dots = append(c.Dots, d)
			path = append(path, d.X+","+d.Y)
			ends[i] = y(at.Y)
		}
		c.Path = strings.Join(path, " ")
		out.Curves = append(out.Curves, c)
	}
	order := make([]int, len(p.Lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(ends[a]*8) - int(ends[b]*8) })
	last := math.Inf(-1)
	for _, i := range order {
		last = max(ends[i], last+labelHeight)
		out.Curves[i].Label = spot{px(fieldRight + 8), px(last)}
	}
	return out
}

// stepOf returns a round number, of which at least three and at most eight reach the top.
func stepOf(top float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(top)))
	for _, m := range []float64{0.2, 0.5, 1, 2} {
		if top/(m*power) <= 8 {
			return m * power
		}
	}
	return 2 * power
}

// px is a length in the picture.
func px(v float64) string { return fmt.Sprintf("%.1f", v) }
