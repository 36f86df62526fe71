package explore

import "github.com/poolproof/poolproof/explore/internal/engine"

// The tests of the engine's counts drive it directly.
type (
	EngineConfig = options
	EngineResult = result
)

var RunEngine = run

// EngineCuts reports whether the caller is in an exploration that cuts retries.
func EngineCuts() bool { e := engine.Current(); return e != nil && e.SpinCut }
