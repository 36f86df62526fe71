package sync

import "github.com/poolproof/poolproof/explore/internal/engine"

// refuse panics in an exploration (S6).
func refuse(what string) {
	if engine.Current() != nil {
		panic("explore/sync: " + what + " is not supported under exploration: weave its source and use that")
	}
}
