package mutate

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Subject are the folders whose files are mutated.
var Subject = []string{"dequeue", "chain", "pool"}

// lanes are the builds of the subject, and the tags that choose their files.
var lanes = []struct{ name, tags string }{{"", ""}, {"race", "race"}, {"poolrace", "race,poolrace"}, {"poolcheck", "poolcheck"}}

// pkg is a package of the subject, in one build.
type pkg struct {
	folder string
	path   string
	lane   string
	fset   *token.FileSet
	info   *types.Info
	types  *types.Package
	files  []*file
	// imported are the packages that it imports.
	imported map[string]*types.Package
}

// file is one of its files.
type file struct {
	name   string // path in the repository
	source []byte
	syntax *ast.File
	mine   bool // mutated in this lane: no earlier one has it
}

// load loads the folders of the module in the folder root, in each lane.
func load(root string, folders []string) ([]*pkg, error) {
	seen := map[string]bool{}
	var all []*pkg
	for _, lane := range lanes {
		fset := token.NewFileSet()
		cfg := &packages.Config{
			Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
				packages.NeedTypes | packages.NeedTypesInfo | packages.NeedSyntax,
			Dir: root, Fset: fset,
		}
		if lane.tags != "" {
			cfg.BuildFlags = []string{"-tags=" + lane.tags}
		}
		var patterns []string
		for _, f := range folders {
			patterns = append(patterns, "./"+f)
		}
		loaded, err := packages.Load(cfg, patterns...)
		if err != nil {
			return nil, fmt.Errorf("mutate: %w", err)
		}
		slices.SortFunc(loaded, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
		for _, lp := range loaded {
			var failed []error
			for _, e := range lp.Errors {
				failed = append(failed, e)
			}
			if failed != nil {
				return nil, fmt.Errorf("mutate: %s does not compile: %w", lp.PkgPath, errors.Join(failed...))
			}
			p := &pkg{
				folder: strings.TrimPrefix(lp.PkgPath, Module+"/"), path: lp.PkgPath, lane: lane.name,
				fset: fset, info: lp.TypesInfo, types: lp.Types, imported: map[string]*types.Package{"unsafe": types.Unsafe},
			}
			for path, imported := range lp.Imports {
				p.imported[path] = imported.Types
			}
			for i, syntax := range lp.Syntax {
				name := p.folder + "/" + filepath.Base(lp.CompiledGoFiles[i])
				source, err := os.ReadFile(lp.CompiledGoFiles[i])
				if err != nil {
					return nil, fmt.Errorf("mutate: %w", err)
				}
				p.files = append(p.files, &file{name, source, syntax, !seen[name]})
				seen[name] = true
			}
			all = append(all, p)
		}
	}
	return all, nil
}

// Import implements types.Importer.
func (p *pkg) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if imported := p.imported[path]; imported != nil {
		return imported, nil
	}
	return nil, fmt.Errorf("the package did not import %s before", path)
}

// compiles reports why the package would not compile with another text of a file, or
// nil (U2).
func (p *pkg) compiles(f *file, text []byte) error {
	syntax, err := parser.ParseFile(p.fset, f.name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	var files []*ast.File
	for _, other := range p.files {
		if other == f {
			files = append(files, syntax)
		} else {
			files = append(files, other.syntax)
		}
	}
	c := types.Config{Importer: p, GoVersion: p.types.GoVersion()}
	_, err = c.Check(p.path, p.fset, files, nil)
	return err
}
