package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/scenario"
	"github.com/poolproof/poolproof/internal/verdict"
)

func runExplore(ctx context.Context, w, wErr io.Writer, args []string) (int, error) {
	f := newFlags("explore")
	var (
		asJSON   = f.Bool("json", false, "")
		budget   = f.Duration("budget", 0, "")
		runs     = f.Int64("runs", 100_000, "")
		seed     = f.Uint64("seed", 1, "")
		depth    = f.Int("depth", 3, "")
		forced   = f.Int("preemptions", 2, "")
		strategy = f.String("strategy", "optimal", "")
		file     = f.String("checkpoint", "", "")
		workers  = f.Int("workers", 1, "")
		c        scenario.Config
		index    uint64
	)
	f.StringVar(&c.Subject, "subject", "dequeue", "")
	f.IntVar(&c.Cap, "cap", 2, "")
	f.Uint64Var(&index, "index", 0, "")
	f.IntVar(&c.Procs, "procs", 2, "")
	f.BoolVar(&c.Anywhere, "anywhere", false, "")
	f.BoolVar(&c.Shipped, "shipped", false, "")
	f.BoolVar(&c.Evict, "evict", false, "")
	f.IntVar(&c.Bound, "bound", 0, "")
	f.IntVar(&c.Keep, "keep", 0, "")
	f.StringVar((*string)(&c.Model), "model", "true", "")
	f.BoolVar(&c.Explore.SpinCut, "spin-cut", true, "")
	if err := parse(f, args); err != nil {
		return 0, err
	}
	given := map[string]bool{}
	f.Visit(func(fl *flag.Flag) { given[fl.Name] = true })
	switch {
	case f.NArg() == 0:
		return 0, fmt.Errorf("no scenario given, such as 'uuh | t | t'; %w", errUsage)
	case f.NArg() > 1:
		return 0, fmt.Errorf("%d scenarios %q: give one, in quotes, after the flags", f.NArg(), f.Args())
	case c.Cap < 1:
		return 0, fmt.Errorf("-cap %d: give a power of two from 1 on", c.Cap)
	case index > 1<<32-1:
		return 0, fmt.Errorf("-index %d: give one from 0 to %d", index, uint32(1<<32-1))
	case c.Procs < 1:
		return 0, fmt.Errorf("-procs %d: give the number of virtual Ps, at least 1", c.Procs)
	case (given["procs"] || given["anywhere"] || given["shipped"] || given["evict"] || given["bound"] || given["keep"]) && c.Subject != "pool":
		return 0, fmt.Errorf("-procs, -anywhere, -shipped, -evict, -bound and -keep are for -subject pool, not %s", c.Subject)
	case *budget < 0:
		return 0, fmt.Errorf("negative budget %v", *budget)
	case *runs < 1:
		return 0, fmt.Errorf("-runs %d: give at least 1", *runs)
	case *forced < 0:
		return 0, fmt.Errorf("-preemptions %d: give 0 or more", *forced)
	case *workers < 1:
		return 0, fmt.Errorf("-workers %d: give at least 1", *workers)
	case *depth < 1:
		return 0, fmt.Errorf("-depth %d: give at least 1", *depth)
	}
	c.Index = uint32(index)
	c.Explore.Checkpoint, c.Explore.Workers = *file, *workers
	if given["preemptions"] && !given["strategy"] {
		*strategy = "preemptions"
	}
	random := false
	switch *strategy {
	case "optimal":
		c.Explore.Strategy = explore.Optimal()
	case "dfs":
		c.Explore.Strategy = explore.DepthFirst()
	case "preemptions":
		c.Explore.Strategy = explore.Preemptions(*forced)
	case "random":
		c.Explore.Strategy, random = explore.RandomWalk(*seed, *runs), true
	case "pct":
		c.Explore.Strategy, random = explore.PCT(*seed, *runs, *depth), true
	case "pos":
		c.Explore.Strategy, random = explore.POS(*seed, *runs), true
	default:
		return 0, fmt.Errorf("unknown strategy %q; there are optimal, dfs, preemptions, random, pct, pos", *strategy)
	}
	for _, name := range []string{"runs", "seed", "depth"} {
		if given[name] && !random {
			return 0, fmt.Errorf("-%s is for random strategies, and %s is none; choose one with -strategy random, pct or pos", name, *strategy)
		}
	}
	if given["preemptions"] && *strategy != "preemptions" {
		return 0, fmt.Errorf("-preemptions is for -strategy preemptions, not %s", *strategy)
	}

	if *strategy != "optimal" && (*workers > 1 || *file != "") {
		return 0, fmt.Errorf("-workers and -checkpoint are for -strategy optimal, not %s", *strategy)
	}

	started := time.Now()
	show := newProgress(wErr)
	defer show.end()
	stop := ctx
	if *budget > 0 {
		var cancel context.CancelFunc
		stop, cancel = context.WithTimeout(ctx, *budget)
		defer cancel()
	}
	var asked, before int64
	c.Explore.While = func(p explore.Progress) bool {
		if asked++; asked == 1 {
			before = p.Executions + p.Blocked // in earlier sittings
		}
		if asked%1024 == 0 || *workers > 1 { // looking at the clock costs as much as an execution's tenth
			took := time.Since(started)
			show.part(took, *budget, exploredSoFar(p, before, took))
		}
		return stop.Err() == nil
	}
	r, err := scenario.Run(c, f.Arg(0))
	if err != nil {
		return 0, err
	}
	if why, ok := strings.CutPrefix(r.Failure, "explore: "); ok && r.Executions+r.Blocked == 0 {
		return 0, errors.New(why) // a checkpoint of something else, a file that cannot be written
	}
	if r.Verdict == explore.Unknown && stop.Err() != nil {
		r.Failure = "interrupted"
		if ctx.Err() == nil {
			r.Failure = fmt.Sprintf("the budget of %v ended first", *budget)
		}
		if *file != "" {
			r.Failure += "; the same command goes on with what is kept in " + *file
		}
	}
	took := time.Since(started)
	if *asJSON {
		err = exploredJSON(w, r, took)
	} else {
		err = exploredText(w, r, took)
	}
	return exploreStatus(r), err
}

