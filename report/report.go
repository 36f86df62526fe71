// Package report renders verdicts: what was claimed, what was found, and how
// much that is worth. It knows nothing of how a verdict was made.
//
// The laws of this package:
//
//	W1  The same header and claims, in the same order, give the same bytes.
//	    No clock is read, no map is walked in its own order.
//	W2  A file is written whole or not at all, and so is a folder of files.
//	W3  A report says what a result does not show as plainly as what it shows.
//	W4  The word "verified" is written only of a claim that is exhausted, and
//	    only with its bounds beside it.
//	W5  Text from outside stays text: nothing in a claim can close a tag, open a
//	    table cell, start a script or steer a terminal.
//
// One claim travels through the package like this:
//
//	[]verdict.Claim ──► table ──► Text, Markdown, HTML, JUnit ──► WriteDir
//	       │     check, clean,                                      ▲
//	       │     mark, group                                        │
//	       └────────────────────────► JSON, untouched ──────────────┘
//
// Beside the claims stand sections: tables and plots of what has no verdict. Programs that
// read verify.json or junit.xml do not see them.
//
// It is not promised that two releases of poolproof render the same claims
// alike; only verify.json is meant to be read by programs.
package report

import (
	"bytes"
	"io"

	"github.com/poolproof/poolproof/internal/verdict"
)

// Header is what stands above the table. Every field is given by the caller
// (W1), as it should be read; an empty one is left out.
type Header struct {
	Title    string   // the heading; empty means "Report"
	Go       string   // the toolchain, "go1.26.0"
	Platform string   // "linux/amd64"
	Procs    string   // GOMAXPROCS
	Race     string   // whether Go's race detector was on: "on" or "off"
	Seed     string   // of every random choice
	Command  string   // what was typed
	Started  string   // when, with its zone
	Elapsed  string   // how long, with its unit
	Notes    []string // whatever else limits the whole: claims left out by -run, …
}

// fact is a name and its value, the shape of every list in a report.
type fact struct{ Name, Value string }

// facts lists what the header knows.
func (h Header) facts() []fact {
	list := []fact{
		{"command", h.Command},
		{"go", h.Go},
		{"platform", h.Platform},
		{"procs", h.Procs},
		{"race", h.Race},
		{"seed", h.Seed},
		{"started", h.Started},
		{"elapsed", h.Elapsed},
	}
	for _, note := range h.Notes {
		list = append(list, fact{"note", note})
	}
	return known(list)
}

// known drops the facts without a value.
func known(list []fact) []fact {
	kept := list[:0]
	for _, f := range list {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// write renders into memory and then writes once: what cannot be rendered leaves w
// untouched (W2).
func write(w io.Writer, h Header, claims []verdict.Claim, more []Section, render func(*bytes.Buffer, table) error) error {
	t, err := tabulate(h, claims, more)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := render(&b, t); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}
