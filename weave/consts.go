package weave

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// constants are those that get another value, or become variables.
type constants struct {
	values map[string]string
	vars   []string
	found  map[string]string // or why it cannot be
}

func newConstants(values map[string]string, vars []string) *constants {
	return &constants{values, vars, map[string]string{}}
}

// rewrite gives the file's constants their new values, and makes variables of some.
func (c *constants) rewrite(w *weaver) {
	for _, decl := range w.syntax.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			continue
		}
		variables := false
		for _, spec := range d.Specs {
			why, named := c.vary(w, d, spec.(*ast.ValueSpec))
			variables = variables || named && why == ""
		}
		if variables {
			w.replace(d.TokPos, d.TokPos+token.Pos(len("const")), "var  ")
		}
		for _, spec := range d.Specs {
			v := spec.(*ast.ValueSpec)
			for i, name := range v.Names {
				for _, key := range []string{name.Name, w.pkg.path + "." + name.Name} {
					value, ok := c.values[key]
					if !ok {
						continue
					}
					if i >= len(v.Values) {
						c.found[key] = where(w.fset.Position(name.Pos())) + ": it has no value of its own"
						continue
					}
					c.found[key] = ""
					w.replace(v.Values[i].Pos(), v.Values[i].End(), value)
				}
			}
		}
	}
}

// vary reports whether a constant of the declaration is to become a variable, and what
// is in the way.
func (c *constants) vary(w *weaver, d *ast.GenDecl, v *ast.ValueSpec) (why string, named bool) {
	for _, name := range v.Names {
		for _, key := range []string{name.Name, w.pkg.path + "." + name.Name} {
			if !slices.Contains(c.vars, key) {
				continue
			}
			named = true
			for _, other := range d.Specs {
				if o := other.(*ast.ValueSpec); len(o.Values) == 0 {
					why = where(w.fset.Position(o.Pos())) + ": it has no value of its own"
				}
			}
			c.found[key] = why
		}
	}
	return why, named
}

// missing complains of constants that were not rewritten.
func (c *constants) missing() error {
	var all []string
	for _, key := range slices.Sorted(slices.Values(slices.AppendSeq(slices.Clone(c.vars), maps.Keys(c.values)))) {
		if why, ok := c.found[key]; !ok {
			all = append(all, "no constant "+key+" is declared")
		} else if why != "" {
			all = append(all, "constant "+key+" at "+why)
		}
	}
	if all != nil {
		return fmt.Errorf("weave: %s", strings.Join(all, "; "))
	}
	return nil
}
