package woven

import (
	"net/url"
	"path"
	"reflect"
	"runtime"
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
	if here := caller(); here != path {
		engine.AddCopy(here, vars)
	} else {
		engine.AddPackage(path, vars)
	}
	return true
}

// caller returns the path of the package that calls the caller.
func caller() string {
	var pcs [1]uintptr
	f, _ := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])]).Next()
	return packageOf(f.Function)
}

// packageOf returns the package of a symbol.
func packageOf(symbol string) string {
	dir, name := path.Split(symbol)
	name, _, _ = strings.Cut(name, ".")
	if path, err := url.PathUnescape(dir + name); err == nil {
		return path
	}
	return dir + name
}
