package bench

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/poolproof/poolproof/report"
)

// bars are the largest ratios of ours to sync.Pool that were promised.
var bars = map[string]float64{
	"GetPut": 0.75, "GetPutParallel": 0.75, "Overflow": 0.60, "EmptyParallel": 0.15, "Starvation": 0.90,
	"ExpensiveNew": 1, "Bytes": 0.40, "Any": 0.90, "Memory": 1,
}

// The pause may grow by so much while there are a hundred thousand pools.
const (
	pauseRatio = 1.5
	pauseMore  = 20_000 // ns
)

// Section lays the results out. What a file lacks is left out.
func (r *Results) Section() report.Section {
	s := report.Section{
		Title: "Benchmarks",
		Notes: []string{
			"This pool (ours) and sync.Pool in one run. Floor is the pins and unpins that an operation cannot do without, and old the design before Go 1.13: a slice behind a mutex for each P. " +
				"Numbers are medians with 95 % confidence; p is how likely such a difference between ours and sync.Pool would be if there were none.",
			strings.Join(r.configs, ", "),
		},
		Replay: "scripts/bench",
		Limits: []string{"Nothing of another machine, and of a busy one little: pauses are longer there, and what runs in parallel is slower."},
	}
	for _, t := range []report.Table{r.times(), r.allocations(), r.options(), r.pauses(), r.memory(), r.growth()} {
		if len(t.Rows) > 0 {
			s.Tables = append(s.Tables, t)
		}
	}
	for _, p := range []report.Plot{
		r.plot("Growth", "ns/item", "A Put and a Get, by values in the pool", "values in the pool", "ns"),
		r.plot("Clearing", "ns/pool", "The clearing of one pool, by pools in use", "pools in use", "ns"),
	} {
		if len(p.Lines) > 0 {
			s.Plots = append(s.Plots, p)
		}
	}
	return s
}

// columns names columns of words, and of numbers after a '#'.
func columns(names ...string) (list []report.Column) {
	for _, n := range names {
		name, number := strings.CutPrefix(n, "#")
		list = append(list, report.Column{Name: name, Number: number})
	}
	return list
}

// under returns the benchmarks with a prefix, and what follows it in their names.
func (r *Results) under(prefix string) (names, rest []string) {
	for _, n := range r.names {
		if after, ok := strings.CutPrefix(n, prefix+"/"); ok {
			names, rest = append(names, n), append(rest, after)
		}
	}
	return names, rest
}

// judged is a ratio and whether it keeps its bar, if there is one (J3). Same is whether
// benchstat sees no difference between the two.
func judged(name string, ratio float64, same bool) []string {
	bar, ok := bars[name]
	if !ok {
		return []string{fmt.Sprintf("%.2f", ratio), "", ""}
	}
	word := "ok"
	switch {
	case ratio <= bar:
	case bar == 1 && same:
		word = "~"
	default:
		word = "MISS"
	}
	return []string{fmt.Sprintf("%.2f", ratio), fmt.Sprintf("%.2f", bar), word}
}

func (r *Results) times() report.Table {
	t := report.Table{
		Title:   "Time of an operation",
		Columns: columns("ns/op", "#ours", "#sync.Pool", "#old", "#floor", "#ratio", "#bar", "", "#p", "#times the floor"),
	}
	for _, n := range r.names {
		if strings.Contains(n, "/") || n == "STW" || !r.has(n, "ns/op", "poolproof", "sync") {
			continue
		}
		ours := r.median(n, "ns/op", "poolproof")
		times := ""
		if r.has(n, "ns/op", "floor") {
			times = fmt.Sprintf("%.1f", ours/r.median(n, "ns/op", "floor"))
		}
		t.Rows = append(t.Rows, slices.Concat(
			[]string{n, r.told(n, "ns/op", "poolproof"), r.told(n, "ns/op", "sync"), r.told(n, "ns/op", "old"), r.told(n, "ns/op", "floor")},
			judged(n, ours/r.median(n, "ns/op", "sync"), r.same(n, "ns/op")), []string{r.p(n, "ns/op"), times}))
	}
	if n := "ExpensiveNew"; r.has(n, "New/op", "poolproof", "sync") {
		t.Rows = append(t.Rows, slices.Concat(
			[]string{n + ", values made anew", r.told(n, "New/op", "poolproof"), r.told(n, "New/op", "sync"), r.told(n, "New/op", "old"), ""},
			judged(n, r.median(n, "New/op", "poolproof")/r.median(n, "New/op", "sync"), r.same(n, "New/op")), []string{r.p(n, "New/op"), ""}))
	}
	return t
}

// p is benchstat's judgement of two samples (J2).
func (r *Results) p(name, unit string) string {
	word := ""
	if r.same(name, unit) {
		word = "~ "
	}
	return word + r.compare(name, unit).String()
}

// same reports whether benchstat sees no difference between ours and sync.Pool.
func (r *Results) same(name, unit string) bool {
	c := r.compare(name, unit)
	return c.P > c.Alpha
}

func (r *Results) allocations() report.Table {
	t := report.Table{Title: "Allocations", Columns: columns("allocs/op", "#ours", "#sync.Pool", "#bar", "")}
	for _, n := range r.names {
		if !r.has(n, "allocs/op", "poolproof", "sync") {
			continue
		}
		ours, bar, word := r.median(n, "allocs/op", "poolproof"), "", ""
		if n == "Bytes" {
			if bar, word = "0", "ok"; ours > 0 {
				word = "MISS"
			}
		}
		t.Rows = append(t.Rows, []string{n, four(ours), four(r.median(n, "allocs/op", "sync")), bar, word})
	}
	return t
}

