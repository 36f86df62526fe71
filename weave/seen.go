package weave

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// seers know of which functions all is seen that they change: they are woven, and call
// only such functions, or functions of packages that keep nothing.
type seers struct {
	declared map[string]declared // by full name
	known    map[string]bool
	guessed  []string // what is being found out now: said to be good where functions call each other
	asked    bool     // where calls lead that only their execution knows
}

type declared struct {
	pkg  *pkg
	decl *ast.FuncDecl
}

func newSeers(pkgs []*pkg, asked bool) *seers {
	s := &seers{declared: map[string]declared{}, known: map[string]bool{}, asked: asked}
	for _, p := range pkgs {
		for _, file := range p.files { // and not what cgo made
			for _, d := range file.syntax.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					if f, ok := p.info.Defs[d.Name].(*types.Func); ok {
						s.declared[f.FullName()] = declared{p, d}
					}
				}
			}
		}
	}
	return s
}

// pure are packages whose functions change nothing, or only what is announced.
var pure = strings.Fields("math math/bits math/cmplx unicode unicode/utf8 unicode/utf16 strconv strings bytes errors fmt cmp " +
	"slices maps sort path unsafe encoding/binary hash/maphash hash/fnv time")

// own are packages that see for themselves.
var own = []string{"sync", "sync/atomic", "weak", "runtime", "testing", explorer, explorer + "/atomic", explorer + "/sync", explorer + "/weak", pin}

// in reports whether all that a node of a package changes is seen.
func (s *seers) in(p *pkg, n ast.Node) bool {
	good := true
	ast.Inspect(n, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || !good {
			return good
		}
		if f := p.info.Types[c.Fun]; f.IsType() || f.IsBuiltin() {
			return true
		}
		if _, ok := ast.Unparen(c.Fun).(*ast.FuncLit); ok {
			return true
		}
		good = s.call(p, c)
		return good
	})
	return good
}

// call reports whether all that a call changes is seen.
func (s *seers) call(p *pkg, c *ast.CallExpr) bool {
	f := typeutil.StaticCallee(p.info, c)
	if f == nil {
		_, kind := p.dynamic(c)
		return s.asked && kind != hidden
	}
	f = f.Origin()
	if f.Pkg() == nil {
		return true
	}
	path := f.Pkg().Path()
	name := f.FullName()
	if slices.Contains(own, path) {
		return true
	}
	if to := choices[path+"."+f.Name()]; to != "" {
		return true
	}
	if slices.Contains(pure, path) {
		return f.Signature().Recv() == nil || path == "time"
	}
	if good, ok := s.known[name]; ok {
		return good
	}
	d, ok := s.declared[name]
	if !ok {
		return false
	}
	if d.decl.Body == nil {
		return pins[f.Name()] != "" || linked[d.pkg.linked[path+"."+f.Name()]] != ""
	}
	first := len(s.guessed) == 0
	s.guessed = append(s.guessed, name)
	s.known[name] = true // where it calls itself
	good := s.in(d.pkg, d.decl.Body)
	s.known[name] = good
	if first { // one that is not good makes this one not good, and whatever was said to be good is a guess
		for _, name := range s.guessed {
			if !good && s.known[name] {
				delete(s.known, name)
			}
		}
		s.guessed = nil
	}
	return good
}
