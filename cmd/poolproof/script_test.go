package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/poolproof/poolproof/verify"
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
		Condition: func(name string) (bool, error) {
			if name != "race" {
				return false, fmt.Errorf("unknown condition %q; there is race", name)
			}
			return verify.Watched, nil
		},
		Setup: func(e *testscript.Env) error {
			for key, value := range env { // a story must not build the standard library
				e.Setenv(key, value)
			}
			e.Setenv("GOFLAGS", "-mod=mod")
			e.Setenv("GOPROXY", "off")
			e.Setenv("REPOSITORY", root)
			e.Setenv("POOLPROOF_CACHE", filepath.Join(e.WorkDir, ".cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// holds looks for each line of a file in what the last command printed.
			"holds": func(ts *testscript.TestScript, neg bool, args []string) {
				if len(args) != 1 {
					ts.Fatalf("usage: holds file")
				}
				out := ts.ReadFile("stdout")
				for line := range strings.Lines(ts.ReadFile(args[0])) {
					if !strings.Contains(out, line) {
						ts.Fatalf("not in the output: %s", line)
					}
				}
			},
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
			// token sets $TOKEN to the last token of a file, and keeps what stands there
			// from the given words to it in the file table-….
			"token": func(ts *testscript.TestScript, neg bool, args []string) {
				if len(args) != 2 {
					ts.Fatalf("usage: token file words")
				}
				text := ts.ReadFile(args[0])
				at := strings.LastIndex(text, "pp1-")
				from := strings.Index(text, args[1])
				if at < 0 || from < 0 {
					ts.Fatalf("no token, or no %q, in %s", args[1], args[0])
				}
				token, _, _ := strings.Cut(text[at:], "\n")
				ts.Setenv("TOKEN", token)
				ts.Check(os.WriteFile(ts.MkAbs("table-"+args[0]), []byte(text[from:at+len(token)]), 0o644))
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

// The code, the commands and their output in docs/test.md are those of the story that
// walks through it.
func TestTheWalk(t *testing.T) {
	doc, err := os.ReadFile("../../docs/test.md")
	if err != nil {
		t.Fatal(err)
	}
	story, err := os.ReadFile("testdata/script/test_walk.txtar")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(doc), "\n```")
	if len(blocks) < 13 {
		t.Fatal("too few blocks of code:", len(blocks)/2)
	}
	for i := 1; i < len(blocks); i += 2 {
		kind, text, _ := strings.Cut(blocks[i], "\n")
		if kind != "go" {
			command, output, _ := strings.Cut(text, "\n")
			if !strings.Contains(string(story), "exec "+strings.TrimPrefix(command, "$ ")+"\n") {
				t.Errorf("the story does not run %q", command)
			}
			text = output
		}
		if !strings.Contains(string(story), text) {
			t.Errorf("the story does not have\n%s", text)
		}
	}
}