func (r *Results) options() report.Table {
	t := report.Table{Title: "What options cost", Columns: columns("ns for a Put and a Get", "#ours")}
	names, rest := r.under("Options")
	for i, n := range names {
		t.Rows = append(t.Rows, []string{strings.TrimPrefix(rest[i], "option="), r.told(n, "ns/op", "poolproof")})
	}
	return t
}

func (r *Results) pauses() report.Table {
	t := report.Table{
		Title:   "Pause of a garbage collection",
		Columns: columns("ns", "#old p50", "#sync.Pool p50", "#ours p50", "#old p95", "#sync.Pool p95", "#ours p95", ""),
	}
	names, rest := r.under("Pause")
	if slices.Contains(r.names, "STW") {
		names, rest = append([]string{"STW"}, names...), append([]string{"100,000 values in a pool"}, rest...)
	}
	cells := func(number func(unit, pool string) string) (list []string) {
		for _, unit := range []string{"p50-ns/STW", "p95-ns/STW"} {
			for _, pool := range []string{"old", "sync", "poolproof"} {
				list = append(list, number(unit, pool))
			}
		}
		return list
	}
	for i, n := range names {
		t.Rows = append(t.Rows, slices.Concat([]string{strings.Replace(rest[i], "pools=", "pools: ", 1)},
			cells(func(unit, pool string) string { return fmt.Sprintf("%.0f", r.median(n, unit, pool)) }), []string{""}))
	}
	const many, none = "Pause/pools=100000", "Pause/pools=0"
	if all := []string{"old", "sync", "poolproof"}; r.has(many, "p50-ns/STW", all...) && r.has(none, "p50-ns/STW", all...) {
		ours, alone := r.median(many, "p50-ns/STW", "poolproof"), r.median(none, "p50-ns/STW", "poolproof")
		word := "ok"
		if ours > pauseRatio*alone && ours > alone+pauseMore {
			word = "MISS"
		}
		t.Rows = append(t.Rows, slices.Concat([]string{"100,000 pools ÷ none"},
			cells(func(unit, pool string) string {
				return fmt.Sprintf("%.2f", r.median(many, unit, pool)/r.median(none, unit, pool))
			}), []string{fmt.Sprintf("bar of p50: %v, or 20 µs more: %s", pauseRatio, word)}))
	}
	return t
}

func (r *Results) memory() report.Table {
	t := report.Table{Title: "Memory of an idle pool, for each P", Columns: columns("B", "#ours", "#sync.Pool", "#ratio", "#bar", "")}
	names, rest := r.under("Memory")
	for i, n := range names {
		if !r.has(n, "B/pool/P", "poolproof", "sync") {
			continue
		}
		ours, std := r.median(n, "B/pool/P", "poolproof"), r.median(n, "B/pool/P", "sync")
		t.Rows = append(t.Rows, append([]string{strings.Replace(rest[i], "procs=", "Ps: ", 1), fmt.Sprintf("%.1f", ours), fmt.Sprintf("%.1f", std)},
			judged("Memory", ours/std, false)...))
	}
	if n := "Memory/procs=1"; r.has(n, "B/emptied", "poolproof", "sync") {
		ours, std := r.median(n, "B/emptied", "poolproof"), r.median(n, "B/emptied", "sync")
		t.Rows = append(t.Rows, append([]string{"emptied, in all", fmt.Sprintf("%.1f", ours), fmt.Sprintf("%.1f", std)}, judged("emptied", ours/std, false)...))
	}
	return t
}

// growth says how much more one of many costs than one of a thousand: 1 is flat. Fewer than
// a thousand fit into a block, or into the processor's caches.
func (r *Results) growth() report.Table {
	t := report.Table{Title: "What grows", Columns: columns("the last ÷ the one of 1,000", "#ours", "#sync.Pool")}
	for _, g := range []struct{ many, few, unit, what string }{
		{"Growth/items=1000000", "Growth/items=1000", "ns/item", "a Put and a Get, with 1,000,000 values"},
		{"Clearing/pools=100000", "Clearing/pools=1000", "ns/pool", "the clearing of a pool, with 100,000 pools"},
	} {
		row := []string{g.what}
		for _, pool := range []string{"poolproof", "sync"} {
			ratio := ""
			if r.has(g.many, g.unit, pool) && r.has(g.few, g.unit, pool) {
				ratio = fmt.Sprintf("%.2f", r.median(g.many, g.unit, pool)/r.median(g.few, g.unit, pool))
			}
			row = append(row, ratio)
		}
		if row[1] != "" {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// plot draws the benchmarks under a name whose rest is "what=number", in a unit.
func (r *Results) plot(name, unit, title, x, y string) report.Plot {
	p := report.Plot{Title: title, X: x, Y: y}
	names, rest := r.under(name)
	for _, pool := range []struct{ name, shown string }{{"poolproof", "ours"}, {"sync", "sync.Pool"}} {
		l := report.Line{Name: pool.shown}
		for i, n := range names {
			_, number, _ := strings.Cut(rest[i], "=")
			at, err := strconv.ParseFloat(number, 64)
			if err == nil && r.has(n, unit, pool.name) {
				l.Points = append(l.Points, report.Point{X: at, Y: r.median(n, unit, pool.name)})
			}
		}
		slices.SortFunc(l.Points, func(a, b report.Point) int { return int(a.X - b.X) })
		if len(l.Points) > 0 {
			p.Lines = append(p.Lines, l)
		}
	}
	return p
}
