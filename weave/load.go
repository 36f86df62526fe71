package weave

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// pkg is a package to be woven.
type pkg struct {
	path  string
	fset  *token.FileSet
	types *types.Package
	info  *types.Info
	files []*file
	funcs map[*types.Func]*ast.FuncDecl
	// of all files, those that are not woven too
	syntax  []*ast.File
	written map[*types.Var]bool // see changes
	local   map[string]bool     // import paths of the packages that are woven together
	// linked are the targets of go:linkname, by path and name, in all of them
	linked map[string]string
	// bodiless are the functions without a body, by path and name, in all of them
	bodiless map[string]bool
	old      string          // its language version, if woven code needs a newer one
	cgo      map[string]bool // files in all of them that use cgo, so are not woven, and synchronise
	names    map[string]bool // every identifier of the package
	seen     *seers
}

// file is one of its files.
type file struct {
	path   string
	source []byte
	syntax *ast.File
}

// oldest is the language version that woven code needs, for range over functions.
const oldest = "go1.23"

// unsaid is the language version of a module that says none.
const unsaid = "go1.16"

// load loads the packages, each file once: with tests, the package that holds its
// test files stands for the one that does not.
func load(c Config) ([]*pkg, error) {
	patterns := c.Patterns
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	fset := token.NewFileSet()
	loaded, err := loadPackages(c, fset, c.Tests, patterns)
	if err != nil {
		return nil, err
	}
	if len(c.Also) > 0 {
		also, err := loadPackages(c, fset, false, c.Also)
		if err != nil {
			return nil, err
		}
		loaded = append(loaded, also...)
	}
	// The variants with the most files first.
	slices.SortStableFunc(loaded, func(a, b *packages.Package) int {
		if n := len(b.CompiledGoFiles) - len(a.CompiledGoFiles); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	local, linked, bodiless, cgo := map[string]bool{}, map[string]string{}, map[string]bool{}, map[string]bool{}
	for _, p := range loaded {
		local[p.PkgPath] = true
		findBodiless(p, bodiless)
		for i, f := range p.Syntax {
			if !slices.Contains(p.GoFiles, p.CompiledGoFiles[i]) && slices.ContainsFunc(f.Imports, locks) {
				cgo[fset.Position(f.Package).Filename] = true
			}
			for _, group := range f.Comments {
				for _, c := range group.List {
					if words := strings.Fields(c.Text); len(words) == 3 && words[0] == "//go:linkname" {
						linked[p.PkgPath+"."+words[1]] = words[2]
					}
				}
			}
		}
	}
	seen := map[string]bool{}
	var pkgs []*pkg
	for _, lp := range loaded {
		if strings.HasSuffix(lp.PkgPath, ".test") {
			continue // the generated main package
		}
		if lp.PkgPath == explorer || strings.HasPrefix(lp.PkgPath, explorer+"/internal/engine") ||
			slices.Contains([]string{explorer + "/atomic", explorer + "/sync", explorer + "/woven"}, lp.PkgPath) {
			return nil, fmt.Errorf("weave: %s is the explorer itself", lp.PkgPath)
		}
		p := &pkg{
			path: lp.PkgPath, fset: fset, types: lp.Types, info: lp.TypesInfo, local: local, linked: linked, bodiless: bodiless, cgo: cgo, syntax: lp.Syntax,
			funcs: map[*types.Func]*ast.FuncDecl{}, names: map[string]bool{},
		}
		for i, syntax := range lp.Syntax {
			ast.Inspect(syntax, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					p.names[n.Name] = true
				case *ast.FuncDecl:
					if f, ok := lp.TypesInfo.Defs[n.Name].(*types.Func); ok {
						p.funcs[f] = n
					}
				}
				return true
			})
			path := lp.CompiledGoFiles[i]
			if seen[path] || !slices.Contains(lp.GoFiles, path) { // made by cgo
				continue
			}
			seen[path] = true
			source, ok := c.Overlay[path]
			if !ok {
				if source, err = os.ReadFile(path); err != nil {
					return nil, fmt.Errorf("weave: %w", err)
				}
			}
			p.files = append(p.files, &file{path, source, syntax})
			v := lp.Types.GoVersion()
			if v == "" && lp.Module != nil && lp.Module.GoVersion == "" {
				v = unsaid
			}
			if v != "" && version.Compare(v, oldest) < 0 {
				p.old = v
			}
		}
		for _, ip := range slices.Sorted(maps.Keys(lp.Imports)) {
			p.names[lp.Imports[ip].Name] = true
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) == 0 {
		return nil, fmt.Errorf("weave: no packages match %s", strings.Join(patterns, " "))
	}
	slices.SortStableFunc(pkgs, func(a, b *pkg) int { return strings.Compare(a.path, b.path) })
	return pkgs, nil
}

func loadPackages(c Config, fset *token.FileSet, tests bool, patterns []string) ([]*packages.Package, error) {
	loaded, err := packages.Load(c.packages(fset, tests), patterns...)
	if err != nil {
		return nil, fmt.Errorf("weave: %w", err)
	}
	var failed []error
	for _, p := range loaded {
		for _, e := range p.Errors {
			failed = append(failed, e)
		}
	}
	if len(failed) > 0 {
		return nil, &BrokenError{errors.Join(failed...)}
	}
	return loaded, nil
}

// locks reports whether an import is of locks or atomics.
func locks(s *ast.ImportSpec) bool {
	return s.Path.Value == `"sync"` || s.Path.Value == `"sync/atomic"`
}

// packages says how packages are loaded.
func (c Config) packages(fset *token.FileSet, tests bool) *packages.Config {
	cfg := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedTypes | packages.NeedTypesInfo | packages.NeedSyntax | packages.NeedForTest | packages.NeedModule,
		Dir: c.Dir, Env: c.Env, Fset: fset, Tests: tests, Overlay: c.Overlay, BuildFlags: c.Flags,
	}
	if len(c.Tags) > 0 {
		cfg.BuildFlags = append(slices.Clone(c.Flags), "-tags="+strings.Join(c.Tags, ","))
	}
	return cfg
}
