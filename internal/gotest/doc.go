// Package gotest makes go test run woven packages: those that are named, and what they
// import of the same module, without a change of their source.
//
//	arguments ──► go list ──► what is woven, what is not ──► weave ──► folder of the cache
//	                                                                        │
//	                        go test -overlay=…/overlay.json [-modfile=…] ◄──┘
//
// # Laws
//
//	G1  Nothing of the user's is written: woven files, and copies of modules of the
//	    module cache, are in the folder of the cache alone.
//	G2  The same sources, flags, Go release and weaver have the same folder, so that
//	    the go command's own caches work too.
//	G3  What go test tells of a woven file bears the name and line of the user's.
//	G4  What is not woven though the tests need it is named, never passed over.
package gotest
