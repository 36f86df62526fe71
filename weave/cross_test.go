package weave

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const depSource = `package dep

import (
	"sync"
	"sync/atomic"
)

type S struct {
	N atomic.Int64
	sync.RWMutex
}

var Global sync.Mutex

func Lock() *sync.Mutex { return new(sync.Mutex) }

func First[T any](list []T) T { return list[0] }

func Pool(p *sync.Pool) {}
`

const depUser = `package a

import (
	"sync"

	"example.com/dep"
)

func use(s *dep.S, mu *sync.Mutex) {
	s.N.Add(1)
	s.RLock()
	dep.Global.Lock()
	l := dep.Lock()
	l.Unlock()
	dep.First([]*sync.Mutex{mu}).Lock()
	mu.Unlock()
}
`

const depMisfit = `package a

import (
	"sync"

	"example.com/dep"
)

func misfit(p *sync.Pool) {
	dep.Pool(p)
	l := dep.Lock()
	use(nil, l)
}
`

// TestCrossings: a lock or an atomic of a package that is not woven is refused where it is
// used, and where it would have two types nothing is woven (F4).
func TestCrossings(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.mod"), string(mod)+"\nrequire example.com/dep v0.0.0\nreplace example.com/dep => ./dep\n")
	write(t, filepath.Join(dir, "dep", "go.mod"), "module example.com/dep\n\ngo 1.23\n")
	write(t, filepath.Join(dir, "dep", "dep.go"), depSource)
	write(t, filepath.Join(dir, "a", "a.go"), depUser)
	c := Config{Dir: dir, Patterns: []string{"./a"}, Announce: true, Loops: true, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")}
	r, err := Weave(c)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range r.Refusals {
		got = append(got, x.String())
	}
	const of = " of package example.com/dep, which is not woven (-weave example.com/dep weaves it)"
	want := []string{"a.go:10: the atomic.Int64" + of, "a.go:11: the sync.RWMutex" + of, "a.go:12: the sync.Mutex" + of, "a.go:14: the sync.Mutex" + of}
	if !slices.Equal(got, want) {
		t.Errorf("refused:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	write(t, filepath.Join(dir, "a", "b.go"), depMisfit)
	_, err = Weave(c)
	const misfits = "b.go:10: the sync.Pool that crosses between here and package example.com/dep, which is not woven, is of two types\n" +
		"b.go:12: the sync.Mutex that crosses between here and package example.com/dep, which is not woven, is of two types\n" +
		"weave the other side too: -weave example.com/dep"
	var crossing *CrossingError
	if !errors.As(err, &crossing) || err.Error() != misfits {
		t.Errorf("%v\nwant\n%s", err, misfits)
	}
}
