package report

// HTML is the report for people: one file that needs no network and no script.

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"

	"github.com/poolproof/poolproof/internal/verdict"
)

//go:embed page.html
var pageSource string

// page is well-formed as XML too, so that a test can read it with a strict parser.
var page = template.Must(template.New("page").Parse(pageSource))

// HTML writes the page. Colour is never the only signal: every mark is a word.
func HTML(w io.Writer, h Header, claims []verdict.Claim, more ...Section) error {
	return write(w, h, claims, more, func(b *bytes.Buffer, t table) error { return page.Execute(b, t) })
}

// Class is the mark's name in the style sheet.
func (r row) Class() string { return [...]string{"ok", "wrong", "undecided"}[r.Mark] }

// Sign stands before the mark's word, for the eye that skims.
func (r row) Sign() string { return [...]string{"✓", "✗", "?"}[r.Mark] }
