// Package verdict is the one value that flows from every check to every
// report: what was claimed, what was found, and how much that is worth.
//
// The law of this package:
//
//	V1  A verdict claims no more than it earned. The zero value is [Unknown].
//	V2  Only a search that nothing cut is [Exhausted]; the word "verified" in a
//	    report is reserved for it, with its bounds beside it.
//	V3  A claim may expect [Violated]; it then holds only if the violation was found.
package verdict

import (
	"fmt"
	"strings"
)

// Verdict is the answer of one check. The five words are used everywhere, and
// among the four that found nothing a later one is worth more than an earlier.
type Verdict uint8

const (
	Unknown   Verdict = iota // the budget ended first, nothing was found
	Sampled                  // clean in a stated number of random runs
	Bounded                  // every case up to a stated bound
	Exhausted                // every interleaving; a sound reduction is no bound
	Violated                 // a counterexample was found
)

var words = [...]string{"unknown", "sampled", "bounded", "exhausted", "violated"}

// String returns the verdict's word in lower case.
func (v Verdict) String() string {
	if int(v) < len(words) {
		return words[v]
	}
	return fmt.Sprintf("Verdict(%d)", uint8(v))
}

// MarshalText writes the verdict's word.
func (v Verdict) MarshalText() ([]byte, error) {
	if int(v) >= len(words) {
		return nil, fmt.Errorf("verdict: %d is none of %s", uint8(v), strings.Join(words[:], ", "))
	}
	return []byte(words[v]), nil
}

// UnmarshalText reads one of the five words.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, w := range words {
		if w == string(text) {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("verdict: %q is none of %s", text, strings.Join(words[:], ", "))
}

// Claim is one line of the table: a law about a subject, the method that checks
// it, the bounds of that check, and what came out.
type Claim struct {
	ID       string           `json:"id"`       // unique, as -run matches it: subject/law/method
	Law      string           `json:"law"`      // the sentence that is claimed, with its number
	Subject  string           `json:"subject"`  // the code it is claimed of
	Method   string           `json:"method"`   // how it was checked
	Verdict  Verdict          `json:"verdict"`  // what came out
	Expected Verdict          `json:"expected"` // what ought to
	Bounds   string           `json:"bounds"`   // what was covered and what was not
	Counts   map[string]int64 `json:"counts"`   // what was met: operations, steals, growths, …
	Seconds  float64          `json:"seconds"`  // how long the check took
	Replay   string           `json:"replay"`   // the command that repeats it
	// Evidence is the counterexample of a violation, or why the verdict is
	// unknown, as lines of text; empty otherwise.
	Evidence string `json:"evidence,omitempty"`
}

// AsExpected reports whether the claim came out as it should: a violation was
// expected and found, or none was expected and the verdict is worth at least
// what was expected.
func (c Claim) AsExpected() bool {
	if c.Expected == Violated || c.Verdict == Violated {
		return c.Expected == c.Verdict
	}
	return c.Verdict >= c.Expected && c.Verdict < Violated
}

// Exit statuses of every poolproof command.
const (
	ExitOK      = 0 // all as expected
	ExitFailed  = 1 // something was not as expected
	ExitUsage   = 2 // the command line was wrong, or a folder could not be written
	ExitUnknown = 3 // the budget ended before a verdict
)

// ExitStatus judges a whole table: a claim that turned out wrong outweighs one
// whose budget ended first.
func ExitStatus(claims []Claim) int {
	status := ExitOK
	for _, c := range claims {
		switch {
		case c.AsExpected():
		case c.Verdict == Unknown:
			if status == ExitOK {
				status = ExitUnknown
			}
		default:
			status = ExitFailed
		}
	}
	return status
}
