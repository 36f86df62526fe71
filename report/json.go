package report

// JSON is the report for programs: the claims as they are, and nothing else.

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/poolproof/poolproof/internal/verdict"
)

// JSON writes {"claims": […]}, indented. No claims are [], no counts are {}:
// a reader never meets null.
func JSON(w io.Writer, claims []verdict.Claim) error {
	if err := check(claims); err != nil {
		return err
	}
	document := struct {
		Claims []verdict.Claim `json:"claims"`
	}{append([]verdict.Claim{}, claims...)} // a copy: the claims are the caller's
	for i := range document.Claims {
		if c := &document.Claims[i]; c.Counts == nil {
			c.Counts = map[string]int64{}
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // a file of its own, never part of a page
	e.SetIndent("", "  ")
	if err := e.Encode(document); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}
