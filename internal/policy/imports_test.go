package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const changeTable = "If the house has changed, change rooms in internal/policy/rooms_test.go"

// vendorTag is on the files that no build has.
const vendorTag = "poolproof_vendor"

// imports complains of arrows that the table does not have (H1).
func imports(t *tree, rooms []room) (complaints []string) {
	for _, folder := range t.folders() {
		r, ok := find(rooms, folder)
		if !ok {
			complaints = append(complaints, fmt.Sprintf("%s: this package is in no room: add it to rooms in "+
				"internal/policy/rooms_test.go, with what it may import and why no more", folder))
			continue
		}
		for _, f := range t.packages[folder] {
			if slices.Contains(tagsOf(f), vendorTag) {
				continue // for go mod vendor alone, and built by nobody
			}
			for _, spec := range f.syntax.Imports {
				pkg, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					panic("internal error: " + err.Error())
				}
				if reason := forbidden(r, folder, pkg, f.test()); reason != "" {
					complaints = append(complaints, fmt.Sprintf("%s: %s may not import %s: %s. %s",
						t.at(spec.Pos()), folder, strings.TrimPrefix(pkg, module+"/"), reason, changeTable))
				}
			}
		}
	}
	return complaints
}

// forbidden returns why a room may not import a package, "" if it may.
func forbidden(r room, folder, pkg string, test bool) string {
	to, ours := strings.CutPrefix(pkg, module+"/")
	switch {
	case pkg == "C":
		return "no cgo: the module builds everywhere, and the checkers cannot see into C"
	case standard(pkg), slices.Contains(r.may, to),
		test && (to == folder || slices.Contains(r.tests, to)),
		inside(r.mayOutside, pkg),
		test && inside(slices.Concat(testsOutside, r.outside), pkg):
		return ""
	case !ours && slices.Contains(subject, folder):
		return "the subject stands on the standard library alone"
	case !ours && inside(slices.Concat(testsOutside, r.outside), pkg):
		return "that module is for tests"
	case !ours:
		return "the room has no use for that module"
	case r.never[to] != "":
		return r.never[to]
	case nobody[to] != "":
		return nobody[to]
	}
	return r.because
}

func TestImports(t *testing.T) {
	obey(t, func(r *tree) []string { return imports(r, rooms) })
}

// Every room exists or is to come, stands in the table once, has a reason and a letter
// of its own; and the arrows go one way, between rooms of the table.
func TestTheTableOfRooms(t *testing.T) {
	r, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	letters := map[string]string{}
	for _, r1 := range rooms {
		if found, _ := find(rooms, r1.path); found.path != r1.path {
			t.Errorf("%s is in the table twice", r1.path)
		}
		if !r1.later && !slices.ContainsFunc(r.folders(), func(folder string) bool {
			in, _ := find(rooms, folder)
			return in.path == r1.path
		}) {
			t.Errorf("%s is in the table and holds no Go files", r1.path)
		}
		if r1.because == "" {
			t.Errorf("%s has no reason", r1.path)
		}
		if other := letters[r1.letter]; other != "" && r1.letter != "" {
			t.Errorf("%s and %s have the same letter", other, r1.path)
		}
		letters[r1.letter] = r1.path
		for _, to := range slices.Concat(r1.may, r1.tests) {
			if r2, ok := find(rooms, to); !ok || r2.path != to {
				t.Errorf("%s may import %s, which is not in the table", r1.path, to)
			} else if slices.ContainsFunc(r2.may, func(back string) bool { return back == r1.path }) {
				t.Errorf("%s and %s may import each other", r1.path, to)
			}
			if nobody[to] != "" || r1.never[to] != "" && slices.Contains(r1.may, to) {
				t.Errorf("%s may import %s, and may not", r1.path, to)
			}
		}
		for to := range r1.never {
			if _, ok := find(rooms, to); !ok {
				t.Errorf("%s must not import %s, which is not in the table", r1.path, to)
			}
		}
	}
}

