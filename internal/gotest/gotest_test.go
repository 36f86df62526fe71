package gotest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inModule makes a module that requires this one, as it is here.
func inModule(t *testing.T, files map[string]string) Config {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	files["go.mod"] = "module example.com/m\n\ngo 1.26.0\n\nrequire github.com/poolproof/poolproof v0.0.0\nreplace github.com/poolproof/poolproof => " + root + "\n"
	files["go.sum"] = string(sum)
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	return Config{Dir: dir, Cache: t.TempDir(), Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func prepare(t *testing.T, c Config) *Plan {
	t.Helper()
	p, err := Prepare(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The folder of the cache is that of the sources (G2), and nothing is written beside it
// (G1). Woven files bear the user's names (G3).
func TestCache(t *testing.T) {
	c := inModule(t, map[string]string{
		"a.go":      "package a\n\nimport \"example.com/m/b\"\n\nvar N = b.N\n",
		"a_test.go": "package a\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {}\n",
		"b/b.go":    "package b\n\nvar N int\n",
		"c/c.go":    "package c\n",
	})
	before := tree(t, c.Dir)
	first := prepare(t, c)
	if first.Woven != 2 || first.Broken != nil || len(first.Flags) != 1 {
		t.Fatalf("%+v", first)
	}
	woven, err := filepath.Glob(filepath.Join(first.Folder, "*b.go"))
	if err != nil || len(woven) != 1 {
		t.Fatal(woven, err)
	}
	text, err := os.ReadFile(woven[0])
	if want := "//line " + filepath.Join(c.Dir, "b", "b.go") + ":1:1\n"; err != nil || !strings.HasPrefix(string(text), want) {
		t.Errorf("%s, %v, want %s first", text, err, want)
	}
	if after := tree(t, c.Dir); after != before {
		t.Errorf("the user's files were %s and are %s", before, after)
	}
	if again := prepare(t, c); again.Folder != first.Folder {
		t.Error("the same sources have two folders")
	}
	write(t, filepath.Join(c.Dir, "c", "c.go"), "package c // which nobody imports\n")
	if again := prepare(t, c); again.Folder != first.Folder {
		t.Error("what is not tested counts")
	}
	write(t, filepath.Join(c.Dir, "b", "b.go"), "package b\n\nvar N = 1\n")
	other := prepare(t, c)
	if other.Folder == first.Folder {
		t.Error("another source has the same folder")
	}
	c.Build = []string{"-tags=x"}
	if tagged := prepare(t, c); tagged.Folder == other.Folder {
		t.Error("another flag has the same folder")
	}
}

func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, err := os.ReadFile(path)
			b.WriteString(path + ":" + string(text) + "\n")
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What does not compile is left to go test, and so is a package that does not exist.
func TestBroken(t *testing.T) {
	c := inModule(t, map[string]string{"a.go": "package a\n\nvar x int = \"\"\n", "b/b.go": "package b\n"})
	for _, pattern := range []string{".", "./nothing"} {
		c.Packages = []string{pattern}
		if p := prepare(t, c); p.Broken == nil {
			t.Errorf("%s: %+v", pattern, p)
		}
	}
	c.Packages = []string{"./b"}
	if p := prepare(t, c); p.Broken != nil {
		t.Errorf("%+v", p)
	}
}
