package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/mutate"
	"github.com/poolproof/poolproof/verify"
)

func runMutants(ctx context.Context, w, wErr io.Writer, args []string) (int, error) {
	f := newFlags("mutants")
	var (
		pattern  = f.String("run", "", "")
		quick    = f.Bool("quick", false, "")
		full     = f.Bool("full", false, "")
		every    = f.Bool("all", false, "")
		claims   = f.Bool("claims", false, "")
		checker  = f.Bool("checker", false, "")
		same     = f.Bool("equivalent", false, "")
		asJSON   = f.Bool("json", false, "")
		list     = f.Bool("list", false, "")
		record   = f.String("o", "", "")
		resume   = f.Bool("resume", false, "")
		storm    = f.Duration("storm", 0, "")
		parallel = f.Int("p", 0, "")
	)
	if err := parse(f, args); err != nil {
		return 0, err
	}
	match, err := regexp.Compile(*pattern)
	if err != nil {
		return 0, fmt.Errorf("-run %q: %v", *pattern, err)
	}
	methods, unknown := mutate.FindMethods(f.Args())
	if *storm > 0 {
		methods, unknown = mutate.Storms(*storm), ""
	}
	generate := mutate.Generate
	if *checker {
		generate, methods = mutate.Checkers, []mutate.Method{mutate.Own}
	}
	if *full && f.NArg() == 0 && *storm == 0 && !*checker {
		methods = mutate.Methods
	}
	switch {
	case unknown != "":
		return 0, fmt.Errorf("unknown method %q; there are %s", unknown, mutate.Names())
	case *checker && (*quick || f.NArg() > 0):
		return 0, fmt.Errorf("-checker has one method, and none that are quick: leave the others out")
	case *storm < 0:
		return 0, fmt.Errorf("negative time %v of a storm", *storm)
	case *storm > 0 && (*quick || *checker || *claims || f.NArg() > 0):
		return 0, fmt.Errorf("-storm has its own methods and mutants: leave -quick, -checker, -claims and names of methods out")
	case *parallel < 0:
		return 0, fmt.Errorf("-p %d: a number of mutants at a time, or 0 for as many as there are processors (%d)", *parallel, runtime.NumCPU())
	case *resume && *record == "":
		return 0, fmt.Errorf("-resume wants the file of an earlier run: -o FILE")
	}
	root, remove, err := mutate.Source(ctx, ".")
	if err != nil {
		return interrupted(ctx, err)
	}
	defer remove()
	if *claims {
		return turnClaims(ctx, w, wErr, root, match, *asJSON)
	}
	all, stale, err := generate(root)
	if err != nil {
		return 0, err
	}
	for _, s := range stale {
		fmt.Fprintf(wErr, "poolproof mutants: stale: %s\n", s)
	}
	if *quick {
		all = mutate.Quick(all)
	}
	if *storm > 0 {
		all, *full = mutate.Stormed(all), true
	}
	all = slices.DeleteFunc(all, func(m mutate.Mutant) bool {
		return !match.MatchString(m.ID) || m.Spare && !*every || m.Equivalent != "" && !*same && !*full && !*list
	})
	if len(all) == 0 {
		return 0, fmt.Errorf("no mutant matches %q; -list names them", *pattern)
	}
	if *list {
		if *asJSON {
			return verdict.ExitOK, writeJSON(w, tell(0, all, nil))
		}
		for _, m := range all {
			fmt.Fprintf(w, "%s\t%s\n", m.ID, m)
		}
		return verdict.ExitOK, nil
	}

	show := newProgress(wErr)
	config := mutate.Config{
		Root: root, Mutants: all, Methods: methods, Full: *full, Parallel: *parallel,
		Begin: func(i, n int, id string) { show.step(max(i, 0), n, "trying "+id) },
	}
	var done struct {
		sync.Mutex
		n int
	}
	config.End = func(_, n int, r mutate.Result) {
		done.Lock()
		defer done.Unlock()
		done.n++
		show.line(fmt.Sprintf("%3d/%d  %-52s %s", done.n, n, r.ID, fate(r)))
	}
	if *record != "" {
		if config.Record, err = mutate.OpenRecord(*record, *resume); err != nil {
			show.end()
			return 0, err
		}
	}
	results, err := mutate.Run(ctx, config)
	show.end()
	switch {
	case errors.Is(err, mutate.ErrNotKept):
		return 0, err
	case err != nil:
		fmt.Fprintf(wErr, "poolproof mutants: %v\n", err)
		return verdict.ExitFailed, nil
	}
	if *asJSON {
		err = writeJSON(w, tell(*storm, all, results))
	} else {
		_, err = w.Write(matrixText(tell(*storm, all, results), results, *record))
	}
	status := verdict.ExitOK
	if len(stale) > 0 {
		status = verdict.ExitFailed
	}
	for _, r := range results {
		if !r.Settled() && !r.Spare {
			status = verdict.ExitFailed
		}
	}
	if status == verdict.ExitOK && len(results) < len(all) {
		status = verdict.ExitUnknown
	}
	return status, err
}

