// Package mirror has below it the ring, the chain and the pool as package weave makes
// them, so that the explorer can run the very code that is shipped. chain1 and chain2
// are the chain with a first ring of one and of two slots.
package mirror

//go:generate go run github.com/poolproof/poolproof/weave/mirror/write ../../..
