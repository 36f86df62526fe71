package explore_test

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/internal/engine"
	"github.com/poolproof/poolproof/explore/internal/memorymodel"
)

// TestRaces: law E9, one program per sentence of the memory model.
func TestRaces(t *testing.T) {
	for _, c := range memorymodel.Programs {
		t.Run(c.Name, func(t *testing.T) {
			if c.Racy && raceEnabled {
				t.Skip("Go's detector would report it: see TestGoRace")
			}
			found := 0
			r := explore.RunEngine(explore.EngineConfig{Traced: true, OnDone: func(e *engine.Engine) {
				for _, f := range e.Failures() {
					if f.Kind != engine.Race {
						t.Error(f)
					}
					if strings.Count(f.Stack, "programs.go") < 1 {
						t.Errorf("no stack: %s", f.Stack)
					}
					found++
				}
			}}, c.Run)
			if (found > 0) != c.Racy {
				t.Errorf("%d races in %d executions", found, r.Complete)
			}
		})
	}
}
