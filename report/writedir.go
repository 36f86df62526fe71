package report

// A folder of reports is replaced as a whole or not at all (W2):
//
//	render all          nothing on disk yet
//	write all aside     .index.html-123.tmp   new content, synced
//	                    .index.html-456.old   a copy of what it replaces
//	rename each         at every moment each name holds one whole file
//	  if one fails      rename the copies back
//	remove what is left aside

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/poolproof/poolproof/internal/verdict"
	"github.com/poolproof/poolproof/internal/wholefile"
)

// WriteDir writes verify.json, junit.xml, report.md and index.html into dir, which
// it creates if needed. After an error dir holds what it held before.
func WriteDir(dir string, h Header, claims []verdict.Claim, more ...Section) error {
	return writeDir(dir, h, claims, more, os.Rename)
}

// aside is one file of the folder while its successor waits beside it.
type aside struct {
	name     string
	new, old string // temporary names; old is empty if there is nothing to put back
}

func writeDir(dir string, h Header, claims []verdict.Claim, more []Section, rename func(from, to string) error) (err error) {
	formats := []struct {
		name   string
		render func(io.Writer) error
	}{
		{"verify.json", func(w io.Writer) error { return JSON(w, claims) }},
		{"junit.xml", func(w io.Writer) error { return JUnit(w, h, claims) }},
		{"report.md", func(w io.Writer) error { return Markdown(w, h, claims, more...) }},
		{"index.html", func(w io.Writer) error { return HTML(w, h, claims, more...) }}, // last: who reads it finds the others
	}
	contents := make([]bytes.Buffer, len(formats))
	for i, f := range formats {
		if err := f.render(&contents[i]); err != nil {
			return err
		}
	}

	unmake, err := makeFolder(dir)
	if err != nil {
		return refused(dir, err)
	}
	var files []aside
	defer func() {
		for _, f := range files { // renamed ones are gone already
			os.Remove(f.new)
			os.Remove(f.old)
		}
		if err != nil {
			unmake()
			err = refused(dir, err)
		}
	}()

	for i, f := range formats {
		a := aside{name: filepath.Join(dir, f.name)}
		previous, err := os.ReadFile(a.name)
		switch {
		case err == nil:
			if a.old, err = wholefile.Beside(a.name, ".old", previous); err != nil {
				return err
			}
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		files = append(files, a) // from here on removed by the deferred function
		if files[i].new, err = wholefile.Beside(a.name, ".tmp", contents[i].Bytes()); err != nil {
			return err
		}
	}

	for i, f := range files {
		if err := rename(f.new, f.name); err != nil {
			return errors.Join(err, putBack(files[:i]))
		}
	}
	return nil
}

// putBack restores the files whose successors are already in place. A copy that
// cannot be put back is kept: it is the last one, and the error names it.
func putBack(files []aside) error {
	var errs []error
	for i := range files {
		f := &files[i]
		if f.old == "" {
			errs = append(errs, os.Remove(f.name))
		} else if err := os.Rename(f.old, f.name); err != nil {
			errs = append(errs, err)
			f.old = ""
		}
	}
	return errors.Join(errs...)
}
