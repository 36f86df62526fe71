package engine

import "reflect"

// What is known of the program before anything is explored. It is told when packages
// are initialised, one after the other, and does not change afterwards.

// A Variable is a package variable of a woven package.
type Variable struct {
	Package string
	Name    string
	Pointer reflect.Value // to it
}

var (
	announced bool
	woven     = map[string]bool{}
	copies    = map[string]bool{}
	variables []Variable
)

// Announce says that the program imports a package whose operations are steps. A
// program that imports none has nothing to explore.
func Announce() { announced = true }

// Announced reports whether Announce was called.
func Announced() bool { return announced }

// AddPackage says that a file of the package is woven and has the variables.
func AddPackage(path string, vars []Variable) {
	woven[path] = true
	variables = append(variables, vars...)
}

// AddCopy is AddPackage for a copy that is compiled under another path, beside packages
// that are not woven.
func AddCopy(path string, vars []Variable) {
	copies[path] = true
	variables = append(variables, vars...)
}

// Woven reports whether the package of that path is woven; of the path "", whether
// any is.
func Woven(path string) bool {
	if path == "" {
		return len(woven) > 0
	}
	return woven[path]
}

// Variables returns the variables of the packages that are woven.
func Variables() []Variable { return variables }
