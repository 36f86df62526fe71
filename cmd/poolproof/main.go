// Poolproof checks a lock-free sync.Pool for Go, and shows what the checks are worth.
//
// Usage:
//
//	poolproof verify [-budget D] [-json] [-list] [-nightly] [-o DIR] [-run REGEXP]
//	          [-seed N] [-with FILE]
//	poolproof explore [-anywhere] [-bound N] [-budget D] [-cap N] [-checkpoint FILE]
//	          [-depth N] [-evict] [-index N] [-json] [-keep N] [-model NAME]
//	          [-preemptions K] [-procs N] [-runs N] [-seed N] [-shipped]
//	          [-spin-cut=false] [-strategy NAME] [-subject NAME] [-workers N] 'scenario'
//	poolproof replay token
//	poolproof stress [-for D] [-list] [-procs N] [-seed N] [scenario ...]
//	poolproof test [-trust PATTERN] [-weave PATTERN] [packages] [go test flags]
//	poolproof mutants [-all] [-checker] [-claims] [-equivalent] [-full] [-json] [-list] [-o FILE [-resume]]
//	          [-p N] [-quick] [-run REGEXP] [-storm D] [method ...]
//	poolproof std [-budget D] [-json] [-list] [-run REGEXP]
//	poolproof report [-o DIR] file ...
//	poolproof help
//
// # Verify
//
// Verify checks a table of claims: a law of the ring, the chain or the pool, the
// method that checks it, and how far. It prints a line for each claim and writes a
// report into a folder: index.html, verify.json, junit.xml and report.md. The flags
// are:
//
//	-budget D     time for all claims together, such as 30s or 10m; the default is
//	              40s for those that look at random and as long as it takes for the
//	              others. A claim that its budget ends is unknown.
//	-json         print {"claims":[…]} and nothing else on standard output
//	-list         name the claims and check none
//	-nightly      check also the claims that take minutes
//	-o DIR        the folder of the report (default poolproof-report)
//	-run REGEXP   check the claims whose name it matches
//	-seed N       seed of whatever is random (default 1); the machine's scheduling
//	              is not
//	-with FILE    tell in the report, too, what another command kept (see Report); may be
//	              given several times
//
// A verdict is one of five words. Exhausted: every interleaving was run. Bounded:
// every case up to a stated bound. Sampled: nothing was found in so many random runs.
// Unknown: the budget ended before an answer. Violated: there is a counterexample; a
// claim may expect that.
//
// # Explore
//
// Explore runs the ring or the chain under every interleaving of the calls of a
// scenario, each once up to equivalence: the shipped source, rewritten by package
// weave. The scenario 'uuh | t | t' is of an owner, who calls PushHead twice (u) and
// PopHead (h), and of two thieves who call PopTail (t). 'uu / uh | t' first pushes
// twice, alone; 'uh | t / hh' ends with two PopHeads, alone. Blanks mean nothing. The
// values that are pushed are 1, 2, 3, …. Every execution is checked for data races,
// for values that are lost, doubled, invented or out of order, and for references
// that are kept; its history is judged by a model. The flags are:
//
//	-budget D        time, such as 30s or 10m; the default is as long as it takes
//	-cap N           slots of the ring, or of the chain's first ring: a power of
//	                 two from 1 on (default 2)
//	-checkpoint FILE keep the search in a file, every few seconds and at the end of
//	                 the budget; if the file is there, go on with it. It is removed
//	                 when the search is over
//	-depth N         for -strategy pct: how many steps have to come in one order
//	                 for the bug to be seen (default 3)
//	-index N         index of the first value, from 0 to 4294967295, near which it
//	                 wraps around (default 0)
//	-json            print an object with executions (complete ones), blocked, steps,
//	                 histories, verdict and seconds, and nothing else
//	-model NAME      what histories are judged by: true, the strongest that the subject
//	                 meets; strict, what everybody expects, and does not hold; none,
//	                 no history is judged (default true)
//	-preemptions K   for -strategy preemptions: the most forced switches (default 2)
//	-runs N          for random strategies: how many executions (default 100000)
//	-seed N          for random strategies (default 1)
//	-spin-cut=false  run retries that have changed nothing, too; by default a thread
//	                 whose compare-and-swap would fail waits instead, and an execution
//	                 in which it waits for ever is not complete, and counted as blocked
//	-strategy NAME   optimal, every interleaving once up to equivalence; dfs, every
//	                 interleaving; preemptions, those with few forced switches; random,
//	                 pct or pos, some at random (default optimal)
//	-subject NAME    dequeue, chain or pool (default dequeue)
//	-workers N       processes that share the search (default 1)
//
// A scenario of the pool has calls of its own, which every thread may make: Put of a new
// value (p), Get (g), Put of the value that the thread got last (r), Rotate (R), a
// garbage collection (c), a move to another P (m), one P more or less (G), and, at the
// end of the only thread that uses the pool or of what runs last, the pool is given up
// (x): 'pg | gp | R R'. Threads begin on the Ps in turn. Its flags are:
//
//	-anywhere        a thread may be on another P whenever it is pinned, not only
//	                 after m: every choice is explored
//	-bound N         the pool holds at most N values
//	-evict           the pool tells what it gives up: each value that nobody got, once
//	-keep N          values survive N clearings (default 1)
//	-procs N         virtual Ps (default 2)
//	-shipped         with blocks and lists of the lengths that are shipped; by default
//	                 they are so short that a scenario fills them, and a Get that misses
//	                 looks each time whether a clearing is due
//
// A violation is shown as small as it can be made: fewest calls, then fewest forced
// switches. A table has a lane for each thread and a row for each step; below it is the
// history, and last the command that shows it again.
//
// # Replay
//
// Replay runs the one schedule of a token, which explore has printed below a
// counterexample, and prints the same again. It has no flags. It refuses a token of code
// that has changed since, with status 2: its schedule is another execution now.
//
// # Stress
//
// Stress runs the ring, the chain and the pool on as many goroutines as hard as it
// can, in turns, with garbage collections and changes of GOMAXPROCS, and checks every
// value on its way. Name scenarios to run only these. An interrupt ends it with a
// verdict. The flags are:
//
//	-for D      how long (default 30s); 0 means until interrupted
//	-list       name the scenarios and run none
//	-procs N    GOMAXPROCS to come back to (default: what it is)
//	-seed N     seed of whatever is random (default 1)
//
// # Test
//
// Test is go test for code that is explored. It weaves the named packages and what
// they import of the same module, in a folder of its own, and runs their tests: what
// they give to package explore is run under every interleaving. The source stays as it
// is. The module has to require github.com/poolproof/poolproof. All flags of go test
// may be given, and its output and exit status are those of go test. The flags are:
//
//	-trust PATTERN  packages that are not woven and may be called in an exploration,
//	                though they use package sync; may be given several times
//	-weave PATTERN  weave dependencies, too, such as github.com/x/queue/...; may be
//	                given several times
//
// What is woven is kept in $POOLPROOF_CACHE, or in poolproof in the user's cache folder.
//
// # Std
//
// Std reads sync/poolqueue.go of the installed Go, puts it, woven, in the place of the
// ring and the chain, and checks the explored claims about them: of Go's source and of
// ours, side by side. Both answer "full" and "empty" too often, which is expected. It
// needs the go command, and keeps nothing of Go's. The flags are:
//
//	-budget D     time for each of the two, such as 30s; the default is as long as it
//	              takes
//	-json         print {"go","file","sha256","claims":[{"id","verdict",…,"ours":{…}}]}
//	-list         name the claims and check none
//	-run REGEXP   check the claims whose name it matches
//
// # Mutants
//
// Mutants breaks the ring, the chain and the pool in hundreds of ways, one at a time and
// never in the checkout, and runs the checks on each: what nobody notices, nobody has
// checked. The methods are unit, property, explore, race, linearizability and stress, in
// this order; name some to run only these. It takes the source from the working folder,
// if that is ours, or else what this command was built from, and needs the go command.
// Without a mutant every method is run first. An interrupt ends it with what is known by
// then, and -resume goes on. What is compiled for a mutant, 12 MB and more, stays in the go
// command's build cache for five days; GOCACHE=DIR gives a run one of its own, to be removed.
// The flags are:
//
//	-all         of the pool, everything that the operators make, and not only what breaks
//	             what goroutines share, and one of each other kind in a file; whether the
//	             others are killed has no say in the exit status
//	-checker     mutants of the checkers instead: of the explorer's engine, the models and
//	             the weaver, each tried on the checker's own tests
//	-claims      check instead that each claim of verify is turned by a mutant that is
//	             named for it, and that each mistake which the pool's design had to
//	             avoid turns a claim; -run chooses claims, and mutants
//	-equivalent  try those that are argued to be equivalent, too
//	-full        try every method on every mutant, the equivalent ones too; by default
//	             the first that kills it is enough
//	-json        print {"mutants":[{"id","equivalent","killed_by":[…],…}]} and nothing else;
//	             with -claims {"claims":[{"id","mutant","turned","says"}]}
//	-list        name the mutants and run none
//	-o FILE      keep what was found out in a file, as it is found out
//	-p N         mutants at a time (default: as many as there are processors)
//	-quick       one mutant of each kind, of the ring or the chain
//	-resume      use what the file has, where neither code nor checks have changed
//	-run REGEXP  the mutants whose name it matches
//	-storm D     stress against exploration: each hand-written mutant of the pool, and the
//	             source itself 18 times, under the same stress of that length, such as
//	             20s, in the usual build and both lanes of the race detector; and explore.
//	             It takes 3 × D and half a minute for each: an hour and a half for 20s. Let
//	             nothing else run, and give -p 1
//
// A mutant that is equivalent to the source comes with an argument why nobody can tell
// the two apart. The command is content if every other one was killed, and none of these.
// A check that is still running long after its time has killed the mutant, and the table
// says so.
//
// # Report
//
// Report runs nothing. It tells what other commands kept: what mutants -json printed, as a
// table of who killed which mutant, or of stress against exploration; and what scripts/bench
// keeps, as tables and plots. The flag is:
//
//	-o DIR       write it into a folder, too, as verify does
//
// # Exit status
//
// The exit status is 0 if all came out as expected, 1 if something did not, 2 if the
// command line was wrong or the report cannot be written, and 3 if the budget ended
// before all was known.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/poolproof/poolproof/internal/verdict"
)

