// Package mirror has below it the ring, the chain and the pool as package weave makes
// them, so that the explorer can run the very code that is shipped. What
// is written by hand lets a scenario choose sizes and indexes, and look inside afterwards.
package mirror

//go:generate go run github.com/poolproof/poolproof/weave/mirror/write ../../..
