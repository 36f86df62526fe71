package gotest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const explorer = "github.com/poolproof/poolproof/explore"

// hooks are what woven files import.
var hooks = []string{explorer + "/atomic", explorer + "/sync", explorer + "/woven"}

// listed is a package as go list tells it.
type listed struct {
	ImportPath, ForTest, Name, Dir               string
	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles []string
	Imports                                      []string
	Standard, DepOnly                            bool
	Module                                       *module
	Error                                        *struct{ Pos, Err string }
}

type module struct {
	Path, Version, Dir, GoMod, GoVersion string
	Main                                 bool
	Replace                              *module
}

// goCommand runs the go command and returns what it prints.
func (c Config) goCommand(args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = c.Dir, c.Env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(errs.String()); text != "" {
			return nil, errors.New(text)
		}
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	return out.Bytes(), nil
}

// program is all that the tests are built of.
type program struct {
	packages map[string]*listed // by import path, without their tests' variants
	named    []string           // import paths, in the order of go list
	imports  map[string][]string
	explorer map[string]bool // what woven files import, and all that it imports
}

// list asks the go command for the packages and all that they and their tests import.
func (c Config) list() (*program, error) {
	p := &program{packages: map[string]*listed{}, imports: map[string][]string{}, explorer: map[string]bool{}}
	if err := c.add(p, hooks, nil, func(l *listed) { p.explorer[l.ImportPath] = true }); err != nil {
		return nil, err
	}
	for _, h := range hooks {
		if l := p.packages[h]; l == nil || l.Error != nil || l.Dir == "" {
			return nil, c.cannotImport()
		}
	}
	err := c.add(p, c.Packages, []string{"-test"}, func(l *listed) {
		if !l.DepOnly {
			p.named = append(p.named, l.ImportPath)
		}
	})
	return p, err
}

// add lists packages and what they import, and tells each but the tests' variants.
func (c Config) add(p *program, packages, flags []string, tell func(*listed)) error {
	args := append([]string{"list", "-e", "-deps",
		"-json=ImportPath,ForTest,Name,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Imports,Standard,DepOnly,Module,Error"}, flags...)
	args = append(append(append(args, c.Build...), "--"), packages...)
	out, err := c.goCommand(args...)
	if err != nil {
		return err
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		path := plain(l.ImportPath)
		for _, x := range l.Imports {
			if x = plain(x); !slices.Contains(p.imports[path], x) {
				p.imports[path] = append(p.imports[path], x)
			}
		}
		if l.ForTest != "" || strings.HasSuffix(l.ImportPath, ".test") && l.Name == "main" {
			continue
		}
		p.packages[path] = &l
		tell(&l)
	}
}

// plain returns an import path without the test that a variant is for.
func plain(path string) string {
	path, _, _ = strings.Cut(path, " ")
	return path
}

// cannotImport says what woven files lack in the module.
func (c Config) cannotImport() error {
	const path = "github.com/poolproof/poolproof"
	out, err := c.goCommand(append(append([]string{"list", "-m", "-f", "{{.Path}} {{.Dir}}"}, c.Build...), "--")...)
	name, dir, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	switch {
	case err != nil || dir == "":
		return fmt.Errorf("woven code cannot import %s: run poolproof test in a module that requires %s", hooks[0], path)
	case exists(filepath.Join(dir, "vendor", "modules.txt")):
		return fmt.Errorf("the folder vendor of module %s lacks what woven code imports: import %s in a test, and run go mod vendor", name, explorer)
	}
	return fmt.Errorf("module %s does not require %s, which woven code imports: run go get %s", name, path, path)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// selection is what is done with each package.
type selection struct {
	tests   []string           // woven with their tests
	also    []string           // woven without
	copied  map[string]*listed // those of them that lie in the module cache, by import path
	foreign map[string]string  // not woven, and why not
	skipped []string           // named, and parts of the explorer
}

// choose decides.
func (c Config) choose(p *program, cache string) (*selection, error) {
	s := &selection{copied: map[string]*listed{}, foreign: map[string]string{}}
	matched := map[string]bool{}
	match := func(patterns []string, path string) bool {
		for _, x := range patterns {
			if matches(x, path) {
				matched[x] = true
				return true
			}
		}
		return false
	}
	var rest []string
	for _, path := range sorted(p.packages) {
		l := p.packages[path]
		trusted := match(c.Trust, path)
		switch {
		case l.Standard:
			if slices.Contains(c.Weave, path) {
				return nil, fmt.Errorf("-weave %s is of the standard library, which is not woven", path)
			}
		case p.explorer[path]:
			if slices.Contains(p.named, path) {
				s.skipped = append(s.skipped, path)
			}
		case slices.Contains(p.named, path):
			s.tests = append(s.tests, path)
		case l.Module != nil && l.Module.Main && !trusted || match(c.Weave, path):
			s.also = append(s.also, path)
		case !trusted:
			rest = append(rest, path)
		}
		if l := p.packages[path]; slices.Contains(s.also, path) || slices.Contains(s.tests, path) {
			if rel, err := filepath.Rel(cache, l.Dir); err == nil && filepath.IsLocal(rel) && l.Module != nil {
				s.copied[path] = l
			}
		}
	}
	for _, x := range slices.Concat(c.Weave, c.Trust) {
		if !matched[x] {
			return nil, fmt.Errorf("no dependency of the packages matches %q", x)
		}
	}
	woven := slices.Concat(s.tests, s.also)
	for _, path := range rest {
		if why := p.synchronises(path, woven, map[string]bool{}); why != "" {
			s.foreign[path] = "uses " + why + " and is not woven (-weave " + path + " weaves it, -trust " + path + " calls it as it is)"
		}
	}
	return s, nil
}

// synchronises returns with what a package that is not woven does, or what it imports,
// as far as that is not of the standard library.
func (p *program) synchronises(path string, woven []string, seen map[string]bool) string {
	if seen[path] || p.explorer[path] || slices.Contains(woven, path) {
		return ""
	}
	seen[path] = true
	for _, std := range []string{"sync/atomic", "sync"} {
		if slices.Contains(p.imports[path], std) {
			return "package " + std
		}
	}
	for _, x := range p.imports[path] {
		if l := p.packages[x]; l != nil && !l.Standard {
			if why := p.synchronises(x, woven, seen); why != "" {
				return why
			}
		}
	}
	return ""
}

// matches reports whether an import path matches a pattern of the go command's sort.
func matches(pattern, path string) bool {
	if pattern == "all" {
		return true
	}
	expr := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\.\.\.`, `.*`)
	if before, ok := strings.CutSuffix(expr, `/.*`); ok {
		expr = before + `(/.*)?`
	}
	return regexp.MustCompile(`^` + expr + `$`).MatchString(path)
}

func sorted(m map[string]*listed) (paths []string) {
	for p := range m {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}

// files returns the paths of a package's source files.
func (l *listed) files(tests bool) (paths []string) {
	lists := [][]string{l.GoFiles, l.CgoFiles}
	if tests {
		lists = append(lists, l.TestGoFiles, l.XTestGoFiles)
	}
	for _, list := range lists {
		for _, name := range list {
			if !path.IsAbs(name) {
				name = filepath.Join(l.Dir, name)
			}
			paths = append(paths, name)
		}
	}
	return paths
}
