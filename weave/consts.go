package weave

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// constants are those that get another value.
type constants struct {
	values map[string]string
	found  map[string]string // or why it cannot be
}

func newConstants(values map[string]string) *constants {
	return &constants{values, map[string]string{}}
}

// rewrite gives the file's constants their new values.
func (c *constants) rewrite(w *weaver) {
	for _, decl := range w.syntax.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			continue
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

// missing complains of constants that were not rewritten.
func (c *constants) missing() error {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(c.values)) {
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
