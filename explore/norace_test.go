package explore_test

import "github.com/poolproof/poolproof/explore"

// Plain accesses that race on purpose, or tell the test of the order of steps:
// go test -race is not to report them.

//go:norace
func set[T any](p *T, v T) { *explore.W(p) = v }

//go:norace
func get[T any](p *T) T { return *explore.R(p) }