// exploredSoFar is a line of progress. What is left is an estimate, and says so.
func exploredSoFar(p explore.Progress, before int64, took time.Duration) string {
	line := fmt.Sprintf("%d executions, %d blocked, %.0f/s", p.Executions, p.Blocked, float64(p.Executions+p.Blocked-before)/took.Seconds())
	if left := p.Left(); left >= 0 {
		line += fmt.Sprintf(", estimated %.0f%% left", 100*left)
	}
	return line
}

// exploreStatus is the exit status of an exploration.
func exploreStatus(r explore.Report) int {
	switch r.Verdict {
	case explore.Violated:
		return verdict.ExitFailed
	case explore.Unknown:
		return verdict.ExitUnknown
	}
	return verdict.ExitOK
}

// exploredJSON prints an exploration's numbers, and nothing else.
func exploredJSON(w io.Writer, r explore.Report, took time.Duration) error {
	e := json.NewEncoder(w)
	return e.Encode(struct {
		Executions int64           `json:"executions"`
		Blocked    int64           `json:"blocked"`
		Steps      int64           `json:"steps"`
		Histories  int64           `json:"histories"`
		Verdict    explore.Verdict `json:"verdict"`
		Seconds    float64         `json:"seconds"`
	}{r.Executions, r.Blocked, r.Steps, r.Histories, r.Verdict, took.Seconds()})
}

// exploredText prints an exploration for a person.
func exploredText(w io.Writer, r explore.Report, took time.Duration) error {
	var b strings.Builder
	fmt.Fprintf(&b, "verdict %v\n", r.Verdict)
	fmt.Fprintf(&b, "  covered     %s\n", r.Bounds)
	fmt.Fprintf(&b, "  executions  %d, and %d that a cut retry ended\n", r.Executions, r.Blocked)
	fmt.Fprintf(&b, "  steps       %d\n", r.Steps)
	if r.Histories > 0 {
		fmt.Fprintf(&b, "  histories   %d\n", r.Histories)
	}
	fmt.Fprintf(&b, "  seconds     %.2f\n", took.Seconds())
	if r.Minimum != "" {
		fmt.Fprintf(&b, "  minimised   %s\n", r.Minimum)
	}
	if c := r.Counterexample(); c != "" {
		fmt.Fprintf(&b, "\n%s\n", c)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
