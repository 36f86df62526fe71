package lanes

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"sync"
)

// A Source reads Go files to name what a step touched. A file that is not there,
// is no Go, or is larger than a megabyte names nothing.
type Source struct {
	mu    sync.Mutex
	files map[string]*file
}

type file struct {
	text  []byte
	lines []string
	calls map[int][]call // by line
	sets  map[int][]string
}

// call is a method of a variable, or a function that is given its address.
type call struct{ name, on string }

// On returns what the call of the function on the line is on: the x of x.Load() and
// of LoadInt32(&x), and the function's name. It answers only when every call
// on that line that is is on the same.
func (s *Source) On(path string, line int, is func(function string) bool) (on, function string) {
	f := s.open(path)
	for _, c := range f.calls[line] {
		if !is(c.name) {
			continue
		}
		if on != "" && (on != c.on || function != c.name) {
			return "", ""
		}
		on, function = c.on, c.name
	}
	return on, function
}

// Written returns what is assigned to on the line, if it is one thing and more than a
// variable's name.
func (s *Source) Written(path string, line int) string {
	if all := s.open(path).sets[line]; len(all) == 1 {
		return all[0]
	}
	return ""
}

// Line returns the text of a line.
func (s *Source) Line(path string, line int) string {
	f := s.open(path)
	if line < 1 || line > len(f.lines) {
		return ""
	}
	text, _, _ := strings.Cut(f.lines[line-1], "//")
	return strings.TrimSpace(text)
}

func (s *Source) open(path string) *file {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.files[path]; ok {
		return f
	}
	f := &file{calls: map[int][]call{}, sets: map[int][]string{}}
	if s.files == nil {
		s.files = map[string]*file{}
	}
	s.files[path] = f
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > 1<<20 {
		return f
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return f
	}
	f.text, f.lines = text, strings.Split(string(text), "\n")
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, path, text, parser.SkipObjectResolution)
	if err != nil {
		return f
	}
	assigned := func(x ast.Expr) {
		switch x.(type) {
		case *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr:
			line := set.PositionFor(x.Pos(), false).Line
			f.sets[line] = append(f.sets[line], f.slice(set, x))
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.AssignStmt:
			for _, x := range s.Lhs {
				assigned(x)
			}
		case *ast.IncDecStmt:
			assigned(s.X)
		}
		x, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name, on := f.call(set, x)
		if on == "" {
			return true
		}
		for _, line := range lines(set, x) {
			f.calls[line] = append(f.calls[line], call{name, on})
		}
		return true
	})
	return f
}

// lines are those that a call may be said to be on.
func lines(set *token.FileSet, x *ast.CallExpr) []int {
	at := func(p token.Pos) int { return set.PositionFor(p, false).Line }
	one, two := at(x.Lparen), at(x.Fun.Pos())
	if one == two {
		return []int{one}
	}
	return []int{one, two}
}

// function matches what is given an address: functions of sync/atomic, and R and W of
// package explore.
var function = regexp.MustCompile(`^(R|W|(Add|And|CompareAndSwap|Load|Or|Store|Swap)(Int32|Int64|Uint32|Uint64|Uintptr|Pointer))$`)

// call returns the function's name and what it is on.
func (f *file) call(set *token.FileSet, x *ast.CallExpr) (name, on string) {
	fun := x.Fun
	if i, ok := fun.(*ast.IndexExpr); ok { // of a type argument
		fun = i.X
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	name = sel.Sel.Name
	if function.MatchString(name) && len(x.Args) > 0 {
		if p, ok := x.Args[0].(*ast.UnaryExpr); ok && p.Op == token.AND {
			return name, f.slice(set, p.X)
		}
		if len(name) > 1 {
			return name, f.slice(set, x.Args[0])
		}
	}
	return name, f.slice(set, sel.X)
}

// slice is the source of an expression, in one line.
func (f *file) slice(set *token.FileSet, x ast.Expr) string {
	from, to := set.PositionFor(x.Pos(), false).Offset, set.PositionFor(x.End(), false).Offset
	if from < 0 || to > len(f.text) || from > to {
		return ""
	}
	return strings.Join(strings.Fields(string(f.text[from:to])), " ")
}
