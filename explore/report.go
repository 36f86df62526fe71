package explore

import (
	"errors"
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/internal/verdict"
)

// Verdict is what an exploration was worth.
type Verdict = verdict.Verdict

// The five verdicts.
const (
	Unknown   = verdict.Unknown   // the budget ended first, or nothing was met
	Sampled   = verdict.Sampled   // clean in some random runs
	Bounded   = verdict.Bounded   // clean in every interleaving up to a bound
	Exhausted = verdict.Exhausted // clean in every interleaving
	Violated  = verdict.Violated  // something was found
)

// A Report is the outcome of one exploration.
type Report struct {
	Verdict    Verdict
	Bounds     string // what was covered, and what was not
	Executions int64  // that ran to their end
	Blocked    int64  // that ended with a failed assumption or an endless wait to retry
	Steps      int64  // of all of them
	Histories  int64  // distinct ones that were judged
	Clients    int64  // of LinearizableAll: how many were run, the last of them the one that failed
	Most       []Most // of each operation of a table, in the order of first use
	Failure    string // what was found, or why the verdict is unknown; empty if all was well
	Schedule   string // of the failure, for [Replay]; empty if none
	Trace      string // of the failure: a lane for each thread, a row for each step
	Kept       []bool // of Minimised: which operations of the table are left: of Init, each thread, Post; nil for all
	Minimum    string // of Minimised: how small the counterexample is, and whether none is smaller
	Repeat     string // the command that shows the failure again, in a test; else empty
	Real       bool   // it ran on real goroutines, since nothing of the program is woven; see poolproof test

	kind     kind
	schedule engine.Schedule
	print    uint32
	told     bool // it has been printed
	unseen   bool // the explorer saw nothing of the scenario, or not all of it
	small    *smaller
}

// Most is the largest number of steps that an operation took in any execution.
// Exhausted without SpinCut, it is the operation's bound in this client: it is
// wait-free there.
type Most struct {
	Name  string
	Steps int
}

// Err returns nil if nothing speaks against the code under test: the verdict is exhausted,
// bounded or sampled. Else the error tells the report.
func (r Report) Err() error {
	if r.Verdict == Violated || r.Verdict == Unknown {
		return errors.New(r.String())
	}
	return nil
}

// String tells the report, and of a violation the minimised counterexample: it
// runs the scenario again to find that. See [Report.Minimised].
func (r Report) String() string {
	r = r.Minimised()
	var b strings.Builder
	fmt.Fprintf(&b, "%v: ", r.Verdict)
	if r.Clients > 0 {
		fmt.Fprintf(&b, "%d clients, ", r.Clients)
	}
	if r.Real {
		fmt.Fprintf(&b, "%d runs, %d blocked (%s)", r.Executions, r.Blocked, r.Bounds)
	} else {
		fmt.Fprintf(&b, "%d executions, %d blocked, %d steps (%s)", r.Executions, r.Blocked, r.Steps, r.Bounds)
	}
	if what, _, _ := strings.Cut(r.Failure, "\n"); r.told {
		fmt.Fprintf(&b, "\n%s", strings.TrimSuffix(what, ":"))
	} else if c := r.Counterexample(); c != "" {
		if r.Minimum != "" {
			fmt.Fprintf(&b, "\nminimised: %s", r.Minimum)
		}
		fmt.Fprintf(&b, "\n%s", c)
	}
	return b.String()
}

// Counterexample tells the failure, and nothing of how it was looked for: what
// failed, the lanes, the history that no order explains, and the command that repeats
// it. It is empty if all was well.
func (r Report) Counterexample() string {
	if r.Failure == "" {
		return ""
	}
	what, history, _ := strings.Cut(r.Failure, "\n")
	lines := []string{strings.TrimSuffix(what, ":")}
	add := func(s string) {
		if s != "" {
			lines = append(lines, strings.TrimSuffix(s, "\n"))
		}
	}
	add(r.Trace)
	add(history)
	if r.Schedule != "" && r.Repeat == "" {
		add("schedule " + r.Schedule)
	}
	add(r.Repeat)
	return strings.Join(lines, "\n")
}
