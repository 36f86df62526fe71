package gotest

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
)

// Args is a command line of go test with the flags of poolproof test in between.
type Args struct {
	Weave    []string // patterns of dependencies that are woven too
	Trust    []string // patterns of dependencies that may be called as they are
	Dir      string   // of -C
	Build    []string // the flags that say which files are built
	Packages []string
	Rest     []string // all that go test gets, in its order, without -C
}

// What the go command's flags want. Those that are named nowhere here belong to the
// test binary.
var (
	// valued are followed by a value.
	valued = strings.Fields("C p covermode coverpkg asmflags buildmode buildvcs compiler gccgoflags gcflags " +
		"installsuffix ldflags mod modfile overlay pgo pkgdir tags toolexec " +
		"exec o bench benchtime blockprofile blockprofilerate count coverprofile cpu cpuprofile " +
		"fuzz fuzzcachedir fuzzminimizetime fuzztime list memprofile memprofilerate mutexprofile " +
		"mutexprofilefraction outputdir parallel run shuffle skip timeout trace vet")
	// covering make the go command pass overlays by.
	covering = strings.Fields("cover covermode coverpkg coverprofile")
	// building decide which files are built.
	building = strings.Fields("race msan asan compiler installsuffix mod modfile tags")
)

// Parse reads a command line as go test does: flags, packages, flags; what follows
// another argument after those, or -args, is the test binary's. It returns flag.ErrHelp for
// -h.
func Parse(args []string) (a Args, err error) {
	after := false // the packages
	for len(args) > 0 {
		arg := args[0]
		name, value, hasValue := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		switch {
		case arg == "-args" || arg == "--args":
			a.Rest = append(a.Rest, args...)
			return a, nil
		case len(arg) < 2 || arg[0] != '-':
			if after {
				a.Rest = append(a.Rest, args...)
				return a, nil
			}
			for len(args) > 0 && (len(args[0]) < 2 || args[0][0] != '-') {
				if strings.HasSuffix(args[0], ".go") {
					return a, fmt.Errorf("%s is a file: name packages", args[0])
				}
				a.Packages = append(a.Packages, args[0])
				a.Rest = append(a.Rest, args[0])
				args = args[1:]
			}
			after = true
			continue
		}
		if name == "h" || name == "help" {
			return a, flag.ErrHelp
		}
		taken := args[:1]
		mine := name == "weave" || name == "trust"
		if !hasValue && (mine || slices.Contains(valued, strings.TrimPrefix(name, "test."))) && name != "buildvcs" {
			if len(args) < 2 {
				return a, fmt.Errorf("flag needs an argument: -%s", name)
			}
			taken, value = args[:2], args[1]
		}
		args = args[len(taken):]
		switch {
		case mine && value == "":
			return a, fmt.Errorf("-%s wants a pattern of packages", name)
		case name == "weave":
			a.Weave = append(a.Weave, strings.Split(value, ",")...)
			continue
		case name == "trust":
			a.Trust = append(a.Trust, strings.Split(value, ",")...)
			continue
		case refusal(name) != "":
			return a, errors.New(refusal(name))
		case name == "C":
			a.Dir = value
			continue
		case slices.Contains(building, name):
			a.Build = append(a.Build, taken...)
		}
		a.Rest = append(a.Rest, taken...)
	}
	return a, nil
}

// refusal says why a flag of go test cannot be given, "" if it can.
func refusal(name string) string {
	switch name = strings.TrimPrefix(name, "test."); {
	case name == "overlay":
		return "-overlay cannot be given: it is how go test gets the woven files"
	case slices.Contains(covering, name):
		return fmt.Sprintf("-%s cannot be given: the go command measures what is not woven instead; run go test -%s", name, name)
	}
	return ""
}

// refuseFlags refuses the flags of the environment that Parse would refuse.
func refuseFlags(goflags string) error {
	for word := range strings.FieldsSeq(goflags) {
		name, value, _ := strings.Cut(strings.TrimLeft(strings.Trim(word, `'"`), "-"), "=")
		if what := refusal(name); what != "" && value != "false" {
			return fmt.Errorf("GOFLAGS: %s", what)
		}
	}
	return nil
}

// Gives reports whether the command line has a flag, before -args.
func (a Args) Gives(flag string) bool {
	for _, arg := range a.Rest {
		name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		switch {
		case arg == "-args" || arg == "--args":
			return false
		case arg != name && name == flag:
			return true
		}
	}
	return false
}
