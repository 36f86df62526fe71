package weave

import (
	"slices"
	"strings"
)

// edit replaces the bytes [from, to) of a source (F1). Those that insert are
// either the beginning of something that follows or the end of something before.
type edit struct {
	from, to int
	text     string
	end      bool // the insertion ends what stands before it
	n        int  // order in which the edits came
}

// edits are the changes of one source. An edit that encloses others was made of them
// (see compose) and replaces them.
type edits struct {
	source []byte
	list   []edit
}

func (e *edits) add(from, to int, text string, end bool) {
	e.list = append(e.list, edit{from, to, text, end, len(e.list)})
}

// wrap puts text before and after [from, to): outside of what is put there later.
func (e *edits) wrap(from, to int, before, after string) {
	e.add(from, from, before, false)
	e.add(to, to, after, true)
}

// before inserts text at an offset, in front of what is inserted there later.
func (e *edits) before(at int, text string) { e.add(at, at, text, false) }

// after inserts text at an offset, behind what is inserted there later.
func (e *edits) after(at int, text string) { e.add(at, at, text, true) }

// replace replaces [from, to), which holds no other edit, and keeps its newlines.
func (e *edits) replace(from, to int, text string) {
	e.add(from, to, text+strings.Repeat("\n", strings.Count(string(e.source[from:to]), "\n")), false)
}

// token replaces [from, to) and the blanks around it.
func (e *edits) token(from, to int, text string) {
	for e.source[from-1] == ' ' {
		from--
	}
	for e.source[to] == ' ' {
		to++
	}
	e.add(from, to, text, false)
}

// compose replaces [from, to), where text was made of what rendered it.
func (e *edits) compose(from, to int, text string) {
	e.list = slices.DeleteFunc(e.list, func(x edit) bool { return from <= x.from && x.to <= to && inner(x, from, to) })
	e.add(from, to, text, false)
}

// inner reports whether an edit at the edge of [from, to) belongs to what is inside.
func inner(x edit, from, to int) bool {
	switch {
	case x.from != x.to:
		return true
	case x.from == from:
		return !x.end
	case x.from == to:
		return x.end
	}
	return true
}

// render returns [from, to) with its edits applied.
func (e *edits) render(from, to int) string {
	var list []edit
	for _, x := range e.list {
		if from <= x.from && x.to <= to && inner(x, from, to) {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b edit) int {
		rank := func(x edit) int { // what ends, what begins, what is replaced
			switch {
			case x.from != x.to:
				return 2
			case x.end:
				return 0
			}
			return 1
		}
		switch {
		case a.from != b.from:
			return a.from - b.from
		case rank(a) != rank(b):
			return rank(a) - rank(b)
		case a.end:
			return b.n - a.n
		}
		return a.n - b.n
	})
	var b strings.Builder
	at := from
	for _, x := range list {
		if x.from < at {
			panic("internal error: edits overlap")
		}
		b.Write(e.source[at:x.from])
		b.WriteString(x.text)
		at = x.to
	}
	b.Write(e.source[at:to])
	return b.String()
}
