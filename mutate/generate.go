package mutate

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// generator makes the mutants of one file.
type generator struct {
	*pkg
	*file
	out []Mutant

	fn     string // the function or declaration that is walked
	doc    string // its comment
	counts map[string]int
	taken  map[string]bool         // the files that mutants written by hand make, which are tried once
	locals map[types.Object]string // those that were loaded from an atomic, and its text
}

// Generate returns the mutants of the subject's files in the folder root of the
// module: those that the operators make and those written by hand, with what is known
// of each. Stale says, a line each, what is known of mutants that are no more, and which
// of those written by hand do not apply.
func Generate(root string) (all []Mutant, stale []string, err error) {
	pkgs, err := load(root, Subject)
	if err != nil {
		return nil, nil, err
	}
	byHand, texts, stale := resolve(pkgs)
	for _, p := range pkgs {
		for _, f := range p.files {
			if !f.mine {
				continue
			}
			g := &generator{pkg: p, file: f, counts: map[string]int{}, taken: texts}
			g.walk()
			all = append(all, g.out...)
		}
	}
	all = append(all, byHand...)
	order := func(m Mutant) int { return slices.Index(Subject, strings.Split(m.File, "/")[0]) }
	slices.SortStableFunc(all, func(a, b Mutant) int {
		if n := order(a) - order(b); n != 0 {
			return n
		}
		return strings.Compare(a.File, b.File)
	})
	spare(all)
	there := map[string]bool{}
	for i := range all {
		m := &all[i]
		there[m.ID] = true
		m.Equivalent = arguments[m.ID]
		m.Historical = m.Historical || named[m.ID] != ""
	}
	for _, known := range []map[string]string{arguments, named} {
		for _, id := range slices.Sorted(maps.Keys(known)) {
			if !there[id] {
				stale = append(stale, id+": there is no such mutant any more, but something is said of it: "+known[id])
			}
		}
	}
	return all, stale, nil
}

// walk visits every declaration.
func (g *generator) walk() {
	names := map[string]int{}
	for _, d := range g.syntax.Decls {
		if d, ok := d.(*ast.FuncDecl); ok {
			names[d.Name.Name]++
		}
	}
	for _, d := range g.syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			g.fn, g.doc = d.Name.Name, d.Doc.Text()
			if names[g.fn] > 1 && d.Recv != nil {
				g.fn = receiver(d) + "." + g.fn
			}
			if d.Body == nil {
				continue
			}
			g.locals = g.loaded(d.Body)
			for _, op := range operators {
				ast.Inspect(d.Body, func(n ast.Node) bool {
					if n != nil {
						op(g, n)
					}
					return true
				})
			}
		case *ast.GenDecl:
			if d.Tok != token.CONST && d.Tok != token.VAR {
				continue
			}
			for _, s := range d.Specs {
				v := s.(*ast.ValueSpec)
				g.fn, g.doc = v.Names[0].Name, v.Doc.Text()+d.Doc.Text()
				for _, x := range v.Values {
					ast.Inspect(x, func(n ast.Node) bool {
						if n != nil {
							offByOne(g, n)
							literals(g, n)
						}
						return true
					})
				}
			}
		}
	}
}

// receiver returns the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return "?"
		}
	}
}

func (g *generator) at(p token.Pos) int { return g.fset.Position(p).Offset }

// text returns the source of a node.
func (g *generator) text(n ast.Node) string { return string(g.source[g.at(n.Pos()):g.at(n.End())]) }

// replace returns the edit that puts a text in a node's place.
func (g *generator) replace(n ast.Node, to string) Edit { return Edit{g.at(n.Pos()), g.text(n), to} }

