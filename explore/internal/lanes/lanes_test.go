package lanes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The picture of the package comment is what is drawn.
func TestPicture(t *testing.T) {
	table := Table{Lanes: []string{"owner", "thief 1"}, Rows: []Row{
		{Kind: Call, Text: "push 1"},
		{Number: 0, Text: "load top 0", From: "initial", Where: "stack.go:10"},
		{Lane: 1, Number: 1, Forced: true, Text: "load top 0", From: "initial", Where: "stack.go:20"},
		{Number: 2, Text: "CAS top 0 → 1", From: "initial", Where: "stack.go:12"},
		{Kind: Return, Text: "ok"},
		{Lane: 1, Number: 3, Text: "CAS top 1, wanted 0: failed", From: "2, owner", Where: "stack.go:22"},
	}}
	want := strings.Trim(`
  step  owner            thief 1                      read from  where
        ┌ push 1
     0  │ load top 0                                  initial    stack.go:10
>    1  │                load top 0                   initial    stack.go:20
     2  │ CAS top 0 → 1                               initial    stack.go:12
        └ ok
     3                   CAS top 1, wanted 0: failed  2, owner   stack.go:22
> a forced switch: the thread before could have gone on
`, "\n") + "\n"
	if got := table.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	comment, err := os.ReadFile("lanes.go")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(want) {
		if !strings.Contains(string(comment), "//	"+line) && !strings.HasPrefix(line, "> a forced") {
			t.Errorf("the package comment lacks %q", line)
		}
	}
}

// What is too wide or too long is cut; what cannot be printed is not.
func TestCut(t *testing.T) {
	table := Table{Lanes: []string{"a\tb\n\x1b[31m"}}
	for i := range 1000 {
		table.Rows = append(table.Rows, Row{Number: i, Text: strings.Repeat("ä", 100) + "\x00"})
	}
	text := table.String()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 1+shown+1 {
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		if len([]rune(l)) > widest+20 || strings.ContainsAny(l, "\x1b\x00\t") {
			t.Errorf("%q", l)
		}
	}
	if !strings.Contains(text, "(600 rows left out)") || !strings.HasPrefix(lines[len(lines)-1], "  999  ä") {
		t.Error(text)
	}
}

// A variable has the name that the source gives it, or none when that is in doubt.
func TestSource(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.go")
	text := `package a

func f() {
	x.n.Load()
	a.Load(); b.Load()
	a.Load(); a.Load()
	x.Store(x.Load() + 1)
	atomic.AddUint64(&x.list[i].n, 1)
	d.slots[
		i].lap.
		Load()
	p.Store(&node{v: 1})
	*explore.W(&s.value) = 1 // told
	d . head . Load()
	atomic.LoadUint32(p)
	f()
	make.W(1)
	v, s.value = s.value, none
	a[i]++
	a.b, c.d = 1, 2
	v := x.y
}
`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var s Source
	for _, c := range []struct {
		line        int
		function    string
		on, foundIt string
	}{
		{4, "Load", "x.n", "Load"},
		{4, "Store", "", ""},
		{5, "Load", "", ""},
		{6, "Load", "a", "Load"},
		{7, "Load", "x", "Load"},
		{7, "Store", "x", "Store"},
		{8, "AddUint64", "x.list[i].n", "AddUint64"},
		{9, "Load", "d.slots[ i].lap", "Load"},
		{11, "Load", "d.slots[ i].lap", "Load"},
		{12, "Store", "p", "Store"},
		{13, "W", "s.value", "W"},
		{14, "Load", "d . head", "Load"},
		{15, "LoadUint32", "p", "LoadUint32"},
		{16, "f", "", ""},
		{17, "W", "make", "W"},
		{99, "Load", "", ""},
	} {
		on, function := s.On(file, c.line, func(f string) bool { return f == c.function })
		if on != c.on || function != c.foundIt {
			t.Errorf("line %d: %q %q, want %q %q", c.line, on, function, c.on, c.foundIt)
		}
	}
	for line, want := range map[int]string{13: "*explore.W(&s.value)", 18: "s.value", 19: "a[i]", 20: "", 21: "", 4: ""} {
		if got := s.Written(file, line); got != want {
			t.Errorf("line %d writes %q, want %q", line, got, want)
		}
	}
	if got := s.Line(file, 13); got != "*explore.W(&s.value) = 1" {
		t.Errorf("line 13 is %q", got)
	}
	for _, path := range []string{"", filepath.Dir(file), file + "x"} {
		if on, _ := s.On(path, 4, func(string) bool { return true }); on != "" || s.Line(path, 1) != "" {
			t.Errorf("%q names %q", path, on)
		}
	}
}
