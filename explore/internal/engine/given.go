package engine

// Given says what threads asked for that the world gives otherwise each time, and an
// execution gives always alike. What other answers would lead to is not explored, and the
// search is bounded.
type Given uint8

const (
	RandomNumbers Given = 1 << iota
	Times
)

// Given returns what the threads of any execution asked for.
//
//go:norace
func (e *Engine) Given() Given { return e.given }
