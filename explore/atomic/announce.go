package atomic

import "github.com/poolproof/poolproof/explore/internal/engine"

func init() { engine.Announce() }
