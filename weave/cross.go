package weave

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A lock or an atomic of woven code has another type than one of a package that is not
// woven, or of a file that is not, since it uses cgo. Where that makes woven code refuse to
// compile, the place is named (F4).

// A CrossingError says where locks and atomics cross between woven packages and others.
type CrossingError struct {
	Crossings []Refusal // in the order of their places
	Packages  []string  // the others, whose import paths these are
	Files     []string  // the names of the others that use cgo
}

// Error tells each place, and the remedy.
func (e *CrossingError) Error() string {
	var b strings.Builder
	for _, c := range e.Crossings {
		fmt.Fprintf(&b, "%v\n", c)
	}
	var remedies []string
	if len(e.Packages) > 0 {
		remedies = append(remedies, "weave the other side too: -weave "+strings.Join(e.Packages, " -weave "))
	}
	if len(e.Files) > 0 {
		remedies = append(remedies, "move what has locks and atomics out of "+strings.Join(e.Files, ", ")+", into files that do not import \"C\"")
	}
	b.WriteString(strings.Join(remedies, "\n"))
	return b.String()
}

// crossed is a use of something on the other side, whose type is a lock or an atomic, or has
// one in it. The other side is a package that is not woven, or a file that uses cgo.
type crossed struct {
	pos        token.Position
	lock       string
	path, file string
}

func (c crossed) String() string {
	other := c.file + ", which uses cgo and"
	if c.file == "" {
		other = "package " + c.path + ", which"
	}
	return "the " + c.lock + " that crosses between here and " + other + " is not woven, is of two types"
}

// crossings returns those of a package, by file and line.
func (p *pkg) crossings() map[string]crossed {
	found := map[string]crossed{}
	for _, f := range p.syntax {
		ast.Inspect(f, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			o := p.info.Uses[id]
			if o == nil || o.Pkg() == nil || substitutes[o.Pkg().Path()] != "" || strings.HasPrefix(o.Pkg().Path(), explorer) {
				return true
			}
			pos := p.fset.Position(id.Pos())
			from, to := pos.Filename, p.fset.Position(o.Pos()).Filename
			file := ""
			if p.local[o.Pkg().Path()] {
				switch {
				case p.cgo[from] == p.cgo[to]:
					return true
				case p.cgo[from]:
					file = filepath.Base(from)
				default:
					file = filepath.Base(to)
				}
			}
			t := o.Type()
			if f, ok := o.(*types.Func); ok {
				t = f.Origin().Type()
			}
			if name := mentioned(t); name != "" {
				found[place(pos)] = crossed{pos, name, o.Pkg().Path(), file}
			}
			return true
		})
	}
	return found
}

func place(p token.Position) string { return p.Filename + ":" + strconv.Itoa(p.Line) }

// checkCrossings compiles packages in which locks or atomics cross, as they are woven. It
// returns where they do not fit.
func checkCrossings(c Config, pkgs []*pkg, files []File) error {
	all := map[string]crossed{}
	var patterns []string
	for _, p := range pkgs {
		if found := p.crossings(); len(found) > 0 {
			maps.Copy(all, found)
			patterns = append(patterns, strings.TrimSuffix(p.path, "_test"))
		}
	}
	if len(all) == 0 {
		return nil
	}
	overlay := map[string][]byte{}
	for _, f := range files {
		overlay[f.Path] = f.Woven
	}
	cfg := c.packages(token.NewFileSet(), c.Tests)
	cfg.Overlay = overlay
	slices.Sort(patterns)
	loaded, err := packages.Load(cfg, slices.Compact(patterns)...)
	if err != nil {
		return nil // the go command will say it
	}
	wrong := &CrossingError{}
	seen := map[string]bool{}
	for _, p := range loaded {
		for _, e := range p.Errors {
			x, ok := cause(all, e)
			if !ok || seen[place(x.pos)] {
				continue
			}
			seen[place(x.pos)] = true
			wrong.Crossings = append(wrong.Crossings, Refusal{x.pos, x.String()})
			if x.file == "" {
				wrong.Packages = append(wrong.Packages, x.path)
			} else {
				wrong.Files = append(wrong.Files, x.file)
			}
		}
	}
	if len(wrong.Crossings) == 0 {
		return nil
	}
	slices.SortFunc(wrong.Crossings, func(a, b Refusal) int {
		if a.Pos.Filename != b.Pos.Filename {
			return strings.Compare(a.Pos.Filename, b.Pos.Filename)
		}
		return a.Pos.Line - b.Pos.Line
	})
	slices.Sort(wrong.Packages)
	wrong.Packages = slices.Compact(wrong.Packages)
	slices.Sort(wrong.Files)
	wrong.Files = slices.Compact(wrong.Files)
	return wrong
}

// cause returns what crosses where woven code does not compile, or else what does before that
// in the file, with the place of the error.
func cause(all map[string]crossed, e packages.Error) (best crossed, found bool) {
	words := strings.Split(e.Pos, ":")
	if e.Kind != packages.TypeError || len(words) < 3 {
		return best, false
	}
	file := strings.Join(words[:len(words)-2], ":")
	line, err := strconv.Atoi(words[len(words)-2])
	if err != nil {
		return best, false
	}
	for _, x := range all {
		if x.pos.Filename == file && x.pos.Line <= line && (!found || x.pos.Line > best.pos.Line) {
			best, found = x, true
		}
	}
	best.pos.Line = line
	return best, found
}

// mentioned returns the name of a lock or an atomic of which a type is made, by its name;
// "" if it is of none.
func mentioned(t types.Type) string {
	first := func(list ...types.Type) string {
		for _, t := range list {
			if name := mentioned(t); name != "" {
				return name
			}
		}
		return ""
	}
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return lock(t)
	case *types.Pointer:
		return mentioned(t.Elem())
	case *types.Slice:
		return mentioned(t.Elem())
	case *types.Array:
		return mentioned(t.Elem())
	case *types.Chan:
		return mentioned(t.Elem())
	case *types.Map:
		return first(t.Key(), t.Elem())
	case *types.Tuple:
		for i := range t.Len() {
			if name := mentioned(t.At(i).Type()); name != "" {
				return name
			}
		}
	case *types.Signature:
		return first(t.Params(), t.Results())
	case *types.Struct:
		for i := range t.NumFields() {
			if name := mentioned(t.Field(i).Type()); name != "" {
				return name
			}
		}
	}
	return ""
}
