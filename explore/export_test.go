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

// Refuse is what woven code does where it cannot be explored.
func Refuse(what string) { engine.Current().Refuse(what + " cannot be explored") }
