package weave

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// Config says what to weave, and how. The zero value weaves the package of the
// working folder.
type Config struct {
	Dir      string   // where the go command is run; "" means the working folder
	Patterns []string // packages, as the go command takes them; none means "."
	Tags     []string // build tags
	Env      []string // of the go command; nil means the process's own
	Tests    bool     // weave the packages' tests too
	Also     []string // more packages, which are woven without their tests
	Flags    []string // build flags of the go command, besides -tags

	// Overlay replaces files by their content, before they are woven. The keys are
	// absolute paths.
	Overlay map[string][]byte

	// Consts gives declared constants other values, as Go expressions. A key is the
	// constant's name, or its package's path, a dot and its name.
	Consts map[string]string

	// Vars names declared constants, as Consts does, whose whole declaration becomes one
	// of variables, so that what is woven can be run with several values. Each needs a
	// value of its own, and no use that wants a constant.
	Vars []string

	// Announce makes each package say, when its variables are initialised, that it is
	// woven and which variables it has, so that an exploration can put them back.
	Announce bool

	// Loops lets loops that may wait tell what they keep from one iteration to the next
	// (F8), so that an exploration can leave those that would do the same again; and
	// calls ask where they lead if only their execution knows (F9).
	Loops bool

	// Foreign packages are not woven and may not be called in an exploration: they
	// synchronise, unseen. The key is a package's path, the value says with what.
	Foreign map[string]string

	// Imports replaces import paths, besides those of sync and sync/atomic. The
	// package's name must be the same.
	Imports map[string]string
}

// Result is what was woven.
type Result struct {
	Files    []File    // in the order of their paths
	Marks    []Mark    // retries that were marked (F5)
	Refusals []Refusal // what cannot be explored, and what is not seen (F4)
}

// File is one source file.
type File struct {
	Path    string // absolute
	Package string // import path
	Source  []byte // what was read
	Woven   []byte // what became of it
	Old     bool   // woven code needs a newer Go than its package is written for
}

// Hash returns the SHA-256 of the source, in hexadecimal.
func (f File) Hash() string {
	sum := sha256.Sum256(f.Source)
	return hex.EncodeToString(sum[:])
}

// Mark is a retry that changes nothing when it fails.
type Mark struct {
	Pos  token.Position // of the CAS, the loop or the continue
	Kind string         // "spin" for a CAS, "retry" for the end of an iteration
}

// String returns file:line: kind.
func (m Mark) String() string { return where(m.Pos) + ": " + m.Kind }

// Refusal is a construct that cannot be explored.
type Refusal struct {
	Pos  token.Position // of its use
	What string         // as the refusal at run time says it
}

// String returns file:line: what.
func (r Refusal) String() string { return where(r.Pos) + ": " + r.What }

func where(p token.Position) string {
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}

// BrokenError says that packages do not compile as they are.
type BrokenError struct{ err error }

// Error tells the complaints of the go command, a line each.
func (e *BrokenError) Error() string { return "weave: the packages do not compile: " + e.err.Error() }

// Unwrap returns the complaints.
func (e *BrokenError) Unwrap() error { return e.err }

// Weave loads packages and rewrites them. An error says why nothing was woven: the
// packages do not compile, or a constant was not found.
func Weave(c Config) (*Result, error) {
	pkgs, err := load(c)
	if err != nil {
		return nil, err
	}
	r := &Result{}
	consts := newConstants(c.Consts, c.Vars)
	seen := newSeers(pkgs, c.Loops)
	for _, p := range pkgs {
		p.seen = seen
		for _, f := range p.files {
			w := newWeaver(c, p, f, r)
			consts.rewrite(w)
			woven := w.file()
			r.Files = append(r.Files, File{Path: f.path, Package: p.path, Source: f.source, Woven: woven, Old: w.old})
		}
	}
	if err := consts.missing(); err != nil {
		return nil, err
	}
	if c.Loops { // or packages are not built as they are woven
		if err := checkCrossings(c, pkgs, r.Files); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(r.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	byPlace := func(a, b token.Position) int {
		if a.Filename != b.Filename {
			return strings.Compare(a.Filename, b.Filename)
		}
		return a.Offset - b.Offset
	}
	slices.SortStableFunc(r.Marks, func(a, b Mark) int { return byPlace(a.Pos, b.Pos) })
	slices.SortStableFunc(r.Refusals, func(a, b Refusal) int { return byPlace(a.Pos, b.Pos) })
	return r, nil
}
