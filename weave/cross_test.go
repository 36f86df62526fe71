package weave

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
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
	_, got := refused(t, c)
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

const cgoSource = `package a

// int one() { return 1; }
import "C"
import "sync/atomic"

var hidden atomic.Int32

func add() { hidden.Add(int32(C.one())) }

func one() int { return int(C.one()) }
`

const cgoUser = `package a

import "sync/atomic"

func use() {
	var n atomic.Int32
	n.Add(1)
	add()
	hidden.Add(1)
	for one() > 0 && n.Load() == 0 {
	}
}
`

// TestCgo: a file that uses cgo is left as it is; what synchronises there is refused where it
// is used (F4), and what is changed there is not seen (F8).
func TestCgo(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("there is no C compiler")
	}
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "c.go"), cgoSource)
	write(t, filepath.Join(dir, "a", "a.go"), cgoUser)
	r, err := Weave(Config{Dir: dir, Patterns: []string{"./a"}, Loops: true, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "CGO_ENABLED=1")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range r.Refusals {
		got = append(got, x.String())
	}
	want := []string{
		"a.go:8: a call of add of c.go, which uses cgo and is not woven",
		"a.go:9: the atomic.Int32 of c.go, which uses cgo and is not woven",
		"a.go:10: a call of one of c.go, which uses cgo and is not woven",
	}
	if !slices.Equal(got, want) {
		t.Errorf("refused:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, f := range r.Files {
		if filepath.Base(f.Path) == "a.go" && !strings.Contains(string(f.Woven), ".Again(woven.Unseen)") {
			t.Errorf("the loop knows what one changes:\n%s", f.Woven)
		}
	}
}

const cgoCrossing = `package a

// int one() { return 1; }
import "C"
import (
	"sync"
	"sync/atomic"
)

type both struct{ mu *sync.Mutex }

func hold(mu *sync.Mutex) { mu.Lock() }

func head(p *atomic.Pointer[int]) int { return int(C.one()) }

func (b both) with(n *atomic.Int32, more ...*sync.Mutex) { hold(&shared) }

func lend() *sync.Mutex { return new(sync.Mutex) }
`

const cgoGood = `package a

import (
	"sync"
	"sync/atomic"
)

func use(mu *sync.Mutex) {
	var n atomic.Int32
	hold(mu)
	both{}.with(&n)
	lend().Lock()
}
`

const cgoMisfit = `package a

import (
	"sync"
	"sync/atomic"
)

var shared sync.Mutex

func misfit(mu *sync.Mutex, p *atomic.Pointer[int]) {
	head(p)
	_ = both{mu: mu}
	f := hold
	f(mu)
	use(lend())
}
`

// TestCgoCrossings: a lock or an atomic that is handed to a function of a file that uses cgo
// is refused where that is reached, and where it would have two types nothing is woven (F4).
func TestCgoCrossings(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("there is no C compiler")
	}
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "c.go"), strings.Replace(cgoCrossing, "hold(&shared)", "", 1))
	write(t, filepath.Join(dir, "a", "a.go"), cgoGood)
	c := Config{Dir: dir, Patterns: []string{"./a"}, Announce: true, Loops: true, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "CGO_ENABLED=1")}
	r, got := refused(t, c)
	const not = " c.go, which uses cgo and is not woven"
	want := []string{
		"a.go:10: a call of hold of" + not, "a.go:10: the sync.Mutex that crosses into" + not,
		"a.go:11: the atomic.Int32 that crosses into" + not, "a.go:11: a call of with of" + not,
		"a.go:12: a call of lend of" + not, "a.go:12: the sync.Mutex of" + not,
	}
	if !slices.Equal(got, want) {
		t.Errorf("refused:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	overlay := map[string]any{}
	for _, f := range r.Files {
		woven := filepath.Join(t.TempDir(), filepath.Base(f.Path))
		write(t, woven, string(f.Woven))
		overlay[f.Path] = woven
	}
	text, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "overlay.json")
	write(t, file, string(text))
	build := exec.Command("go", "build", "-overlay", file, "./a")
	build.Dir, build.Env = dir, c.Env
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("it is not built: %v\n%s", err, out)
	}

	write(t, filepath.Join(dir, "a", "c.go"), cgoCrossing)
	write(t, filepath.Join(dir, "a", "b.go"), cgoMisfit)
	_, err = Weave(c)
	const between = " that crosses between here and c.go, which uses cgo and is not woven, is of two types\n"
	const misfits = "b.go:11: the atomic.Pointer" + between +
		"b.go:12: the sync.Mutex" + between +
		"b.go:14: the sync.Mutex" + between +
		"b.go:15: the sync.Mutex" + between +
		"c.go:16: the sync.Mutex" + between +
		"move what has locks and atomics out of c.go, into files that do not import \"C\""
	var crossing *CrossingError
	if !errors.As(err, &crossing) || err.Error() != misfits {
		t.Errorf("%v\nwant\n%s", err, misfits)
	}
}

// refused weaves, and returns what is refused in words, too.
func refused(t *testing.T, c Config) (r *Result, list []string) {
	t.Helper()
	r, err := Weave(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Refusals {
		list = append(list, x.String())
	}
	return r, list
}
