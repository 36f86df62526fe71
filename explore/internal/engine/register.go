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
	strangers = map[string]string{} // packages that are not woven and synchronise, and what is wrong with each
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

// AddForeign says that a package is not woven and synchronises, in words.
func AddForeign(path, why string) { strangers[path] = why }

// callee is what a call leads to that only its execution knows: a function by its
// address, or a type by its own.
type callee struct {
	key  uintptr
	path string // of its package
	seen bool   // the package is woven
	why  string // it may not be called, or ""
}

// Through says where a call of the running thread leads, by what tells callees apart and the path of
// its package. It returns that, and why the package may not be called, or "".
//
//go:norace
func (e *Engine) Through(key uintptr, path func() string) (pkg, why string) {
	var c callee
	for i := range e.callees {
		if e.callees[i].key == key {
			c = e.callees[i]
			break
		}
	}
	if c.key == 0 {
		p := path()
		c = callee{key, p, p == "" || woven[p] || copies[p] || ours(p+"."), strangers[p]}
		e.callees = extend(e.callees, []callee{c})
	}
	if !c.seen {
		e.cur.changes++ // or may have
	}
	return c.path, c.why
}

// A recollection is what an exploration keeps of a type and a name.
type recollection struct {
	key  uintptr
	name string
	what any
}

// Recall returns what Remember was given for a type and a name, or nil.
//
//go:norace
func (e *Engine) Recall(key uintptr, name string) any {
	for i := range e.recalled {
		if r := &e.recalled[i]; r.key == key && r.name == name {
			return r.what
		}
	}
	return nil
}

// Remember keeps what was found out about a type and a name, which is no part of what the
// threads share.
//
//go:norace
func (e *Engine) Remember(key uintptr, name string, what any) {
	e.recalled = extend(e.recalled, []recollection{{key, name, what}})
}
