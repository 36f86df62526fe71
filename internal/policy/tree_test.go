package policy

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

const module = "github.com/poolproof/poolproof"

// tree is a repository, read and parsed.
type tree struct {
	fsys     fs.FS
	fset     *token.FileSet
	packages map[string][]*file // by folder, "." for the root
	markdown []string           // paths
}

// file is one Go file.
type file struct {
	path   string
	source []byte
	syntax *ast.File
}

func (f *file) base() string { return path.Base(f.path) }
func (f *file) test() bool   { return strings.HasSuffix(f.path, "_test.go") }

// buildLines returns the build constraints of a file, in both ways of writing them.
func buildLines(f *file) (lines []string) {
	for _, group := range f.syntax.Comments {
		if group.Pos() > f.syntax.Package {
			break
		}
		for _, c := range group.List {
			if constraint.IsGoBuild(c.Text) || constraint.IsPlusBuild(c.Text) {
				lines = append(lines, c.Text)
			}
		}
	}
	return lines
}

// at returns a position as file:line.
func (t *tree) at(pos token.Pos) string {
	p := t.fset.Position(pos)
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// folders returns the folders that hold Go files, in order.
func (t *tree) folders() []string { return slices.Sorted(maps.Keys(t.packages)) }

// production returns a package's files without its tests.
func (t *tree) production(folder string) []*file {
	return slices.DeleteFunc(slices.Clone(t.packages[folder]), (*file).test)
}

// load reads a repository.
func load(fsys fs.FS) (*tree, error) {
	t := &tree{fsys: fsys, fset: token.NewFileSet(), packages: map[string][]*file{}}
	ignored := map[string]bool{}
	if text, err := fs.ReadFile(fsys, ".gitignore"); err == nil {
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "/") && strings.HasSuffix(line, "/") {
				ignored[strings.Trim(line, "/")] = true
			}
		}
	}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if name != "." && (base[0] == '.' || base[0] == '_' || base == "testdata" || ignored[name]) {
				return fs.SkipDir
			}
		case path.Ext(name) == ".md":
			t.markdown = append(t.markdown, name)
		case path.Ext(name) == ".go" && base[0] != '.' && base[0] != '_':
			source, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			syntax, err := parser.ParseFile(t.fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			folder := path.Dir(name)
			t.packages[folder] = append(t.packages[folder], &file{name, source, syntax})
		}
		return nil
	})
	return t, err
}

// root is the folder of go.mod.
var root = sync.OnceValues(func() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		text, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if err == nil && bytes.HasPrefix(text, []byte("module "+module+"\n")) {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("no go.mod of %s in %s or above", module, dir)
		}
	}
})

// repository is the tree that these tests are about.
var repository = sync.OnceValues(func() (*tree, error) {
	dir, err := root()
	if err != nil {
		return nil, err
	}
	return load(os.DirFS(dir))
})

// obey fails for each complaint about the repository.
func obey(t *testing.T, check func(*tree) []string) {
	t.Helper()
	r, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range check(r) {
		t.Error(complaint)
	}
}

// mutant is a tree with one thing wrong: in a file, from has become to; or, if from
// is "", the file is new or says something else altogether; if both are, it is gone.
type mutant struct{ file, from, to, complaint string }

// reject checks a check: it likes the tree, and complains of each mutant, in the
// words given; of one without words it does not, as it is not wrong after all.
func reject(t *testing.T, files map[string]string, check func(*tree) []string, mutants []mutant) {
	t.Helper()
	complaints := func(files map[string]string) []string {
		t.Helper()
		fsys := fstest.MapFS{}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		r, err := load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return check(r)
	}
	if c := complaints(files); len(c) != 0 {
		t.Fatalf("complaints about a tree that is well:\n%s", strings.Join(c, "\n"))
	}
	for _, m := range mutants {
		mutated := maps.Clone(files)
		switch {
		case m.from == "" && m.to == "":
			delete(mutated, m.file)
		case m.from == "":
			mutated[m.file] = m.to
		default:
			if n := strings.Count(files[m.file], m.from); n != 1 {
				t.Fatalf("%s holds the text to mutate %d times: %q", m.file, n, m.from)
			}
			mutated[m.file] = strings.Replace(files[m.file], m.from, m.to, 1)
		}
		if c := strings.Join(complaints(mutated), "\n"); !strings.Contains(c, m.complaint) || m.complaint == "" && c != "" {
			t.Errorf("%s, %q now %q: complaints %q, want %q", m.file, m.from, m.to, c, m.complaint)
		}
	}
}

// What does not count is not read; whatever the build lines say is.
func TestLoadReadsWhatCounts(t *testing.T) {
	r, err := load(fstest.MapFS{
		".gitignore":         {Data: []byte("/made/\n*.out\n/a/failed/\n")},
		"a/a.go":             {Data: []byte("package a")},
		"a/never.go":         {Data: []byte("//go:build never\n\npackage a")},
		"a/a_plan9.go":       {Data: []byte("package a")},
		"a/a_test.go":        {Data: []byte("package a_test")},
		"a/_draft.go":        {Data: []byte("not Go")},
		"a/testdata/x.go":    {Data: []byte("not Go")},
		"a/testdata/x.md":    {},
		"a/failed/x.go":      {Data: []byte("not Go")},
		"made/x.md":          {},
		".git/x.md":          {},
		"README.md":          {},
		"docs/made/deep.md":  {},
		"b_test/b/b.go":      {Data: []byte("package b")},
		"b_test/b/readme.go": {Data: []byte("package b")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, folder := range r.folders() {
		for _, f := range r.packages[folder] {
			got = append(got, f.path)
		}
	}
	got = append(got, r.markdown...)
	want := "a/a.go a/a_plan9.go a/a_test.go a/never.go b_test/b/b.go b_test/b/readme.go README.md docs/made/deep.md"
	if strings.Join(got, " ") != want {
		t.Errorf("read %q, want %q", got, want)
	}
}
