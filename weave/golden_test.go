package weave

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files from what is woven now")

// module makes a module around a folder of packages, with this one in it.
func module(t *testing.T, name, dir string) {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`(?m)^module .*`).ReplaceAllString(string(mod), "module "+name)
	text = regexp.MustCompile(`(?ms)^tool \(.*?^\)`).ReplaceAllString(text, "")
	text += fmt.Sprintf("\nrequire github.com/poolproof/poolproof v0.0.0\nreplace github.com/poolproof/poolproof => %s\n", root)
	write(t, filepath.Join(dir, "go.mod"), text)
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.sum"), string(sum))
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

// run runs the go command.
func run(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off")
	if dir != ".." {
		cmd.Env = append(cmd.Env, "GOFLAGS=-mod=mod")
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

var rewritten = map[string]string{"firstRing": "1", "example.com/golden/consts.limitRing": "2 << 1"}

// weaveAll weaves the packages of a module, by Go's own environment for it.
func weaveAll(t *testing.T, dir string, consts map[string]string) *Result {
	t.Helper()
	r, err := Weave(Config{
		Dir: dir, Patterns: []string{"./..."}, Tests: true, Consts: consts,
		Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// weaveGolden weaves all, and the loops of one package so that they tell (F8).
func weaveGolden(t *testing.T, dir string) *Result {
	t.Helper()
	r := weaveAll(t, dir, rewritten)
	loops, err := Weave(Config{Dir: dir, Patterns: []string{"./loops"}, Loops: true, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range r.Files {
		if f.Path == loops.Files[0].Path {
			r.Files[i] = loops.Files[0]
		}
	}
	return r
}

// TestGolden shows each rewriting, and that its result compiles (F1, F2, F4, F5).
func TestGolden(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join("testdata", "golden", "*.txtar"))
	if err != nil || len(cases) == 0 {
		t.Fatal("no golden files: ", err)
	}
	plain, woven := t.TempDir(), t.TempDir()
	module(t, "example.com/golden", plain)
	module(t, "example.com/golden", woven)
	archives := map[string]*txtar.Archive{}
	for _, c := range cases {
		a, err := txtar.ParseFile(c)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(c), ".txtar")
		archives[name] = a
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".go") && !strings.HasPrefix(f.Name, "woven/") {
				dir := name
				if strings.Contains(f.Name, "/") {
					dir = "."
				}
				write(t, filepath.Join(plain, dir, f.Name), string(f.Data))
			}
		}
	}
	// A file of assembly lets a function be declared without a body.
	write(t, filepath.Join(plain, "refused", "empty.s"), "")
	write(t, filepath.Join(woven, "refused", "empty.s"), "")

	r := weaveGolden(t, plain)
	byCase := map[string][]File{}
	for _, f := range r.Files {
		rel, err := filepath.Rel(plain, f.Path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(woven, rel), string(f.Woven))
		byCase[filepath.Dir(rel)] = append(byCase[filepath.Dir(rel)], f)
		sameLines(t, f)
	}
	for i, c := range cases {
		name := strings.TrimSuffix(filepath.Base(c), ".txtar")
		a := archives[name]
		got := &txtar.Archive{Comment: a.Comment}
		for _, f := range a.Files {
			if !strings.HasPrefix(f.Name, "woven/") && f.Name != "listed" {
				got.Files = append(got.Files, f)
			}
		}
		listed := ""
		for _, f := range byCase[name] {
			got.Files = append(got.Files, txtar.File{Name: "woven/" + filepath.Base(f.Path), Data: f.Woven})
			for _, m := range r.Marks {
				if m.Pos.Filename == f.Path {
					listed += m.String() + "\n"
				}
			}
			for _, m := range r.Refusals {
				if m.Pos.Filename == f.Path {
					listed += m.String() + "\n"
				}
			}
		}
		if listed != "" {
			got.Files = append(got.Files, txtar.File{Name: "listed", Data: []byte(listed)})
		}
		want, err := os.ReadFile(cases[i])
		if err != nil {
			t.Fatal(err)
		}
		if text := string(txtar.Format(got)); text != string(want) {
			if *update {
				write(t, cases[i], text)
				continue
			}
			t.Errorf("%s is not what is woven now; see it with go test ./weave -run TestGolden -update and git diff:\n%s", cases[i], text)
		}
	}
	if out, err := run(t, woven, "vet", "-copylocks=false", "./..."); err != nil {
		t.Errorf("what was woven does not compile: %v\n%s", err, out)
	}
	again := weaveGolden(t, plain)
	for i, f := range again.Files {
		if string(f.Woven) != string(r.Files[i].Woven) {
			t.Errorf("%s is woven in two ways (F6)", f.Path)
		}
	}
}

// sameLines complains unless source and woven source agree in the line of everything
// that was in the source: of its comments and of its names (F1).
func sameLines(t *testing.T, f File) {
	t.Helper()
	was, is := lines(t, f.Source), lines(t, f.Woven)
	if strings.Count(string(f.Source), "\n") != strings.Count(string(f.Woven), "\n") {
		t.Errorf("%s: the number of lines changed", f.Path)
	}
	for key, n := range was {
		if is[key] < n {
			t.Errorf("%s: %s is no longer there", f.Path, key)
		}
	}
}
