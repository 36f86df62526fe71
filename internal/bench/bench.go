// Package bench reads what scripts/bench measured, and lays it out for a report: this pool
// beside sync.Pool, beside the floor that no pool can go below, and beside the design
// before Go 1.13.
//
// # Laws
//
//	J1  Results are compared within one file, which is of one machine and one commit.
//	J2  A number is the median of its samples. How far to trust it, and whether two
//	    differ at all, package benchmath says, as benchstat does.
//	J3  A bar stands beside the ratio that it is for, and a missed one says so. Where it is
//	    1, ours shall not be worse: a ratio above it is ~, and no miss, as long as benchstat
//	    sees no difference.
package bench

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// Results are the samples of a file, by benchmark, unit and pool.
type Results struct {
	names   []string // of benchmarks, without the pool, in the order of the file
	samples map[key][]float64
	configs []string // "cpu …", as configured has them
}

type key struct{ name, unit, pool string }

// pools are the columns: a part of a benchmark's name says which one it is.
var pools = regexp.MustCompile(`/pool=(poolproof|sync|floor|old)$`)

// configured are the lines before the results that tell on what they were made.
var configured = []string{"toolchain", "commit", "goos", "goarch", "cpu"}

// Read reads results in Go's benchmark format. Those of other packages, without a pool in
// their names, are passed over. It returns an error if none is left, or if a line is not
// what it looks like.
func Read(r io.Reader, file string) (*Results, error) {
	in := benchfmt.NewReader(r, file)
	out := &Results{samples: map[key][]float64{}}
	made := map[string]string{}
	for in.Scan() {
		switch rec := in.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, rec
		case *benchfmt.Result:
			name := strings.TrimRight(rec.Name.String(), "0123456789")
			name = strings.TrimSuffix(name, "-") // GOMAXPROCS
			m := pools.FindStringSubmatchIndex(name)
			if m == nil {
				continue
			}
			name, pool := name[:m[0]], name[m[2]:m[3]]
			if !slices.Contains(out.names, name) {
				out.names = append(out.names, name)
			}
			for _, v := range rec.Values {
				unit, value := v.Unit, v.Value
				if v.OrigUnit != "" {
					unit, value = v.OrigUnit, v.OrigValue
				}
				k := key{name, unit, pool}
				out.samples[k] = append(out.samples[k], value)
			}
			for _, c := range configured {
				v := rec.GetConfig(c)
				if before, ok := made[c]; ok && before != v { // J1
					return nil, fmt.Errorf("it has results of two runs: %s is %q, and then %q", c, before, v)
				}
				made[c] = v
			}
		}
	}
	if err := in.Err(); err != nil {
		return nil, err
	}
	if len(out.names) == 0 {
		return nil, errors.New("there is no result of a pool in it")
	}
	for _, c := range configured {
		if made[c] != "" {
			out.configs = append(out.configs, c+" "+made[c])
		}
	}
	return out, nil
}

// has reports whether there are samples for each of the pools.
func (r *Results) has(name, unit string, pools ...string) bool {
	return !slices.ContainsFunc(pools, func(p string) bool { return len(r.samples[key{name, unit, p}]) == 0 })
}

// median returns the median, 0 if there are no samples.
func (r *Results) median(name, unit, pool string) float64 {
	if !r.has(name, unit, pool) {
		return 0
	}
	return r.summary(name, unit, pool).Center
}

func (r *Results) sample(name, unit, pool string) *benchmath.Sample {
	return benchmath.NewSample(slices.Clone(r.samples[key{name, unit, pool}]), &benchmath.DefaultThresholds)
}

func (r *Results) summary(name, unit, pool string) benchmath.Summary {
	return benchmath.AssumeNothing.Summary(r.sample(name, unit, pool), 0.95)
}

// told is a median and how far to trust it (J2), "6.66 ± 2%", or "" if there are no samples.
func (r *Results) told(name, unit, pool string) string {
	if !r.has(name, unit, pool) {
		return ""
	}
	s := r.summary(name, unit, pool)
	return fmt.Sprintf("%s ± %s", four(s.Center), s.PctRangeString())
}

// four is a number of four digits or more.
func four(v float64) string {
	if v >= 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.4g", v)
}

// compare asks whether ours and sync.Pool differ.
func (r *Results) compare(name, unit string) benchmath.Comparison {
	return benchmath.AssumeNothing.Compare(r.sample(name, unit, "sync"), r.sample(name, unit, "poolproof"))
}