func TestImportsAreRejected(t *testing.T) {
	house := map[string]string{}
	for _, r := range rooms {
		text := "package x\nimport \"fmt\"\n"
		for _, to := range r.may {
			text += fmt.Sprintf("import %q\n", module+"/"+to)
		}
		for _, to := range r.mayOutside {
			text += fmt.Sprintf("import %q\n", to+"/sub")
		}
		house[strings.Replace(r.path, "...", "x", 1)+"/x.go"] = text
	}
	house["dequeue/x_test.go"] = "package x_test\nimport (\n\"pgregory.net/rapid\"\n\"" + module + "/dequeue\"\n\"" + module + "/internal/pin\"\n)"

	from := func(file, pkg, complaint string) mutant {
		return mutant{file, "", "package x\nimport \"" + strings.Replace(pkg, "our/", module+"/", 1) + "\"\n", complaint}
	}
	reject(t, house, func(r *tree) []string { return imports(r, rooms) }, []mutant{
		from("dequeue/new.go", "our/chain", "dequeue/new.go:2: dequeue may not import chain: "+bottom+". If the house"),
		from("dequeue/new.go", "our/internal/pin", "dequeue may not import internal/pin: "+bottom),
		from("chain/new.go", "our/pool", "chain may not import pool"),
		from("chain/new.go", "our/internal/pin", "chain may not import internal/pin: a chain has one owner"),
		from("pool/new.go", "our/dequeue", "pool may not import dequeue: the pool steals from chains"),
		from("pool/new.go", "our/model", "pool may not import model: "+bottom),
		from("pool/new.go", "our/explore/atomic", "pool may not import explore/atomic: "+bottom),
		from("pool/new.go", "golang.org/x/sys/cpu", "pool may not import golang.org/x/sys/cpu: the subject stands on the standard library alone"),
		from("pool/new.go", "pgregory.net/rapid", "the subject stands on"),
		from("pool/new.go", "C", "pool may not import C: no cgo"),
		from("pool/new_plan9.go", "our/report", "pool may not import report"),
		{"pool/new.go", "", "//go:build never\n\npackage x\nimport x \"" + module + "/report\"\n", "pool may not import report"},
		{"pool/new.go", "", "package x\nimport x `" + module + "/report`\n", "pool may not import report"},
		from("pool/new_test.go", "our/model", "pool may not import model"),
		from("pool/new_test.go", "our/internal/verdict", "pool may not import internal/verdict"),
		from("model/new.go", "our/dequeue", "model may not import dequeue: "+oracle),
		from("model/new.go", "our/internal/verdict", "model may not import internal/verdict: it judges histories"),
		from("model/new.go", "github.com/anishathalye/porcupine2", "model may not import github.com/anishathalye/porcupine2: the room has no use"),
		from("model/new_test.go", "our/chain", "model may not import chain: "+oracle),
		from("explore/new.go", "our/pool", "explore may not import pool: "+engine),
		from("explore/sync/new.go", "our/pool", "explore/sync may not import pool: "+engine),
		from("weave/new.go", "our/dequeue", "weave may not import dequeue: it reads the subject as text"),
		from("mutate/new.go", "our/chain", "mutate may not import chain: a mutant is made"),
		from("linearizability_test/new.go", "our/internal/verdict", "linearizability_test may not import internal/verdict"),
		from("stress/new.go", "our/internal/pin", "stress may not import internal/pin"),
		from("stress/new.go", "our/linearizability_test", "stress may not import linearizability_test"),
		from("verify/new.go", "our/report", "verify may not import report: a check that knows"),
		from("verify/new.go", "our/cmd/poolproof", "verify may not import cmd/poolproof: a command is run"),
		from("verify/new.go", "our/internal/policy", "verify may not import internal/policy: it is tests alone"),
		from("report/new.go", "our/verify", "report may not import verify: "+teller),
		from("internal/verdict/new.go", "our/internal/pin", "internal/verdict may not import internal/pin: "+values),
		from("internal/policy/new_test.go", "our/pool", "internal/policy may not import pool: it reads the others as text"),
		from("cmd/poolproof/new.go", "our/pool", "cmd/poolproof may not import pool: the command only asks"),
		from("cmd/poolproof/new.go", "go.uber.org/goleak", "cmd/poolproof may not import go.uber.org/goleak: that module is for tests"),
		from("cmd/poolproof/new.go", "github.com/rogpeppe/go-internal/txtar", "that module is for tests"),
		from("cmd/poolproof/new_test.go", "github.com/rogpeppe/go-internal/testscript", ""),
		from("verify/new_test.go", "github.com/rogpeppe/go-internal/testscript", "the room has no use"),
		from("report/new.go", "golang.org/x/term", "report may not import golang.org/x/term: the room has no use"),
		from("examples/new/new.go", "our/internal/pin", "examples/new may not import internal/pin: an example shows"),
		from("attic/new.go", "fmt", "attic: this package is in no room: add it to rooms"),
		from("dequeue/deep/new.go", "fmt", "dequeue/deep: this package is in no room"),
		from("new.go", "fmt", ".: this package is in no room"),
	})
}
