package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"poolproof": main})
}

// The command as its users meet it. Each file under testdata/script is a story.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	cache, err := exec.Command("go", "env", "-json", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	var env map[string]string
	if err := json.Unmarshal(cache, &env); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			for key, value := range env { // a story must not build the standard library
				e.Setenv(key, value)
			}
			e.Setenv("GOFLAGS", "-mod=mod")
			e.Setenv("GOPROXY", "off")
			e.Setenv("POOLPROOF_CACHE", filepath.Join(e.WorkDir, ".cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// require makes a go.mod require this module, as it is here.
			"require": func(ts *testscript.TestScript, neg bool, args []string) {
				if len(args) != 1 {
					ts.Fatalf("usage: require go.mod")
				}
				name := ts.MkAbs(args[0])
				text := ts.ReadFile(args[0]) + "\nrequire github.com/poolproof/poolproof v0.0.0\nreplace github.com/poolproof/poolproof => " + root + "\n"
				ts.Check(os.WriteFile(name, []byte(text), 0o644))
				sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
				ts.Check(err)
				ts.Check(os.WriteFile(filepath.Join(filepath.Dir(name), "go.sum"), sum, 0o644))
			},
		},
	})
}

// The manual names every flag there is.
func TestTheManualNamesEveryFlag(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run(&out, &errs, []string{"help"}); status != 0 || errs.Len() > 0 {
		t.Fatal(status, errs.String())
	}
	for _, file := range []string{"verify.go", "explore.go", "stress.go"} {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(src)) {
			if _, after, ok := strings.Cut(line, `= f.`); ok {
				name := strings.Split(after, `"`)[1]
				if !strings.Contains(out.String(), "\n\t-"+name+" ") {
					t.Errorf("the manual does not explain -%s of %s", name, file)
				}
			}
		}
	}
}
