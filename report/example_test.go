package report_test

import (
	"os"

	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/report"
)

func ExampleText() {
	report.Text(os.Stdout, report.Header{Title: "poolproof verify", Go: "go1.26.0"}, []verdict.Claim{{
		ID: "ring/fifo/explore", Law: "I2 first in, first out",
		Verdict: verdict.Exhausted, Expected: verdict.Exhausted,
		Bounds: "ring of 2, 3 pushes, 2 thieves", Seconds: 1.5,
	}})
	// Output:
	// poolproof verify
	//
	// go  go1.26.0
	//
	//     claim              verdict    seconds  bounds
	// ok  ring/fifo/explore  exhausted     1.50  ring of 2, 3 pushes, 2 thieves
	//
	// What this does not show:
	//   - exhausted (1 of 1) does not show what happens with more goroutines, longer runs or other inputs than the bounds name.
	//   - A law that is not in the table was not checked.
	//   - A result speaks of the source, toolchain and platform it was made with, and of no other.
	//   - The checkers, compiler, runtime and machine are trusted: a fault in one can hide a violation.
	//
	// 1 claim: 1 as expected, 0 not, 0 undecided
}
