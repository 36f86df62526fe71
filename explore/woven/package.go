package woven

import (
	"reflect"
	"strings"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

func init() { engine.Announce() }

// Package says that a file of the package of that path is woven, and has the package
// variables of the names that blanks separate. It returns true.
func Package(path, names string, pointers ...any) bool {
	var vars []engine.Variable
	for i, name := range strings.Fields(names) {
		vars = append(vars, engine.Variable{Package: path, Name: name, Pointer: reflect.ValueOf(pointers[i])})
	}
	engine.AddPackage(path, vars)
	return true
}
