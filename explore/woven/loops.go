package woven

import "github.com/poolproof/poolproof/explore/internal/engine"

// Loop begins a loop that may wait, and returns nil unless an exploration comes by. Each
// iteration then begins with Again of what it returned, which is told what the
// loop's function keeps from one to the next.
func Loop() *engine.Loop {
	if e := engine.Current(); e != nil {
		return e.NewLoop()
	}
	return nil
}

// Unseen is kept by loops that may keep what is not seen.
var Unseen = engine.Unseen
