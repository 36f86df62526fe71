package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/poolproof/poolproof/internal/bench"
	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/report"
)

// runReport makes a report of what other commands kept.
func runReport(_ context.Context, w, wErr io.Writer, args []string) (int, error) {
	f := newFlags("report")
	dir := f.String("o", "", "")
	if err := parse(f, args); err != nil {
		return 0, err
	}
	if f.NArg() == 0 {
		return 0, fmt.Errorf("which files? Name what mutants -json printed, or what scripts/bench keeps; %w", errUsage)
	}
	more, err := sections(f.Args())
	if err != nil {
		return 0, err
	}
	h := report.Header{Title: "poolproof report", Command: "poolproof report " + strings.Join(args, " ")} // where it was made, the files say
	if *dir != "" {
		if err := report.WriteDir(*dir, h, nil, more...); err != nil {
			return 0, err
		}
		fmt.Fprintf(wErr, "report written to %s\n", *dir)
	}
	return verdict.ExitOK, report.Text(w, h, nil, more...)
}

// sections reads the files, each of which is told by what is in it.
func sections(files []string) (all []report.Section, err error) {
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
			var t tried
			if err := json.Unmarshal(text, &t); err != nil {
				return nil, fmt.Errorf("%s is not what mutants -json prints: %v", name, err)
			}
			if len(t.Mutants) == 0 {
				return nil, fmt.Errorf("%s has no mutants: it is not what mutants -json prints", name)
			}
			all = append(all, t.section())
			continue
		}
		r, err := bench.Read(bytes.NewReader(text), name)
		if err != nil {
			return nil, fmt.Errorf("%s is neither what mutants -json prints nor what scripts/bench keeps: %v", name, err)
		}
		all = append(all, r.Section())
	}
	return all, nil
}
