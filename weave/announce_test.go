package weave

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnnouncement: law F7: which variables a package announces.
func TestAnnouncement(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "a.go"), `package a

import "errors"

type Stack struct{ top *int }

var (
	never, written, taken  int
	Exported  int
	table     = [4]int{1, 2}
	sliced    = [4]int{1, 2}
	list      []int
	errEmpty  = errors.New("empty")
	_         = never
)

func use() { written++; _ = &taken; _ = sliced[:]; _ = table[never] }
`)
	write(t, filepath.Join(dir, "a", "a_test.go"), `package a

import "sync/atomic"

type box struct {
	next  *box
	stack []Stack
}

type tree struct{ left, right *tree }

var (
	runs   int
	seen   = map[string]bool{}
	root   *tree
	count  atomic.Int32
	shared *Stack
	boxes  [2]box
)

func collect() { runs++; seen["a"] = true; count.Add(1) }
`)
	r, err := Weave(Config{Dir: dir, Patterns: []string{"./a"}, Tests: true, Announce: true, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		`Package("example.com/golden/a", "written taken Exported sliced list errEmpty", &written, &taken, &Exported, &sliced, &list, &errEmpty)`,
		`Package("example.com/golden/a", "count shared boxes", &count, &shared, &boxes)`,
	} {
		if got := string(r.Files[i].Woven); !strings.Contains(got, want) {
			t.Errorf("%s\nwant %s", got, want)
		}
		sameLines(t, r.Files[i])
	}
}

// TestRandomNumbers: what returns random numbers is told, also where package runtime
// gives it by go:linkname to another package.
func TestRandomNumbers(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "a.go"), `package a

import (
	"hash/maphash"
	"math/rand"
	v2 "math/rand/v2"

	"example.com/golden/b"
)

var Next = b.Fast

func Draw() (int, uint64, maphash.Seed, uint32) { return rand.Intn(3), v2.Uint64(), maphash.MakeSeed(), b.Fast() }
`)
	write(t, filepath.Join(dir, "b", "b.go"), "package b\n\nimport _ \"unsafe\"\n\n//go:linkname Fast runtime.cheaprand\nfunc Fast() uint32\n")
	write(t, filepath.Join(dir, "b", "empty.s"), "")
	r, err := Weave(Config{Dir: dir, Patterns: []string{"./..."}, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"var Next = woven.Random(b.Fast)",
		"return woven.Random(rand.Intn)(3), woven.Random(v2.Uint64)(), woven.Random(maphash.MakeSeed)(), woven.Random(b.Fast)()",
	} {
		if got := string(r.Files[0].Woven); !strings.Contains(got, want) {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// TestHashes: what hashes is told, as hashes are others in each process.
func TestHashes(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "a.go"), `package a

import (
	"hash/maphash"
	"unsafe"
)

var seed = maphash.MakeSeed()

//go:linkname memory runtime.memhash
func memory(p unsafe.Pointer, seed, n uintptr) uintptr

//go:linkname typed runtime.typehash
func typed(t uintptr, p unsafe.Pointer, seed uintptr) uintptr

func Hash(s string) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteString(s)
	to := &h
	maphash.WriteComparable(to, s)
	return to.Sum64() + maphash.String(seed, s) + maphash.Bytes(seed, []byte(s)) + maphash.Comparable(seed, s) + maphash.Comparable[any](seed, s)
}

func Memory(p unsafe.Pointer) uintptr { return memory(p, 0, 8) + typed(0, p, 0) }
`)
	write(t, filepath.Join(dir, "a", "empty.s"), "")
	r, err := Weave(Config{Dir: dir, Patterns: []string{"./..."}, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"woven.Hasher(&h).SetSeed((*woven.R(&seed)))", "woven.Hasher(&h).WriteString(s)", "woven.HashTo(maphash.WriteComparable, to, s)",
		"return woven.Hasher(to).Sum64() + woven.Hash(maphash.String)(", "+ woven.Hash(maphash.Bytes)(",
		"+ woven.HashOf(maphash.Comparable, ", "+ woven.HashOf[any](maphash.Comparable[any], ",
		"return woven.Hash(memory)(p, 0, 8) + woven.Hash(typed)(0, p, 0)",
	} {
		if got := string(r.Files[0].Woven); !strings.Contains(got, want) {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
	for _, r := range r.Refusals {
		t.Errorf("refused: %v", r)
	}
	if out, err := run(t, dir, "vet", overlay(t, r.Files), "./a"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestOldFiles: a file that is built for an older Go than woven code needs is raised by
// its build constraint, or said to be old.
func TestOldFiles(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "a.go"), "//go:build go1.18 && !x\n\npackage a\n\nvar n []int\n\nfunc f() {\n\tfor range n {\n\t}\n}\n")
	env := append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
	weave := func(pattern string) File {
		r, err := Weave(Config{Dir: dir, Patterns: []string{pattern}, Env: env})
		if err != nil {
			t.Fatal(err)
		}
		return r.Files[0]
	}
	f := weave("./a")
	if want := "//go:build (go1.18 && !x) && go1.23\n\npackage a"; !strings.HasPrefix(string(f.Woven), want) || f.Old {
		t.Errorf("%s\nwant %s", f.Woven, want)
	}
	// Without such a constraint the module's word counts, and that of one that is silent is an old one.
	for _, says := range []string{"\ngo 1.18\n", ""} {
		old := t.TempDir()
		write(t, filepath.Join(old, "go.mod"), "module example.com/old\n"+says)
		write(t, filepath.Join(old, "old.go"), "package old\n\nvar n []int\n\nfunc f() {\n\tfor range n {\n\t}\n}\n")
		write(t, filepath.Join(dir, "go.mod"), "module example.com/golden\n\ngo 1.26\n\nrequire example.com/old v0.0.0\n\nreplace example.com/old => "+old+"\n")
		if f = weave("example.com/old"); !f.Old {
			t.Errorf("of a module that says %q,\n%s\nis not old", says, f.Woven)
		}
	}
}
