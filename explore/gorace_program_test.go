//go:build race

package explore_test

import (
	"fmt"
	"os"
	"runtime"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// goRacePrograms explores every program, and says in how many executions it raced
// by our clocks, in which first, and in which Go's detector first reported something.
func goRacePrograms() {
	for _, p := range memoryPrograms {
		executions, raced, first, reported := 0, 0, 0, 0
		before := runtime.RaceErrors()
		e := &engine.Engine{Strategy: &engine.Optimal{}, Scenario: p.Run, MaxSteps: 1000, Clocks: true}
		e.OnDone = func(e *engine.Engine) {
			executions++
			for _, f := range e.Failures() {
				if f.Kind == engine.Race {
					raced++
					if first == 0 {
						first = executions
					}
				}
			}
			if reported == 0 && runtime.RaceErrors() > before {
				reported = executions
			}
		}
		e.Run(nil)
		fmt.Fprintf(os.Stderr, "program %q %d %d %d %d\n", p.Name, executions, raced, first, reported)
	}
}
