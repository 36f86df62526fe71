package policy

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	statement = regexp.MustCompile(`(?m)^\t([A-Z])([0-9]+)  \S`)
	// citation is a law, perhaps with its package before it: D3, dequeue.D3.
	citation = regexp.MustCompile(`(?:\b([a-z_]+)\.)?\b([A-Z])([1-9][0-9]?)\b`)
)

// laws complains of laws that nobody cites, and of citations of no law (H4).
func laws(t *tree, rooms []room) (complaints []string) {
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	homes := map[string]room{} // of the laws, by letter
	for _, r := range rooms {
		if r.letter != "" {
			homes[r.letter] = r
		}
	}
	stated := map[string]string{} // where a law stands, such as D3
	for _, folder := range t.folders() {
		r, _ := find(rooms, folder)
		n := 0
		for _, f := range t.production(folder) {
			if f.syntax.Doc == nil {
				continue
			}
			for _, m := range statement.FindAllStringSubmatch(f.syntax.Doc.Text(), -1) {
				law := m[1] + m[2]
				if n++; m[1] != r.letter || m[2] != strconv.Itoa(n) {
					complain("%s: states law %s; the next one here is %q%d, by the letter that rooms in "+
						"internal/policy/rooms_test.go gives to %s and counted from 1", t.at(f.syntax.Doc.Pos()), law, r.letter, n, folder)
				}
				stated[law] = f.path
			}
		}
		if n == 0 && r.letter != "" {
			complain("%s: states no law; a line of its package comment would be %q", folder, "//\t"+r.letter+"1  …")
		}
	}

	cited := map[string]bool{}
	for _, folder := range t.folders() {
		for _, f := range t.packages[folder] {
			for _, text := range texts(f) {
				for _, m := range citation.FindAllStringSubmatchIndex(text.value, -1) {
					law := text.value[m[4]:m[7]]
					home, ok := homes[text.value[m[4]:m[5]]]
					if !ok || m[0] > 0 && strings.Contains("+%", text.value[m[0]-1:m[0]]) {
						continue // another kind of thing, such as U+C5
					}
					if m[2] >= 0 {
						if pkg := text.value[m[2]:m[3]]; pkg != home.path[strings.LastIndex(home.path, "/")+1:] {
							complain("%s: cites %s.%s; the letter is that of %s", t.at(text.pos), pkg, law, home.path)
						}
					}
					if stated[law] == "" {
						complain("%s: cites %s, and %s states no such law; if it is not meant as a law, write it another way", t.at(text.pos), law, home.path)
					}
					// To be named in the statement's own comment keeps no law, and neither does
					// the sample text of a package that cannot know it.
					if !(text.doc && folder == home.path) && knows(rooms, folder, home.path) {
						cited[law] = true
					}
				}
			}
		}
	}
	for _, law := range slices.Sorted(maps.Keys(stated)) {
		if !cited[law] {
			complain("%s: law %s is cited nowhere: name it at the line that keeps it, in the check and in the test", stated[law], law)
		}
	}
	return complaints
}

// text is a comment or a string.
type text struct {
	pos   token.Pos
	value string
	doc   bool // it is the package comment
}

func texts(f *file) (all []text) {
	for _, group := range f.syntax.Comments {
		for _, c := range group.List {
			all = append(all, text{c.Pos(), c.Text, group == f.syntax.Doc && !f.test()})
		}
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			value, err := strconv.Unquote(lit.Value)
			if err != nil {
				panic("internal error: " + err.Error())
			}
			all = append(all, text{lit.Pos(), value, false})
		}
		return true
	})
	return all
}

func TestLaws(t *testing.T) {
	obey(t, func(r *tree) []string { return laws(r, rooms) })
}

// The letters of this house are not used here, or its own check would read them.
func TestLawsAreRejected(t *testing.T) {
	house := []room{
		{path: "queue", letter: "Q"},
		{path: "deep/zoo", letter: "Z", may: []string{"queue"}},
		{path: "all", may: []string{"deep/zoo"}},
		{path: "apart"},
	}
	files := map[string]string{
		"queue/queue.go": `// Package queue queues (Q2).
//
//	Q1  First in.
//	Q2  First out,
//	    as Q1 says.
package queue

// in keeps Q1.
func in() {}

// Not laws: U+Q3, %Q3, 0xQ3, 1Q, Q0, Q123, QQ7, Q3a.
var no = "\u00d33 \x41Q9"
`,
		"queue/queue_test.go": "package queue\n\nvar x = \"\\nQ2: it came last\"\n",
		"deep/zoo/zoo.go":     "// Package zoo is a zoo.\n//\n//\tZ1  No feeding.\npackage zoo\n\n// See queue.Q1.\n",
		"all/all.go":          "package all\n\n// A zoo obeys (zoo.Z1).\n",
		"apart/apart.go":      "package apart\n\n// The Q1 of some other world.\n",
	}
	const q, z = "queue/queue.go", "deep/zoo/zoo.go"
	reject(t, files, func(r *tree) []string { return laws(r, house) }, []mutant{
		{q, "keeps Q1", "keeps it", ""}, // deep/zoo cites it too
		{z, "// See queue.Q1.", "", ""},
		{"queue/queue_test.go", "Q2", "", "queue/queue.go: law Q2 is cited nowhere"},
		{"all/all.go", "Z1", "", "deep/zoo/zoo.go: law Z1 is cited nowhere"},
		{"all/all.go", "zoo.Z1", "zoo.Z2", "all/all.go:3: cites Z2, and deep/zoo states no such law"},
		{"all/all.go", "zoo.Z1", "queue.Z1", "all/all.go:3: cites queue.Z1; the letter is that of deep/zoo"},
		{"all/all.go", "zoo.Z1", "Z1, Q1 Q3", "all/all.go:3: cites Q3"},
		{"queue/queue_test.go", "Q2:", "Q2 Q3:", "queue/queue_test.go:3: cites Q3"},
		{q, "as Q1 says", "as Q5 says", "queue/queue.go:5: cites Q5"},
		{q, "Q2  First out,", "Q2 First out,", "cites Q2, and queue states no such law"},
		{q, "//\tQ2  First", "//\tQ3  First", `queue/queue.go:1: states law Q3; the next one here is "Q"2`},
		{q, "//\tQ2  First", "//\tQ1  First", "states law Q1; the next one here"},
		{q, "//\tQ1  First", "//\tZ1  First", `states law Z1; the next one here is "Q"1`},
		{z, "//\tZ1  No feeding.\n", "", "deep/zoo: states no law"},
		{"apart/apart.go", "", "// Package apart is\n//\n//\tA1  apart.\npackage apart", `states law A1; the next one here is ""1`},
		{"apart/new.go", "", "package apart\n\n// Q7", "apart/new.go:3: cites Q7"},
	})

	// Who may not know a law does not keep it.
	delete(files, "deep/zoo/zoo.go")
	delete(files, "all/all.go")
	reject(t, files, func(r *tree) []string { return laws(r, house) }, []mutant{
		{q, "keeps Q1", "keeps it", "queue/queue.go: law Q1 is cited nowhere"},
	})
}