// turnClaims checks that each claim is turned by a mutant.
func turnClaims(ctx context.Context, w, wErr io.Writer, root string, match *regexp.Regexp, asJSON bool) (int, error) {
	wanted := slices.DeleteFunc(mutate.Turns(verify.Names(false)), func(t mutate.Turn) bool {
		return !match.MatchString(t.Claim) && !match.MatchString(t.Mutant)
	})
	if len(wanted) == 0 {
		return 0, fmt.Errorf("no claim and no mutant that turns one matches %q; verify -list and mutants -list name them", match)
	}
	show := newProgress(wErr)
	show.step(0, len(wanted), "turning "+wanted[0].Claim)
	all, err := mutate.RunTurns(ctx, root, wanted, func(i int, t mutate.Turn) {
		word := "turned"
		if !t.Turned {
			word = "NOT TURNED"
		}
		show.line(fmt.Sprintf("%2d/%d  %-26s %s", i+1, len(wanted), t.Claim, word))
		if i+1 < len(wanted) {
			show.step(i+1, len(wanted), "turning "+wanted[i+1].Claim)
		}
	})
	show.end()
	if err != nil {
		return 0, err
	}
	status := verdict.ExitOK
	for _, t := range all {
		if !t.Turned {
			status = verdict.ExitFailed
		}
	}
	if status == verdict.ExitOK && len(all) < len(wanted) {
		status = verdict.ExitUnknown
	}
	if asJSON {
		return status, writeJSON(w, map[string][]mutate.Turn{"claims": append([]mutate.Turn{}, all...)})
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, t := range all {
		if t.Mistake != "" && i > 0 && all[i-1].Mistake == "" {
			fmt.Fprintln(table)
		}
		switch {
		case i == 0 && t.Mistake == "":
			fmt.Fprintln(table, "claim\tturned by\tit says")
		case t.Mistake != "" && (i == 0 || all[i-1].Mistake == ""):
			fmt.Fprintln(table, "mistake\tmutant\twhat finds it says")
		}
		what := t.What
		if !t.Turned {
			what = "NOT TURNED: " + t.Claim + " " + t.What
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", cmp.Or(t.Mistake, t.Claim), t.Mutant, what)
	}
	if err := table.Flush(); err != nil {
		return 0, err
	}
	if n := len(wanted) - len(all); n > 0 {
		fmt.Fprintf(w, "%d were not tried: interrupted\n", n)
	}
	return status, nil
}

// fate says what became of a mutant, in a few words.
func fate(r mutate.Result) string {
	var words []string
	for _, t := range r.Trials {
		switch {
		case t.Kills():
			word := fmt.Sprintf("%s by %s in %.1fs", t.Outcome, t.Method, t.Seconds)
			if t.Outcome != mutate.Killed {
				word = fmt.Sprintf("killed by %s: %s after %.1fs", t.Method, t.Outcome, t.Seconds)
			}
			words = append(words, word)
		case t.Outcome == mutate.Unbuilt:
			words = append(words, t.Method+": not built")
		}
	}
	if words == nil {
		words = append(words, "survived")
	}
	if r.Equivalent != "" {
		words = append(words, "(equivalent)")
	}
	return strings.Join(words, ", ")
}

// matrixText tells what each method killed, and the survivors. The record is the file from
// which an interrupted run can go on, or "".
func matrixText(t tried, results []mutate.Result, record string) []byte {
	w := new(bytes.Buffer)
	real, killed, equivalent, kinds, files := 0, 0, 0, map[string]bool{}, map[string]bool{} // equivalent: tried all the same
	for _, r := range results {
		if r.Equivalent != "" {
			equivalent++
			continue
		}
		real++
		kinds[r.Kind], files[r.File] = true, true
		if len(r.KilledBy(false)) > 0 {
			killed++
		}
	}
	if real > 0 {
		score := t.score(t.methods())
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprint(table, "killed of tried")
		for _, c := range score.Columns[1:] {
			fmt.Fprintf(table, "\t%s", c.Name)
		}
		fmt.Fprintln(table)
		for _, row := range score.Rows {
			if strings.Join(row[1:], "") == "" {
				continue
			}
			for i, word := range row[2:] {
				if word == "" {
					row[2+i] = "–"
				}
			}
			fmt.Fprintln(table, strings.Join(row, "\t"))
		}
		table.Flush()
	}
	for _, r := range results {
		if r.Settled() {
			continue
		}
		if r.Equivalent != "" {
			fmt.Fprintf(w, "\nargued to be equivalent, and killed: %s\n\t%s:%d  %s\n\t%s\n\targument: %s\n", r.ID, r.File, r.Line, r, fate(r), r.Equivalent)
			continue
		}
		fmt.Fprintf(w, "\nsurvived: %s\n\t%s:%d  %s\n", r.ID, r.File, r.Line, r)
		for _, t := range r.Trials {
			if t.Outcome == mutate.Unbuilt {
				fmt.Fprintf(w, "\t%s: %s\n", t.Method, t.By)
			}
		}
	}
	fmt.Fprintf(w, "\n%d of %d mutants killed, of %d kinds in %d files\n", killed, real, len(kinds), len(files))
	if equivalent > 0 {
		fmt.Fprintf(w, "%d more are argued to be equivalent (-list -json has the arguments)\n", equivalent)
	}
	if n := len(t.Mutants) - len(results); n > 0 {
		fmt.Fprintf(w, "%d were not tried: interrupted", n)
		if record != "" {
			fmt.Fprint(w, "; the same command with -resume goes on")
		}
		fmt.Fprintln(w)
	}
	return w.Bytes()
}
