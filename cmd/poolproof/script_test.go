package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"poolproof": main})
}

// The command as its users meet it. Each file under testdata/script is a story.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
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
