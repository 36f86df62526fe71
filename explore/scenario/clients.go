package scenario

import (
	"iter"
	"strings"
)

// Clients yields every scenario of a ring or a chain with the given number of calls: each
// program of the owner's, and each way to share the rest among thieves, who are
// interchangeable. The order is the same every time.
func Clients(calls int) iter.Seq[Scenario] {
	return func(yield func(Scenario) bool) {
		for n := range calls + 1 { // calls of the owner
			for program := range 1 << n {
				owner := make([]byte, n)
				for i := range owner {
					owner[i] = "uh"[program>>(n-1-i)&1]
				}
				for thieves := range shares(calls-n, calls-n) {
					s := Scenario{Threads: []string{string(owner)}}
					for _, n := range thieves {
						s.Threads = append(s.Threads, strings.Repeat("t", n))
					}
					if !yield(s) {
						return
					}
				}
			}
		}
	}
}

// shares yields the ways to write n as a sum of numbers up to most, the greatest first.
func shares(n, most int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		if n == 0 {
			yield(nil)
			return
		}
		for first := min(n, most); first > 0; first-- {
			for rest := range shares(n-first, first) {
				if !yield(append([]int{first}, rest...)) {
					return
				}
			}
		}
	}
}
