package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/mutate"
	"github.com/poolproof/poolproof/verify"
)

// beside is a claim of Go's own ring or chain, and the same of ours.
type beside struct {
	verdict.Claim
	Ours verdict.Claim `json:"ours"`
}

func runStd(ctx context.Context, w, wErr io.Writer, args []string) (int, error) {
	f := newFlags("std")
	var (
		budget  = f.Duration("budget", 0, "")
		asJSON  = f.Bool("json", false, "")
		list    = f.Bool("list", false, "")
		pattern = f.String("run", "", "")
	)
	if err := parse(f, args); err != nil {
		return 0, err
	}
	if f.NArg() > 0 {
		return 0, fmt.Errorf("unexpected argument %q; choose claims with -run", f.Arg(0))
	}
	if *budget < 0 {
		return 0, fmt.Errorf("negative budget %v", *budget)
	}
	match, err := regexp.Compile(*pattern)
	if err != nil {
		return 0, fmt.Errorf("-run %q: %v", *pattern, err)
	}
	if verify.Watched {
		return 0, errors.New("this command was built with -race, under which nothing is explored: build it without")
	}
	// Go's file has the ring and the chain; its pool is no part of it.
	ids := slices.DeleteFunc(verify.Explored(), func(id string) bool { return strings.HasPrefix(id, "pool/") || !match.MatchString(id) })
	if len(ids) == 0 {
		return 0, fmt.Errorf("no explored claim of the ring or the chain matches %q; -list names them", *pattern)
	}
	if *list {
		fmt.Fprintln(w, strings.Join(ids, "\n"))
		return verdict.ExitOK, nil
	}
	var quoted []string
	for _, id := range ids {
		quoted = append(quoted, regexp.QuoteMeta(id))
	}
	exact := "^(" + strings.Join(quoted, "|") + ")$"

	show := newProgress(wErr)
	ended := false
	end := func() {
		if !ended {
			ended = true
			show.end()
		}
	}
	defer end()
	total := 2*len(ids) + 1
	show.step(0, total, "building the command with Go's own ring and chain")
	root, remove, err := mutate.Source(ctx, ".")
	if err != nil {
		return interrupted(ctx, err)
	}
	defer remove()
	dir, err := os.MkdirTemp("", "poolproof-std-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	std, err := mutate.BuildStd(ctx, root, dir)
	if err != nil {
		return interrupted(ctx, err)
	}
	show.step(1, total, "checking "+std.Path)
	theirs, err := stdClaims(ctx, std, dir, exact, budget.String())
	if err != nil {
		return interrupted(ctx, err)
	}
	ours, err := verify.Run(ctx, verify.Config{
		Match: regexp.MustCompile(exact), Budget: *budget,
		Begin: func(i, n int, id string) { show.step(1+n+i, total, "checking our "+id) },
	})
	if err != nil {
		return 0, err
	}
	end()
	rows, err := pair(theirs, ours)
	if err != nil {
		return 0, err
	}
	if *asJSON {
		err = stdJSON(w, std, rows)
	} else {
		err = stdText(w, std, rows)
	}
	return verdict.ExitStatus(append(theirs, ours...)), err
}

// stdClaims runs verify in the command that has Go's own source.
func stdClaims(ctx context.Context, std mutate.Std, dir, match, budget string) ([]verdict.Claim, error) {
	args := []string{"verify", "-json", "-o", filepath.Join(dir, "report"), "-run", match}
	if budget != "0s" {
		args = append(args, "-budget", budget)
	}
	cmd := exec.CommandContext(ctx, std.Command, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // so that it tells what it has
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var table struct{ Claims []verdict.Claim }
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	if json.Unmarshal(out.Bytes(), &table) != nil || len(table.Claims) == 0 {
		return nil, fmt.Errorf("the check of Go's own source ended early: %v\n%s", err, errs.String())
	}
	for i := range table.Claims {
		c := &table.Claims[i]
		c.Replay = fmt.Sprintf("poolproof std -run '^%s$'", c.ID)
		// What replays is this command with our source in it.
		var lines []string
		for line := range strings.Lines(c.Evidence) {
			if !strings.HasPrefix(line, "poolproof replay ") {
				lines = append(lines, line)
			}
		}
		c.Evidence = strings.TrimRight(strings.Join(lines, ""), "\n")
	}
	return table.Claims, nil
}

// pair puts claims of the same name beside each other.
func pair(theirs, ours []verdict.Claim) (rows []beside, err error) {
	for _, t := range theirs {
		i := slices.IndexFunc(ours, func(o verdict.Claim) bool { return o.ID == t.ID })
		if i < 0 {
			return nil, fmt.Errorf("internal error: %s was not checked of ours", t.ID)
		}
		t.Subject = "Go's " + t.Subject
		rows = append(rows, beside{t, ours[i]})
	}
	return rows, nil
}

func stdJSON(w io.Writer, std mutate.Std, rows []beside) error {
	return writeJSON(w, struct {
		Go     string   `json:"go"`
		File   string   `json:"file"`
		SHA256 string   `json:"sha256"`
		Claims []beside `json:"claims"`
	}{std.Version, std.Path, std.SHA256, rows})
}

func stdText(w io.Writer, std mutate.Std, rows []beside) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s, %s\nSHA-256 %s\n\n", std.Version, std.Path, std.SHA256)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "claim\texpected\tGo's\tours\tGo's executions\tours")
	wrong := 0
	for _, r := range rows {
		mark := ""
		if !r.AsExpected() || !r.Ours.AsExpected() {
			mark, wrong = "  ← not as expected", wrong+1
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s%s\n", r.ID, r.Expected, r.Verdict, r.Ours.Verdict, executions(r.Claim), executions(r.Ours), mark)
	}
	t.Flush()
	for _, r := range rows {
		if r.Evidence == "" && r.Ours.Evidence == "" {
			continue
		}
		fmt.Fprintf(&b, "\n%s: %s\n", r.ID, r.Law)
		for _, side := range []struct {
			name string
			c    verdict.Claim
		}{{"Go's", r.Claim}, {"ours", r.Ours}} {
			if side.c.Evidence != "" {
				fmt.Fprintf(&b, "\n%s, %s:\n%s\n", side.name, side.c.Verdict, indented(side.c.Evidence))
			}
		}
	}
	fmt.Fprintf(&b, "\nclaims: %d, not as expected: %d\n", len(rows), wrong)
	_, err := w.Write(b.Bytes())
	return err
}

// executions tells a claim's counts of executions.
func executions(c verdict.Claim) string {
	done, blocked := c.Counts["executions"], c.Counts["blocked"]
	if blocked > 0 {
		return fmt.Sprintf("%d + %d cut", done, blocked)
	}
	return fmt.Sprint(done)
}

func indented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ")
}
