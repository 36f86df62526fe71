package sync

import "github.com/poolproof/poolproof/explore/internal/engine"

func init() { engine.Announce() }