func main() { os.Exit(run(os.Stdout, os.Stderr, os.Args[1:])) }

// commands are what the first argument may be.
var commands = map[string]func(ctx context.Context, w, wErr io.Writer, args []string) (int, error){
	"verify":  runVerify,
	"explore": runExplore,
	"replay":  runReplay,
	"stress":  runStress,
	"test":    runTest,
	"mutants": runMutants,
	"std":     runStd,
	"report":  runReport,
}

// errUsage is an error of the command line, told in one line with status 2.
var errUsage = errors.New("run 'poolproof help' for usage")

// run is the whole command.
func run(w, wErr io.Writer, args []string) int {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	switch name {
	case "help", "-h", "-help", "--help":
		fmt.Fprint(w, manual())
		return verdict.ExitOK
	}
	command, ok := commands[name]
	if !ok {
		what := fmt.Sprintf("unknown command %q", name)
		if name == "" {
			what = "no command given"
		}
		fmt.Fprintf(wErr, "poolproof: %s; there are %s and help\n", what, strings.Join(slices.Sorted(maps.Keys(commands)), ", "))
		return verdict.ExitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	status, err := command(ctx, w, wErr, args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(w, manual())
		return verdict.ExitOK
	case err != nil:
		fmt.Fprintf(wErr, "poolproof %s: %v\n", name, err)
		return verdict.ExitUsage
	}
	return status
}

// interrupted is how a command ends that could not begin with what it was asked for: an
// error, or an interrupt, which looks like one to whoever was interrupted.
func interrupted(ctx context.Context, err error) (int, error) {
	if ctx.Err() != nil {
		return verdict.ExitUnknown, nil
	}
	return 0, err
}

// writeJSON writes what a program reads, on lines that people read too.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// newFlags returns a flag set that prints nothing by itself.
func newFlags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	return f
}

// parse parses a command's flags.
func parse(f *flag.FlagSet, args []string) error {
	err := f.Parse(args)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return err
	}
	return fmt.Errorf("%v; %w", err, errUsage)
}

// source is this file, whose package comment is the manual.
//
//go:embed main.go
var source string

// manual returns the package comment as text.
func manual() string {
	var b strings.Builder
	for line := range strings.Lines(source) {
		text, ok := strings.CutPrefix(line, "//")
		if !ok {
			break
		}
		text = strings.TrimPrefix(strings.TrimPrefix(text, " "), "# ")
		b.WriteString(text)
	}
	return b.String()
}
