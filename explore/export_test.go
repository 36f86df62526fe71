package explore

// The tests of the engine's counts drive it directly.
type (
	EngineConfig = options
	EngineResult = result
)

var RunEngine = run
