// Package mutate breaks the subject on purpose, and finds out who notices.
//
//	source ──► syntax tree and types ──► operators ──► mutants, as data
//	                                                       │
//	  hand-written bugs of the pool's relatives ───────────┤
//	                                                       ▼
//	  overlay: the mutated file, and its copies woven anew for the explorer
//	                                                       │ go test -c, go build
//	                                                       ▼
//	  unit, property, linearizability, race, stress, explore ──► killed by …, or survived
//
// # Laws
//
//	U1  A mutant is data, and its name is stable: file, function, kind, and which one of
//	    that kind in the function. What changes elsewhere does not rename it.
//	U2  A mutant compiles, and what stands in its place is not what stood there before.
//	U3  Every method sees the mutant: the copies that the explorer runs are woven from it.
//	U4  A method kills a mutant if it fails on it and passes without it. That it passes
//	    without it is tried first, in the same way and under the same limits.
//	U5  A mutant that nobody kills has an argument in writing why nobody can; one that
//	    has such an argument and is killed makes the argument false, and is reported.
//	U6  A run that exceeds its time is a kill of its own kind, and told as such. What
//	    could not be built or started kills nothing, and an interrupt neither.
//
// Mutants are applied through the overlay of the go command: no file is ever written
// into the checkout.
package mutate
