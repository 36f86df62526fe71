// Third-party puts packages that others have published through poolproof test, and writes
// a table of what came out.
//
//	go run ./scripts/third-party [-o FILE] [-work] [NAME ...]
//
//	-o FILE   where the table goes (default: standard output)
//	-work     keep the modules that are made, and say where they are
//	NAME      run testdata/NAME_test.go only
//
// Each file of testdata is a scenario: the test of a module of its own, which requires the
// package and this repository. Its comments say all that the table needs:
//
//	//poolproof:module PATH@VERSION      the module that is put through it
//	//poolproof:weave PATTERN ...        what is woven; by default all of the module
//	//poolproof:trust PATTERN ...        what is not woven and may be called
//	//poolproof:inside                   the test imports internal packages of the module
//	//poolproof:refused WHAT             of a test: it meets what cannot be explored
//
// The first sentence of a file's comment says what it is, that of a test what was asked, and
// the rest of a test's what was found. A module that the module proxy does not give is
// skipped by name. The exit status is 1 if a test fails, other than by what it says.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A scenario is a file of testdata.
type scenario struct {
	name, is      string
	path, version string
	weave, trust  []string
	inside        bool
	source        []byte
	tests         []*test
}

// A test is one of its tests, and what came out.
type test struct {
	name, asked, found, refused string

	verdict, executions, bounds string
	why                         string // what it failed with
	passed                      bool
}

func main() {
	out := flag.String("o", "", "`file` of the table")
	work := flag.Bool("work", false, "keep the modules that are made")
	flag.Parse()
	if err := run(*out, *work, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "third-party:", err)
		os.Exit(1)
	}
}

func run(out string, work bool, names []string) error {
	mod, err := command("", "go", "env", "GOMOD")
	if err != nil {
		return err
	}
	root := filepath.Dir(strings.TrimSpace(mod))
	tmp, err := os.MkdirTemp("", "third-party")
	if err != nil {
		return err
	}
	if work {
		fmt.Fprintln(os.Stderr, "WORK="+tmp)
	} else {
		defer os.RemoveAll(tmp)
	}
	if _, err := command(root, "go", "build", "-o", tmp, "./cmd/poolproof"); err != nil {
		return err
	}
	if len(names) == 0 {
		files, _ := filepath.Glob(filepath.Join(root, "scripts/third-party/testdata/*_test.go"))
		for _, f := range files {
			names = append(names, strings.TrimSuffix(filepath.Base(f), "_test.go"))
		}
	}
	var ran []*scenario
	var wrong []string
	for _, name := range names {
		s, err := read(filepath.Join(root, "scripts/third-party/testdata", name+"_test.go"))
		if err != nil {
			return err
		}
		if err := s.fetch(filepath.Join(tmp, name), root); err != nil {
			fmt.Fprintf(os.Stderr, "%-22s skipped: %v\n", name, err)
			continue
		}
		if err := s.test(filepath.Join(tmp, name), filepath.Join(tmp, "poolproof")); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		ran = append(ran, s)
		for _, t := range s.tests {
			said := "as expected"
			if !t.right() {
				said = "NOT as expected: " + t.why
				wrong = append(wrong, name+"."+t.name)
			}
			fmt.Fprintf(os.Stderr, "%-22s %-18s %-10s %9s  %s\n", name, t.name, t.verdict, t.executions, said)
		}
	}
	slices.SortStableFunc(ran, func(a, b *scenario) int { return cmp.Compare(a.path, b.path) })
	table := table(ran)
	if out == "" {
		fmt.Print(table)
	} else if err := os.WriteFile(out, []byte(table), 0o666); err != nil {
		return err
	}
	if wrong != nil {
		return fmt.Errorf("not as expected: %s", strings.Join(wrong, ", "))
	}
	return nil
}

// read reads a scenario and its comments.
func read(path string) (*scenario, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	s := &scenario{name: strings.TrimSuffix(filepath.Base(path), "_test.go"), source: source}
	s.is = prose(file.Doc)
	s.path, s.version, _ = strings.Cut(directive(file.Doc, "module"), "@")
	if s.version == "" {
		return nil, fmt.Errorf("%s: no //poolproof:module PATH@VERSION", path)
	}
	s.trust = strings.Fields(directive(file.Doc, "trust"))
	s.inside = slices.ContainsFunc(file.Doc.List, func(c *ast.Comment) bool { return c.Text == "//poolproof:inside" })
	s.weave = strings.Fields(cmp.Or(directive(file.Doc, "weave"), s.path+"/..."))
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || !strings.HasPrefix(f.Name.Name, "Test") {
			continue
		}
		text := prose(f.Doc)
		asked := sentence.FindString(text)
		s.tests = append(s.tests, &test{
			name: f.Name.Name, asked: strings.TrimSpace(asked), found: text[len(asked):], refused: directive(f.Doc, "refused"),
		})
	}
	return s, nil
}

// sentence is the first one of a text.
var sentence = regexp.MustCompile(`^.*?[.?]( |$)`)

