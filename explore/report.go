package explore

import (
	"errors"
	"fmt"
	"runtime"
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
	Trace      string // of the failure, step by step
	Real       bool   // it ran on real goroutines, since nothing of the program is woven; see poolproof test
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

// String tells the report in a few lines.
func (r Report) String() string {
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
	if r.Failure != "" {
		fmt.Fprintf(&b, "\n%s", r.Failure)
	}
	if r.Schedule != "" {
		fmt.Fprintf(&b, "\nschedule %s\n%s", r.Schedule, r.Trace)
	}
	return b.String()
}

// trace prints an execution, one line per step, a blank where the thread changes.
func trace(e *engine.Engine) string {
	var b strings.Builder
	last := int32(-1)
	pointers := map[uint64]int{0: 0} // numbered as they come: addresses differ from run to run
	value := func(ev *engine.Event, v uint64) string {
		if !ev.Opaque {
			return fmt.Sprintf("%#x", v)
		}
		n, ok := pointers[v]
		if !ok {
			n = len(pointers)
			pointers[v] = n
		}
		if n == 0 {
			return "nil"
		}
		return fmt.Sprintf("&%d", n)
	}
	for i := range e.Events() {
		ev := &e.Events()[i]
		mark := " "
		if ev.Thread != last {
			mark = ">"
		}
		last = ev.Thread
		fmt.Fprintf(&b, "%s %3d  thread %-4s %-7s", mark, i, e.Name(ev.Thread), ev.Name())
		if ev.Loc >= 0 {
			fmt.Fprintf(&b, " location %d: ", ev.Loc)
			switch {
			case ev.Write:
				fmt.Fprintf(&b, "%s → %s", value(ev, ev.Before), value(ev, ev.After))
			case ev.Op == engine.CAS:
				fmt.Fprintf(&b, "%s, wanted %s", value(ev, ev.Before), value(ev, ev.Arg))
			default:
				b.WriteString(value(ev, ev.Before))
			}
		} else if ev.Op == engine.Choice {
			fmt.Fprintf(&b, " %d of %d", ev.Choice, ev.Arg)
		}
		if f, _ := runtime.CallersFrames([]uintptr{ev.PC + 1}).Next(); ev.PC != 0 && f.File != "" {
			fmt.Fprintf(&b, "  %s:%d", f.File[strings.LastIndexByte(f.File, '/')+1:], f.Line)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
