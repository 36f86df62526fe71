package gotest

import (
	"errors"
	"flag"
	"strings"
	"testing"
)

// A command line is read as go test reads it.
func TestParse(t *testing.T) {
	for _, c := range []struct{ args, packages, build, rest, weave, dir, err string }{
		{"", "", "", "", "", "", ""},
		{"./...", "./...", "", "./...", "", "", ""},
		{"-v -run X ./a ./b -count=2", "./a ./b", "", "-v -run X ./a ./b -count=2", "", "", ""},
		{"-tags x,y -race . -short", ".", "-tags x,y -race", "-tags x,y -race . -short", "", "", ""},
		{"-mod=mod ./a -mine 7", "./a", "-mod=mod", "-mod=mod ./a -mine 7", "", "", ""},
		{". -args -weave x -h", ".", "", ". -args -weave x -h", "", "", ""},
		{"-weave a/... -weave=b,c . -v", ".", "", ". -v", "a/... b c", "", ""},
		{". -weave d", ".", "", ".", "d", "", ""},
		{"-C dir -test.run X .", ".", "", "-test.run X .", "", "dir", ""},
		{"--run=X . x -weave y", ". x", "", "--run=X . x", "y", "", ""},
		{"-weave", "", "", "", "", "", "flag needs an argument: -weave"},
		{"-weave= .", "", "", "", "", "", "-weave wants a pattern of packages"},
		{"-run", "", "", "", "", "", "flag needs an argument: -run"},
		{"a.go a_test.go", "", "", "", "", "", "a.go is a file: name packages"},
		{". -coverprofile=x", "", "", "", "", "", "-coverprofile cannot be given"},
		{"-overlay x .", "", "", "", "", "", "-overlay cannot be given"},
		{"-test.cover .", "", "", "", "", "", "-cover cannot be given"},
	} {
		a, err := Parse(strings.Fields(c.args))
		if c.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), c.err) {
				t.Errorf("%s: error %v, want %s", c.args, err, c.err)
			}
			continue
		}
		join := func(list []string) string { return strings.Join(list, " ") }
		if err != nil || join(a.Packages) != c.packages || join(a.Build) != c.build || join(a.Rest) != c.rest || join(a.Weave) != c.weave || a.Dir != c.dir {
			t.Errorf("%s: %+v, %v", c.args, a, err)
		}
	}
	if _, err := Parse([]string{"-v", "-h"}); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
	a, err := Parse(strings.Fields("-vet=all ./vet -args -run"))
	if err != nil || !a.Gives("vet") || a.Gives("run") {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestMatches(t *testing.T) {
	for pattern, want := range map[string]string{
		"a.b/c":     "a.b/c",
		"a.b/c/...": "a.b/c a.b/c/d a.b/c/d/e",
		"a.b/...d":  "a.b/c/d",
		"axb/c":     "",
		"all":       "a.b/c a.b/c/d a.b/c/d/e x",
		"...":       "a.b/c a.b/c/d a.b/c/d/e x",
	} {
		var got []string
		for _, path := range []string{"a.b/c", "a.b/c/d", "a.b/c/d/e", "x"} {
			if matches(pattern, path) {
				got = append(got, path)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s matches %v, want %s", pattern, got, want)
		}
	}
}