// prose is a comment on one line.
func prose(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

// directive is what follows //poolproof:word in a comment.
func directive(c *ast.CommentGroup, word string) string {
	if c != nil {
		for _, line := range c.List {
			if rest, ok := strings.CutPrefix(line.Text, "//poolproof:"+word+" "); ok {
				return rest
			}
		}
	}
	return ""
}

// fetch makes the scenario's module in a folder, and gets what it imports.
func (s *scenario) fetch(dir, root string) error {
	name := "scenario/" + s.name
	if s.inside {
		name = s.path + "/" + name // the go command goes by paths
	}
	mod := fmt.Sprintf(`module %s

go 1.26

require (
	%s %s
	github.com/poolproof/poolproof v0.0.0
)

replace github.com/poolproof/poolproof => %s
`, name, s.path, s.version, root)
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	for name, text := range map[string]string{"go.mod": mod, s.name + "_test.go": string(s.source)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	_, err := command(dir, "go", "list", "-mod=mod", "-deps", "-test", ".")
	return err
}

// verdict is the first line of a report.
var verdict = regexp.MustCompile(`_test\.go:\d+: (\w+): (?:\d+ clients, )?(\d+) executions.* steps \((.*)\)\n`)

// test runs poolproof test on the module, and keeps what it said of each test.
func (s *scenario) test(dir, poolproof string) error {
	args := []string{"test"}
	for _, p := range s.weave {
		args = append(args, "-weave", p)
	}
	for _, p := range s.trust {
		args = append(args, "-trust", p)
	}
	text, err := command(dir, poolproof, append(args, "-json", ".")...)
	results := map[string]string{}
	output := map[string]string{}
	for line := range strings.Lines(text) {
		var event struct{ Action, Test, Output string }
		if json.Unmarshal([]byte(line), &event) != nil {
			continue
		}
		output[event.Test] += event.Output
		if event.Action != "output" {
			results[event.Test] = event.Action
		}
	}
	for _, t := range s.tests {
		said := output[t.name]
		if results[t.name] == "" {
			return fmt.Errorf("%s did not run: %w\n%s", t.name, err, text)
		}
		t.passed = results[t.name] == "pass"
		if m := verdict.FindStringSubmatch(said); m != nil {
			t.verdict, t.bounds = m[1], m[3]
			if t.refused == "" {
				t.executions = m[2]
			}
			said = said[strings.Index(said, m[0])+len(m[0]):]
		}
		if !t.passed {
			t.why, _, _ = strings.Cut(strings.TrimSpace(said), "\n")
		}
	}
	return nil
}

// right reports whether the test ended as it says.
func (t *test) right() bool {
	if t.refused != "" {
		return t.verdict == "unknown" && strings.Contains(t.why, t.refused+" cannot be explored")
	}
	return t.passed && t.verdict != ""
}

// told is the verdict with its bounds, or with what was refused.
func (t *test) told() string {
	switch {
	case t.refused != "":
		return "refused: " + strings.TrimSuffix(t.refused, ",")
	case t.verdict == "bounded":
		var bounds []string
		for _, b := range regexp.MustCompile(`[,;] `).Split(t.bounds, -1) {
			if b != "optimal" && b != "retries cut" {
				bounds = append(bounds, b)
			}
		}
		return "bounded: " + strings.Join(bounds, ", ")
	}
	return t.verdict
}

const head = `# Packages that others have published

What ` + "`poolproof test`" + ` says of packages that nobody wrote for it, as they come from the module
proxy. Each row is a test in [a file](../scripts/third-party/testdata) of a few lines, and this page
is made of their comments by

` + "```sh\ngo run ./scripts/third-party -o docs/third-party.md\n```" + `

Bounded by random numbers, by the clock or by turns of a loop means: every interleaving, but
other numbers, times or turns might have led elsewhere ([test.md](test.md)). Refused is what
has channels, timers or assembly in it; that is said by name, with file and line. A verdict is
of these few calls of two or three threads, and says nothing of others.

| package | asked | verdict | executions |
|---|---|---|---|
`

func table(ran []*scenario) string {
	var b, found bytes.Buffer
	b.WriteString(head)
	for _, s := range ran {
		file := "../scripts/third-party/testdata/" + s.name + "_test.go"
		is := fmt.Sprintf("[%s](%s) %s: %s", s.path, file, s.version, lower(s.is))
		for _, t := range s.tests {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", strings.TrimSuffix(is, "."), strings.TrimSuffix(t.asked, "."), t.told(), t.executions)
			is = ""
			if t.found != "" {
				fmt.Fprintf(&found, "- **%s, %s, %s.** %s\n", s.path, s.version, t.name, t.found)
			}
		}
	}
	if found.Len() > 0 {
		fmt.Fprintf(&b, "\n## What was found\n\n%s", found.Bytes())
	}
	return b.String()
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// command runs a command and returns what it printed; an error tells its last line.
func command(dir, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	var out, errs bytes.Buffer
	c.Dir, c.Stdout, c.Stderr = dir, &out, &errs
	if err := c.Run(); err != nil {
		lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
		return out.String(), fmt.Errorf("%s %s: %w: %s", filepath.Base(name), args[0], err, lines[len(lines)-1])
	}
	return out.String(), nil
}