// add adds a mutant if it compiles and is one (U2), and reports whether it did. A mutant
// that does not compile has no number, so that the numbers of the others stay (U1).
func (g *generator) add(kind string, edits ...Edit) bool {
	if g.twin() && !slices.Contains(twinKinds, kind) {
		return false
	}
	m := Mutant{
		File: g.name, Func: g.fn, Kind: kind, Edits: edits, Lane: g.lane,
		ID: fmt.Sprintf("%s:%s:%s:%d", g.name, g.fn, kind, g.counts[g.fn+":"+kind]+1),
	}
	m.Line = 1 + strings.Count(string(g.source[:edits[0].At]), "\n")
	text, err := m.Apply(g.source)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	if string(text) == string(g.source) || g.compiles(g.file, text) != nil {
		return false
	}
	if slices.ContainsFunc(g.out, func(o Mutant) bool { return slices.Equal(o.Edits, edits) }) {
		return false
	}
	g.counts[g.fn+":"+kind]++
	if g.taken[string(text)] {
		return true
	}
	m.Law = g.law(m.Line)
	g.out = append(g.out, m)
	return true
}

// twinKinds are the operators for a file that has a twin in an earlier lane. The twins
// hold the same functions, which package policy sees to, so the others find nothing new
// there.
var twinKinds = []string{"assignment-dropped", "missing-clear", "wrong-answer", "wrong-size"}

func (g *generator) twin() bool {
	return g.lane != "" && strings.HasSuffix(g.name, "/unwatched.go")
}

// unsafely adds a mutant that needs package unsafe.
func (g *generator) unsafely(kind string, edits ...Edit) bool {
	end := g.at(g.syntax.Name.End())
	return g.add(kind, append(edits, Edit{end, "", unsafeImport})...)
}

// cited is a law as comments cite it.
var cited = regexp.MustCompile(`\b[DCPK][1-9]\b`)

// law returns the laws that the line's comment cites, or those of its function, or of
// the file's package as a whole.
func (g *generator) law(line int) string {
	lines := strings.Split(string(g.source), "\n")
	var near string
	for i := max(0, line-4); i < line; i++ {
		if _, comment, ok := strings.Cut(lines[i], "//"); ok {
			near += comment
		}
	}
	for _, text := range []string{near, g.doc} {
		if found := cited.FindAllString(text, -1); found != nil {
			slices.Sort(found)
			return strings.Join(slices.Compact(found), " ")
		}
	}
	return map[string]string{"dequeue": "D2", "chain": "C3", "pool": "P1"}[g.folder]
}

// The pool is large, and much of it is no more than bookkeeping: of what the operators
// make there, what follows is asked of everybody, and the rest is spare. Of the ring and
// the chain nothing is.
var (
	// deep are those that break what other goroutines see: of each file all.
	deep = []string{
		"cas-to-store", "cas-to-load-store", "cas-result-ignored", "cas-expects-reloaded",
		"swap-to-load-store", "swap-to-load", "lock-dropped",
	}
	// wide are the kinds of which each file has one, if it can.
	wide = []string{
		"missing-clear", "accesses-swapped", "test-missing", "atomic-write-dropped", "atomic-to-plain", "call-dropped",
		"assignment-dropped", "off-by-one", "wrong-value", "load-of-nil",
	}
)

// leastOfFile is how many mutants of a file are not spare, if it has so many.
const leastOfFile = 7

// spare marks mutants as spare.
func spare(all []Mutant) {
	perFile := map[string]int{}
	seen := map[string]bool{}
	for i := range all {
		m := &all[i]
		if folderOf(*m) != "pool" || m.Historical || named[m.ID] != "" {
			perFile[m.File]++
			continue
		}
		key := m.File + ":" + m.Kind
		m.Spare = !slices.Contains(deep, m.Kind) && !(slices.Contains(wide, m.Kind) && !seen[key])
		seen[key] = true
		if !m.Spare {
			perFile[m.File]++
		}
	}
	for i := range all {
		if m := &all[i]; m.Spare && perFile[m.File] < leastOfFile {
			m.Spare = false
			perFile[m.File]++
		}
	}
}
