package explore

import "github.com/poolproof/poolproof/explore/internal/engine"

// The tests of the engine's counts drive it directly.
type (
	EngineConfig = options
	EngineResult = result
)

var RunEngine = run

// EngineCuts reports whether the caller's exploration cuts retries.
func EngineCuts() bool { return engine.Current().SpinCut }
