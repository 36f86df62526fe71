package engine

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// Kind names what can go wrong in an execution besides the scenario's own
// assertions.
type Kind uint8

const (
	Panicked       Kind = iota // a thread panicked
	Deadlock                   // threads wait and none can move
	Race                       // two plain accesses, or a plain and an atomic one, are unordered
	StepBound                  // the execution took too many steps
	Outlived                   // a thread is not waited for by the scenario
	Nondeterminism             // the same schedule gave another execution (E4)
	Asserted                   // the scenario said so
	Livelock                   // a retry that waits would fail again, for ever
	Stranger                   // a goroutine outside of the exploration touched an object of it
	Refused                    // the scenario met what cannot be explored
)

var kindNames = [...]string{"panic", "deadlock", "data race", "step bound exceeded", "thread outlives the scenario", "uncontrolled nondeterminism", "assertion failed", "livelock", "not alone", "refused"}

func (k Kind) String() string { return kindNames[k] }

// A Failure is the subject's fault, as a value.
type Failure struct {
	Kind   Kind
	Thread int32 // -1 for none in particular
	Name   string
	Other  int32 // of a race: who came first
	Step   int
	Value  any    // the panic's value, or what is to be said
	Stack  string // of a panic
	Spots  []Spot // in traced executions: of the two accesses of a race, or of what failed
}

// A Spot is an access or a call in the user's code.
type Spot struct {
	Thread int32
	Step   int // that it came before
	Write  bool
	Atomic bool
	PC     uintptr
}

func (f Failure) String() string {
	s := f.Kind.String()
	if f.Thread >= 0 {
		s += " in thread " + f.Name
	}
	s += fmt.Sprintf(" before step %d", f.Step)
	if f.Value != nil {
		s += fmt.Sprintf(": %v", f.Value)
	}
	return s
}

// Fail records that the scenario itself found something wrong.
//
//go:norace
func (e *Engine) Fail(what string) {
	if e.probing {
		return // not in this execution
	}
	f := Failure{Kind: Asserted, Thread: e.cur.id, Value: what}
	if e.Traced {
		f.Spots = []Spot{{Thread: e.cur.id, Step: e.n, PC: users(stackOf(2))}}
	}
	e.fail(f)
}

// Refuse ends the exploration: the running thread has met what cannot be explored.
//
//go:norace
func (e *Engine) Refuse(what string) {
	if !e.cur.dying && !e.probing {
		e.fail(Failure{Kind: Refused, Thread: e.cur.id, Value: what})
	}
	e.Assume(false)
}

//go:norace
func (e *Engine) fail(f Failure) {
	if f.Kind == Nondeterminism && e.diverged() {
		return // the first difference explains the others
	}
	f.Step = e.n
	if f.Thread >= 0 && int(f.Thread) < len(e.threads) {
		f.Name = e.Name(f.Thread)
	}
	e.failures = append(e.failures, f)
}

// caller returns the place in the user's code that announced the step.
//
//go:norace
func caller() uintptr {
	var pcs [16]uintptr
	n := runtime.Callers(4, pcs[:])
	it := runtime.CallersFrames(pcs[:n])
	for {
		f, more := it.Next()
		if !ours(f.Function) {
			return f.PC
		}
		if !more {
			return 0
		}
	}
}

// root is the path of package explore.
const root = "github.com/poolproof/poolproof/explore"

// ours reports whether a function belongs to the explorer, not to its user.
//
//go:norace
func ours(function string) bool {
	rest, ok := strings.CutPrefix(function, root)
	return ok && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/internal/engine.") ||
		strings.HasPrefix(rest, "/atomic.") || strings.HasPrefix(rest, "/sync.") || strings.HasPrefix(rest, "/weak.") || strings.HasPrefix(rest, "/woven."))
}

// busiest says which thread took most steps of an execution that has too many, and where it
// goes on: there it waits, in a way that is not seen (E16).
//
//go:norace
func (e *Engine) busiest() (t *thread, what string) {
	for _, x := range e.threads {
		if x.run == e.run && (t == nil || x.steps > t.steps) {
			t = x
		}
	}
	what = fmt.Sprintf("%d steps, %d of them by thread %s", e.n, t.steps, t.name)
	if t.pc != 0 && t.status == pending {
		f, _ := runtime.CallersFrames([]uintptr{t.pc + 1}).Next()
		what += fmt.Sprintf(", which goes on at %s:%d", filepath.Base(f.File), f.Line)
	}
	return t, what
}
