// Package weak is package weak of the standard library under the explorer. Outside of
// an exploration it is the standard library's. In one, a pointer that was made there
// keeps its target until a GC step of the exploration finds that garbage: one that
// follows explore.Drop, when no thread may still hold what Value returned to it.
//
// Value is a step. Make is none.
package weak
