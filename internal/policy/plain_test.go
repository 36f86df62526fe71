package policy

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/build/constraint"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	raceTags = []string{"race", "poolrace"}
	// tags are the only ones that build lines may have; those of tests may have
	// raceTags besides.
	tags = map[string][]string{
		"dequeue":      raceTags,
		"chain":        raceTags,
		"pool":         {"race", "poolrace", "poolcheck"},
		"internal/pin": {"gc", "tinygo", "poolnolinkname"},
	}
)

// plain complains of production code that is made for its checker (H5).
func plain(t *tree) (complaints []string) {
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	for _, folder := range t.folders() {
		if tags[folder] == nil {
			continue
		}
		for _, f := range t.packages[folder] {
			may := tags[folder]
			if f.test() {
				may = slices.Concat(may, raceTags)
			}
			for _, tag := range tagsOf(f) {
				if !slices.Contains(may, tag) {
					complain("%s: built for %q; %s has builds for %s alone, each of which has to be checked", f.path, tag, folder, strings.Join(may, ", "))
				}
			}
			if f.test() || !slices.Contains(subject, folder) {
				continue
			}
			aside := folder == "pool" && strings.HasPrefix(f.base(), "race_") // speaks to the detector
			runtime := ""
			for _, spec := range f.syntax.Imports {
				pkg, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					panic("internal error: " + err.Error())
				}
				switch name := nameOf(spec); {
				case pkg == "unsafe" && !aside:
					complain("%s: imports unsafe; only pool's files race_*.go may", t.at(spec.Pos()))
				case inside([]string{module + "/explore", module + "/model", module + "/weave", "testing"}, pkg):
					complain("%s: imports %s: the checker comes to the code, not the code to the checker", t.at(spec.Pos()), pkg)
				case name == "." || name == "_":
					complain("%s: imports %s as %s, so that its use cannot be seen", t.at(spec.Pos()), pkg, name)
				case pkg == "runtime":
					runtime = name
				}
			}
			ast.Inspect(f.syntax, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && runtime != "" && !aside {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == runtime && strings.HasPrefix(s.Sel.Name, "Race") {
						complain("%s: calls runtime.%s; only files named race_*.go speak to the race detector", t.at(s.Pos()), s.Sel.Name)
					}
				}
				return true
			})
			for _, group := range f.syntax.Comments {
				for _, c := range group.List {
					if strings.HasPrefix(c.Text, "//go:linkname") {
						complain("%s: go:linkname reaches into another package; only internal/pin does", t.at(c.Pos()))
					}
				}
			}
		}
	}
	return complaints
}

// nameOf returns the name under which a package is imported; without a name of its
// own, the last element of its path.
func nameOf(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	p := strings.Trim(spec.Path.Value, "`\"")
	return p[strings.LastIndex(p, "/")+1:]
}

// tagsOf returns the tags of a file's build lines, and its name if that is one.
func tagsOf(f *file) (all []string) {
	for _, line := range buildLines(f) {
		x, err := constraint.Parse(line)
		if err != nil {
			all = append(all, line)
			continue
		}
		x.Eval(func(tag string) bool { all = append(all, tag); return true }) // asks for each tag, whatever it hears
	}
	// A name such as x_windows.go is left out on a system and a machine of no name.
	nowhere := build.Context{GOOS: "none", GOARCH: "none", Compiler: "gc", OpenFile: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("package x")), nil
	}}
	if ok, err := nowhere.MatchFile("", f.base()); err != nil || !ok {
		all = append(all, f.base())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestPlain(t *testing.T) { obey(t, plain) }

func TestHooksAreRejected(t *testing.T) {
	files := map[string]string{
		"dequeue/a.go":           "//go:build race && !poolrace\n\npackage a\n\nimport \"sync/atomic\"\n\nvar n atomic.Int64\n",
		"dequeue/a_test.go":      "package a\n\nimport (\n\"testing\"\n\"unsafe\"\n)\n",
		"chain/a.go":             "package a\n\nimport \"runtime\"\n\nfunc f() { runtime.Gosched() }\n",
		"pool/race_on.go":        "package a\n\nimport (\n\"runtime\"\n\"unsafe\"\n)\n\nvar f = runtime.RaceAcquire\nvar p unsafe.Pointer\n",
		"pool/a.go":              "package a\n\nimport \"runtime\"\n\ntype x struct{}\n\nfunc (x) RaceAcquire() {}\nfunc f(y x) { y.RaceAcquire(); runtime.GC() }\n",
		"internal/pin/pin.go":    "//go:build gc && !tinygo && !poolnolinkname\n\npackage pin\n\nimport _ \"unsafe\"\n\n//go:linkname a b\n",
		"internal/pin/a_test.go": "//go:build race && gc\n\npackage pin\n",
		"stress/a_linux.go":      "//go:build cgo\n\npackage a\n\nimport \"unsafe\"\n",
	}
	reject(t, files, plain, []mutant{
		{"dequeue/a.go", `"sync/atomic"`, `"unsafe"`, "dequeue/a.go:5: imports unsafe; only pool's files"},
		{"dequeue/race_a.go", "", "package a\n\nimport \"unsafe\"", "dequeue/race_a.go:3: imports unsafe"},
		{"chain/a.go", `"runtime"`, `u "unsafe"`, "imports unsafe"},
		{"pool/a.go", `"runtime"`, "(\n\"runtime\"\n_ \"unsafe\"\n)", "pool/a.go:5: imports unsafe"},
		{"dequeue/a.go", `"sync/atomic"`, `"` + module + `/explore/atomic"`, "the checker comes to the code"},
		{"chain/a.go", `"runtime"`, `"` + module + `/model"`, "the checker comes to the code"},
		{"chain/a.go", `"runtime"`, `"testing"`, "imports testing: the checker comes"},
		{"chain/a.go", "Gosched", "RaceDisable", "chain/a.go:5: calls runtime.RaceDisable"},
		{"pool/a.go", "runtime.GC()", "runtime.RaceRelease(nil)", "pool/a.go:8: calls runtime.RaceRelease"},
		{"pool/a.go", `"runtime"`, `y "runtime"`, "calls runtime.RaceAcquire"},
		{"pool/a.go", `"runtime"`, `. "runtime"`, "imports runtime as ., so that"},
		{"pool/race_on.go", "", "package a\n\nimport . \"runtime\"", "imports runtime as ., so that"},
		{"pool/a.go", "type x", "//go:linkname f runtime.f\n\ntype x", "pool/a.go:5: go:linkname reaches"},
		{"dequeue/a.go", "!poolrace", "!explore", `dequeue/a.go: built for "explore"; dequeue has builds for race, poolrace alone`},
		{"dequeue/a.go", "race && !poolrace", "race || linux", `built for "linux"`},
		{"chain/a.go", "package a", "// +build gc\n\npackage a", `chain/a.go: built for "gc"`},
		{"chain/a_test.go", "", "//go:build explore\n\npackage a", `chain/a_test.go: built for "explore"`},
		{"chain/a_arm64.go", "", "package a", `chain/a_arm64.go: built for "a_arm64.go"`},
		{"chain/a_plan9_test.go", "", "package a", `built for "a_plan9_test.go"`},
		{"internal/pin/pin.go", "!tinygo", "!race", `internal/pin/pin.go: built for "race"; internal/pin has builds for gc, tinygo, poolnolinkname alone`},
	})
}
