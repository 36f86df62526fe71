package woven

import (
	"reflect"
	"runtime"
	"unsafe"

	"github.com/poolproof/poolproof/explore/internal/engine"
)

// Foreign says that packages are not woven and synchronise: path, what is wrong, path, …
// It returns true.
func Foreign(paths ...string) bool {
	for i := 0; i < len(paths); i += 2 {
		engine.AddForeign(paths[i], paths[i+1])
	}
	return true
}

// Func returns a function value that is about to be called. An exploration refuses one of
// a package that synchronises and is not woven, and knows that it does not see what
// others that are not woven change.
func Func[T any](f T) T {
	if e := engine.Current(); e != nil {
		if pc := reflect.ValueOf(f).Pointer(); pc != 0 {
			through(e, pc, "", func() string { return outermost(pc) })
		}
	}
	return f
}

// Method returns an interface of which the named method is about to be called. See Func.
func Method[T any](x T, name string) T {
	if e := engine.Current(); e != nil {
		if i := any(x); i != nil {
			through(e, *(*uintptr)(unsafe.Pointer(&i)), name, func() string {
				t := reflect.TypeOf(i)
				if t.Kind() == reflect.Pointer {
					t = t.Elem()
				}
				return t.PkgPath()
			})
		}
	}
	return x
}

func through(e *engine.Engine, key uintptr, name string, path func() string) {
	if p, why := e.Through(key, path); why != "" {
		if name == "" {
			name = "a function"
		}
		refuse(e, "a call of "+name+" of package "+p+", which "+why+",")
	}
}

// outermost returns the package of the function that begins at a place.
func outermost(pc uintptr) string {
	frames := runtime.CallersFrames([]uintptr{pc + 1})
	for {
		if f, more := frames.Next(); !more {
			return packageOf(f.Function)
		}
	}
}
