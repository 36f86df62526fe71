package bench

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/poolproof/poolproof/report"
)

var update = flag.Bool("update", false, "rewrite testdata from what is rendered now")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func read(t *testing.T) *Results {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "pool.txt"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(bytes.NewReader(text), "pool.txt")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A run that is made up, with round numbers: all tables and both plots.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	if err := report.Text(&b, report.Header{}, nil, read(t).Section()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "pool.golden")
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s differs; go test ./internal/bench -update, then read the diff. Now:\n%s", file, b.String())
	}
}

// row returns the cells of a table's row by the names of its columns.
func row(t *testing.T, s report.Section, title, name string) map[string]string {
	t.Helper()
	for _, table := range s.Tables {
		for _, cells := range table.Rows {
			if table.Title == title && cells[0] == name {
				found := map[string]string{}
				for i, c := range table.Columns {
					found[c.Name] = cells[i]
				}
				return found
			}
		}
	}
	t.Fatalf("there is no row %q in %q", name, title)
	return nil
}

// Ratios, bars and the judgement of benchstat (J2, J3).
func TestJudgements(t *testing.T) {
	s := read(t).Section()
	const times, pause = "Time of an operation", "Pause of a garbage collection"
	for _, c := range []struct{ table, row, column, want string }{
		{times, "GetPut", "ratio", "0.75"},
		{times, "GetPut", "", "ok"}, // at the bar
		{times, "GetPut", "times the floor", "1.5"},
		{times, "GetPutParallel", "ratio", "0.88"},
		{times, "GetPutParallel", "", "MISS"},
		{times, "GetPut", "p", "p=0.002 n=6"},
		{times, "Any", "p", "~ p=0.699 n=6"}, // so near that nobody can say
		{times, "ExpensiveNew, values made anew", "", "MISS"},
		{times, "Bytes", "old", ""},
		{"Allocations", "Bytes", "ours", "0"},
		{"Allocations", "Bytes", "sync.Pool", "1"},
		{pause, "100,000 pools ÷ none", "ours p50", "1.24"},
		{pause, "100,000 pools ÷ none", "", "bar of p50: 1.5, or 20 µs more: ok"},
		{"Allocations", "Bytes", "", "ok"},
		{"Memory of an idle pool, for each P", "Ps: 64", "ratio", "0.50"},
		{"Memory of an idle pool, for each P", "Ps: 64", "", "ok"},
		{"Memory of an idle pool, for each P", "Ps: 1", "", "MISS"},
		{"What grows", "a Put and a Get, with 1,000,000 values", "ours", "1.45"},
		{"What grows", "the clearing of a pool, with 100,000 pools", "ours", "1.07"},
		{"What grows", "the clearing of a pool, with 100,000 pools", "sync.Pool", ""},
	} {
		if got := row(t, s, c.table, c.row)[c.column]; got != c.want {
			t.Errorf("%s, %s, %s: %q, want %q", c.table, c.row, c.column, got, c.want)
		}
	}
}

// What shall not be worse misses its bar only where benchstat sees that it is (J3).
func TestNoWorse(t *testing.T) {
	r := read(t)
	for _, n := range []string{"ExpensiveNew", "GetPut"} {
		std := r.samples[key{n, "ns/op", "sync"}]
		near := slices.Clone(std)
		for i := range near {
			near[i] *= 1.001 // and each of ours is between two of theirs
		}
		r.samples[key{n, "ns/op", "poolproof"}] = near
	}
	for name, want := range map[string]string{"ExpensiveNew": "~", "GetPut": "MISS"} {
		if got := row(t, r.Section(), "Time of an operation", name)[""]; got != want {
			t.Errorf("%s, a thousandth more than sync.Pool: %q, want %q", name, got, want)
		}
	}
}

// A pause is over its bar only if it is more than both a ratio and a time.
func TestPauseBar(t *testing.T) {
	r := read(t)
	for _, c := range []struct {
		ns   float64
		want string
	}{{120_000, "ok"}, {121_000, "MISS"}, {99_999, "ok"}} {
		r.samples[key{"Pause/pools=100000", "p50-ns/STW", "poolproof"}] = []float64{c.ns}
		if got := row(t, r.Section(), "Pause of a garbage collection", "100,000 pools ÷ none")[""]; !strings.HasSuffix(got, ": "+c.want) {
			t.Errorf("%v ns after %v: %s, want %s", c.ns, 80_000, got, c.want)
		}
	}
	// With short pauses the time is what counts.
	for _, pool := range []string{"poolproof", "sync", "old"} {
		r.samples[key{"Pause/pools=0", "p50-ns/STW", pool}] = []float64{10_000}
	}
	r.samples[key{"Pause/pools=100000", "p50-ns/STW", "poolproof"}] = []float64{29_000}
	if got := row(t, r.Section(), "Pause of a garbage collection", "100,000 pools ÷ none")[""]; !strings.HasSuffix(got, ": ok") {
		t.Errorf("29 µs after 10: %s", got)
	}
}

// The plots have the points of the file, from the left to the right.
func TestPlots(t *testing.T) {
	s := read(t).Section()
	if len(s.Plots) != 2 {
		t.Fatalf("%d plots", len(s.Plots))
	}
	growth, clearing := s.Plots[0], s.Plots[1]
	if len(growth.Lines) != 2 || len(clearing.Lines) != 1 {
		t.Fatalf("%d and %d lines", len(growth.Lines), len(clearing.Lines))
	}
	ours := growth.Lines[0]
	if ours.Name != "ours" || len(ours.Points) != 3 || ours.Points[2].X != 1_000_000 || ours.Points[2].Y != 16 {
		t.Errorf("%+v", ours)
	}
	if last := clearing.Lines[0].Points[2]; last != (report.Point{X: 100_000, Y: 64}) {
		t.Errorf("%+v", last)
	}
}

func TestWhatIsRefused(t *testing.T) {
	const one = "BenchmarkGetPut/pool=sync-2 10 8 ns/op\n"
	for text, want := range map[string]string{
		"":                                        "there is no result of a pool in it",
		"BenchmarkOther-2 10 8 ns/op\n":           "there is no result of a pool in it",
		"BenchmarkGetPut/pool=sync 10 x ns/op":    "pool.txt:1:",
		"cpu: a\n" + one + "cpu: b\n" + one:       `it has results of two runs: cpu is "a", and then "b"`, // J1
		"commit: a\n" + one + "commit: b\n" + one: `it has results of two runs: commit is "a", and then "b"`,
	} {
		if _, err := Read(strings.NewReader(text), "pool.txt"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// A file with a part of the benchmarks has a part of the tables, and can be drawn.
func TestPartOfARun(t *testing.T) {
	for _, text := range []string{
		"BenchmarkGetPut/pool=sync 10 8 ns/op\n",
		"BenchmarkPause/pools=0/pool=sync-2 10 8 p50-ns/STW\n",
		"BenchmarkMemory/procs=2/pool=sync-2 10 8 B/pool/P\n",
		"BenchmarkGrowth/items=x/pool=sync-2 10 8 ns/item\n",
	} {
		r, err := Read(strings.NewReader(text), "pool.txt")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := report.HTML(&b, report.Header{}, nil, r.Section()); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
