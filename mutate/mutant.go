package mutate

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Module is the path of the module whose source is mutated.
const Module = "github.com/poolproof/poolproof"

// Mutant is one way to break a file.
type Mutant struct {
	ID   string // file:function:kind:number
	File string // path in the repository
	Func string // the function that is changed, or the declaration
	Kind string // of the operator, or of the bug
	Line int    // of the first change
	Law  string // that it breaks, such as "D4 D6"

	Edits []Edit

	// Who must kill it: methods by name, separated by spaces. "" is whoever can.
	Who string

	// Killer is a test that kills it, of a mutant of a checker; "" if none is named.
	Killer string

	// Equivalent is the argument why nobody can tell the mutant from the source. ""
	// if somebody must.
	Equivalent string

	// Spare says that it is not asked of anybody to kill it, see spare.
	Spare bool

	Historical bool   // written by hand, after a bug that somebody had or could have had
	Lane       string // the build that its file is in: "" is the usual one, or "race", "poolrace", "poolcheck"
}

// Edit replaces text of a file.
type Edit struct {
	At       int    // offset
	From, To string // what stands there, and what is to stand there
}

// Apply returns the mutated file, given the source.
func (m Mutant) Apply(source []byte) ([]byte, error) {
	edits := slices.Clone(m.Edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.At, b.At) })
	var b bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.At < at || !bytes.HasPrefix(source[min(e.At, len(source)):], []byte(e.From)) {
			return nil, fmt.Errorf("mutate: %s does not apply to %s: there is no %q at offset %d", m.ID, m.File, e.From, e.At)
		}
		b.Write(source[at:e.At])
		b.WriteString(e.To)
		at = e.At + len(e.From)
	}
	b.Write(source[at:])
	return b.Bytes(), nil
}

// Change returns what stood there and what stands there now, each on one line.
func (m Mutant) Change() (from, to string) {
	var f, t []string
	for _, e := range m.Edits {
		if e.To != unsafeImport {
			f, t = append(f, oneLine(e.From)), append(t, oneLine(e.To))
		}
	}
	return strings.Join(f, " … "), strings.Join(t, " … ")
}

// String returns the change on one line.
func (m Mutant) String() string {
	from, to := m.Change()
	return from + " → " + to
}

// oneLine returns a text without its comments' and lines' layout.
func oneLine(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		if i := strings.Index(line, "//"); i >= 0 {
			line = line[:i]
		}
		words = append(words, strings.Fields(line)...)
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, " ")
}

const unsafeImport = `; import "unsafe"`
