package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/poolproof/poolproof/explore/scenario"
	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/report"
	"github.com/poolproof/poolproof/verify"
)

func runVerify(ctx context.Context, w, wErr io.Writer, args []string) (int, error) {
	f := newFlags("verify")
	var (
		budget  = f.Duration("budget", 0, "")
		asJSON  = f.Bool("json", false, "")
		list    = f.Bool("list", false, "")
		nightly = f.Bool("nightly", false, "")
		dir     = f.String("o", "poolproof-report", "")
		pattern = f.String("run", "", "")
		seed    = f.Uint64("seed", 1, "")
		with    []string
	)
	f.Func("with", "", func(name string) error { with = append(with, name); return nil })
	if err := parse(f, args); err != nil {
		return 0, err
	}
	if f.NArg() > 0 {
		return 0, fmt.Errorf("unexpected argument %q; choose claims with -run", f.Arg(0))
	}
	match, err := regexp.Compile(*pattern)
	if err != nil {
		return 0, fmt.Errorf("-run %q: %v", *pattern, err)
	}
	if *list {
		for _, id := range verify.Names(*nightly) {
			if match.MatchString(id) {
				fmt.Fprintln(w, id)
			}
		}
		return verdict.ExitOK, nil
	}
	if *dir == "" {
		return 0, fmt.Errorf("-o wants the name of a folder")
	}
	if *budget < 0 {
		return 0, fmt.Errorf("negative budget %v", *budget)
	}
	if err := report.Writable(*dir); err != nil { // before a minute of work
		return 0, err
	}
	more, err := sections(with)
	if err != nil {
		return 0, err
	}

	started := time.Now()
	show := newProgress(wErr)
	claims, err := verify.Run(ctx, verify.Config{
		Match: match, Budget: *budget, Seed: *seed, Nightly: *nightly,
		Begin: func(i, n int, id string) { show.step(i, n, "checking "+id) },
		End: func(i, n int, c verdict.Claim) {
			show.line(fmt.Sprintf("%2d/%d  %-24s %s  %.1fs", i+1, n, c.ID, c.Verdict, c.Seconds))
		},
	})
	show.end()
	if err != nil {
		return 0, err
	}
	h := header(started, *seed, args, claims)
	if err := report.WriteDir(*dir, h, claims, more...); err != nil {
		return 0, err
	}
	if *asJSON {
		err = report.JSON(w, claims)
	} else {
		err = report.Text(w, h, claims, more...)
		fmt.Fprintf(wErr, "report written to %s\n", *dir)
	}
	return verdict.ExitStatus(claims), err
}

// header says where and how the claims were checked.
func header(started time.Time, seed uint64, args []string, claims []verdict.Claim) report.Header {
	race := "off"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-race" && s.Value == "true" {
				race = "on"
			}
		}
	}
	notes := []string{
		"sync.Pool is the one of " + runtime.Version() + ", checked by the same methods.",
		"Data races of real goroutines are looked for by go test -race ./... and go test -race -tags poolrace ./..., not here, unless the race detector is on.",
	}
	if verify.Watched {
		notes = append(notes, "Claims that explore are left out under the race detector.")
	}
	for _, s := range scenario.Sources() {
		of, _, _ := strings.Cut(s[0], "/") // the subject
		if slices.ContainsFunc(claims, func(c verdict.Claim) bool { return strings.HasPrefix(c.ID, of+"/explored") }) {
			notes = append(notes, fmt.Sprintf("Explored is %s, SHA-256 %s.", s[0], s[1]))
		}
	}
	return report.Header{
		Title:    "poolproof verify",
		Go:       runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Procs:    strconv.Itoa(runtime.GOMAXPROCS(0)),
		Race:     race,
		Seed:     strconv.FormatUint(seed, 10),
		Command:  strings.TrimSpace("poolproof verify " + strings.Join(args, " ")),
		Started:  started.UTC().Format(time.RFC3339),
		Elapsed:  time.Since(started).Round(time.Second / 10).String(),
		Notes:    notes,
	}
}
