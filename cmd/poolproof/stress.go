package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/stress"
)

func runStress(ctx context.Context, w, wErr io.Writer, args []string) (int, error) {
	f := newFlags("stress")
	var (
		length = f.Duration("for", 30*time.Second, "")
		list   = f.Bool("list", false, "")
		procs  = f.Int("procs", 0, "")
		seed   = f.Uint64("seed", 1, "")
	)
	if err := parse(f, args); err != nil {
		return 0, err
	}
	if *list {
		for _, s := range stress.Workloads() {
			fmt.Fprintf(w, "%-10s %s\n", s.Name, s.What)
		}
		return verdict.ExitOK, nil
	}
	show := newProgress(wErr)
	res, err := stress.Run(ctx, stress.Config{
		Workloads: f.Args(), For: *length, Seed: *seed, Procs: *procs,
		Progress: func(c stress.Counts) { show.part(c.Elapsed, *length, stressLine(c)) },
	})
	show.end()
	if err != nil {
		return 0, err
	}
	fmt.Fprintf(w, "verdict %v after %v, %s operations/s\n", res.Verdict, res.Elapsed.Round(time.Second/10), rate(res.Counts))
	met := res.Map()
	for _, name := range slices.Sorted(maps.Keys(met)) {
		fmt.Fprintf(w, "  %-20s %d\n", name, met[name])
	}
	if res.Evidence != "" {
		fmt.Fprintf(w, "\n%s\n\n", res.Evidence)
	}
	fmt.Fprintf(w, "repeat with: %s\n", res.Replay)
	switch res.Verdict {
	case verdict.Sampled:
		return verdict.ExitOK, nil
	case verdict.Violated:
		return verdict.ExitFailed, nil
	default:
		return verdict.ExitUnknown, nil
	}
}

// stressLine is a run in one line.
func stressLine(c stress.Counts) string {
	soFar := "nothing wrong so far"
	if c.Failed {
		soFar = "violated"
	}
	return fmt.Sprintf("%s operations/s, %d GCs, %d clearings, %d steals, %s", rate(c), c.GCs, c.Clearings, c.Steals, soFar)
}

// rate returns the operations per second, in thousands or millions.
func rate(c stress.Counts) string {
	perSecond := float64(c.Operations) / max(c.Elapsed.Seconds(), 1e-9)
	switch {
	case perSecond >= 1e6:
		return fmt.Sprintf("%.1fM", perSecond/1e6)
	case perSecond >= 1e3:
		return fmt.Sprintf("%.1fk", perSecond/1e3)
	default:
		return fmt.Sprintf("%.0f", perSecond)
	}
}
