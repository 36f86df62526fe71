// Package policy holds what is true of the source as a whole, as tests. It has no
// code for anybody to import.
//
//	files ──► tree ──► one check for each law ──► complaints, none if all is well
//	                        ▲
//	        rooms, the import table
//
// Each check is a function from a tree to its complaints. One test gives it the
// repository and wants none; another gives it a small tree that is well, then the
// same tree with one thing wrong, and wants to be told what.
//
// # Laws
//
//	H1  A package imports only what the table of rooms lets it, in every build; and
//	    every package is in the table.
//	H2  What the public packages export is what testdata/exported.txt lists.
//	H3  A file watched.go and its twin unwatched.go declare the same, but for the
//	    directive go:norace on each function of the twin.
//	H4  A law stands in the package comment of its room, under the room's letter,
//	    numbered from 1. It is cited at some other place by a package that may know
//	    it, and a law that is cited exists.
//	H5  The ring, the chain and the pool show plain sync/atomic: no hooks, no unsafe,
//	    nothing of the race detector but in files named race_*.go, and no builds but
//	    those with and without it.
//	H6  Every package has one package comment, and every exported name but a field a
//	    comment; in internal packages, every type and function.
//	H7  Every relative link of a Markdown file leads somewhere.
//
// All files count, whatever their build lines say, but for those in folders named
// testdata or listed in .gitignore.
//
// Not promised: that a comment says something true, or that a citation of a law
// stands where the law is kept.
package policy
