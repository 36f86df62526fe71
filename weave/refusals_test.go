package weave

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What weave refuses altogether says why.
func TestErrors(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "a.go"), "package a\n\nconst n, m = 1, 2\n\nconst (\n\tx = iota\n\ty\n)\n")
	write(t, filepath.Join(dir, "b", "b.go"), "package b\n\nvar x int = \"\"\n")
	env := append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{Patterns: []string{"./a"}, Consts: map[string]string{"n": "7", "example.com/golden/a.m": "8", "x": "9"}}, ""},
		{Config{Patterns: []string{"./a"}, Consts: map[string]string{"k": "7", "other.n": "7"}}, "weave: no constant k is declared; no constant other.n is declared"},
		{Config{Patterns: []string{"./a"}, Consts: map[string]string{"y": "7"}}, "weave: constant y at a.go:7: it has no value of its own"},
		{Config{Patterns: []string{"./a"}, Vars: []string{"x"}}, "weave: constant x at a.go:7: it has no value of its own"},
		{Config{Patterns: []string{"./a"}, Vars: []string{"k"}}, "weave: no constant k is declared"},
		{Config{Patterns: []string{"./b"}}, "weave: the packages do not compile:"},
		{Config{Patterns: []string{"./c"}}, "weave:"},
		{Config{Patterns: []string{"github.com/poolproof/poolproof/explore/sync"}}, "weave: github.com/poolproof/poolproof/explore/sync is the explorer itself"},
	} {
		c.config.Dir, c.config.Env = dir, env
		r, err := Weave(c.config)
		switch {
		case c.want == "" && err != nil:
			t.Error(err)
		case c.want == "":
			if got := string(r.Files[0].Woven); !strings.Contains(got, "const n, m = 7, 8") || !strings.Contains(got, "x = 9") {
				t.Errorf("the constants became\n%s", got)
			}
		case err == nil || !strings.HasPrefix(err.Error(), c.want):
			t.Errorf("error %q, want %q", err, c.want)
		}
	}
}

// A constant becomes a variable, on the line where it was, with a new value too.
func TestVars(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "a.go"), "package a\n\nconst (\n\tfirst = 8\n\tlimit = 1 << 30 // of all\n)\n\nfunc f() int { return min(first, limit) }\n")
	r, err := Weave(Config{
		Dir: dir, Patterns: []string{"./a"}, Vars: []string{"first"}, Consts: map[string]string{"limit": "4"},
		Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(r.Files[0].Woven); !strings.Contains(got, "\nvar   (\n\tfirst = 8\n\tlimit = 4 // of all\n)") || !strings.Contains(got, "min(first, limit)") {
		t.Errorf("the constants became\n%s", got)
	}
}

// A lock that crosses into a package that is not woven is listed (F4).
func TestCrossing(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "a", "a.go"), "package a\n\nimport (\n\t\"sync/atomic\"\n\n\t\"example.com/golden/b\"\n)\n\nvar n atomic.Int32\n\nfunc F() { b.Take(1, &n) }\n")
	write(t, filepath.Join(dir, "b", "b.go"), "package b\n\nimport \"sync/atomic\"\n\nfunc Take(int, *atomic.Int32) {}\n")
	for pattern, want := range map[string]string{
		"./a":   "a.go:11: the atomic.Int32 that crosses into package example.com/golden/b, which is not woven",
		"./...": "",
	} {
		r, err := Weave(Config{Dir: dir, Patterns: []string{pattern}, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, x := range r.Refusals {
			got += x.String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
}

const refusing = `package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	_ "unsafe"
)

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

func touch(*int)

func add(a, b uint32) uint32

//go:linkname release sync.runtime_Semrelease
func release(s *uint32, handoff bool, skip int)

//go:linkname wake runtime.goready
func wake(g uintptr, skip int)

//go:linkname canSpin sync.runtime_canSpin
func canSpin(i int) bool

//go:linkname doSpin sync.runtime_doSpin
func doSpin()

//go:linkname yield runtime.goyield
func yield()

//go:linkname atGC sync.runtime_registerPoolCleanup
func atGC(func())

var collections atomic.Int32

func init() { atGC(func() { collections.Add(1) }) }

type key struct{ p *int }

var programs = []func(){
	func() { c := make(chan int, 1); c <- 1 },
	func() { c := make(chan int, 1); close(c) },
	func() { c := make(chan int, 1); <-c },
	func() { select {} },
	func() { _ = time.NewTimer(1) },
	func() { for range map[key]int{{}: 1, {new(int)}: 2} {} },
	func() { runtime.LockOSThread() },
	func() { runtime.Goexit() },
	func() { touch(new(int)) },
	func() { release(new(uint32), false, 0) },
	func() { wake(0, 0) },
	func() { // may be explored
		var n atomic.Int32
		var wg sync.WaitGroup
		var places [2]int
		add(1, 2)
		collections.Store(0)
		if runtime.GC(); collections.Load() != 1 {
			panic("what is registered for collections did not run")
		}
		runtime.GOMAXPROCS(2)
		wg.Add(2)
		for i := range 2 {
			go pinned(&wg, &places, i, &n)
		}
		wg.Wait()
		if canSpin(0) {
			panic("it spins")
		}
		doSpin()
		yield()
		for k := range map[[1]string]int{{"b"}: 1, {"a"}: 2} {
			fmt.Print(k)
		}
	},
}

func pinned(wg *sync.WaitGroup, places *[2]int, i int, n *atomic.Int32) {
	runtime.Gosched()
	p := procPin()
	places[p]++ // its owner's alone
	procUnpin()
	n.Add(1)
	wg.Done()
}
`

const refuser = `package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/poolproof/poolproof/explore"
)

func main() {
	runtime.GC() // runs no woven code
	for _, f := range programs {
		r := explore.Explore(explore.Config{Executions: 300}, f)
		said, _, _ := strings.Cut(r.Failure, "\n")
		fmt.Printf("\n%v: %s\n", r.Verdict, said)
	}
}
`

// What cannot be explored is refused when it is reached, by name and line (F4); what
// package woven has another function for is not.
func TestRefusedAtRunTime(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "main.go"), refuser)
	write(t, filepath.Join(dir, "refusing.go"), refusing)
	write(t, filepath.Join(dir, "touch.s"), "TEXT ·touch(SB), 4, $0-8\n\tRET\n\nTEXT ·add(SB), 4, $0-12\n\tRET\n")
	r := weaveAll(t, dir, nil)
	var woven []File
	for _, f := range r.Files {
		if filepath.Base(f.Path) == "refusing.go" {
			woven = append(woven, f)
		}
	}
	out, err := run(t, dir, "run", overlay(t, woven), ".")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var verdicts []string
	for line := range strings.Lines(out) {
		if _, said, ok := strings.Cut(line, ": "); ok {
			verdicts = append(verdicts, strings.TrimSpace(said))
		}
	}
	want := []string{
		"a send cannot be explored (refusing.go:47)",
		"close cannot be explored (refusing.go:48)",
		"a receive cannot be explored (refusing.go:49)",
		"a select without cases cannot be explored (refusing.go:50)",
		"time.NewTimer cannot be explored (refusing.go:51)",
		"a range over a map with keys of type main.key, which have no order cannot be explored (refusing.go:52)",
		"runtime.LockOSThread cannot be explored (refusing.go:53)",
		"runtime.Goexit cannot be explored (refusing.go:54)",
		"touch, which is in assembly and is given a pointer, cannot be explored (refusing.go:55)",
		"sync.runtime_Semrelease, which synchronises, cannot be explored (refusing.go:56)",
		"runtime.goready, which synchronises, cannot be explored (refusing.go:57)",
	}
	if len(verdicts) != len(want)+1 {
		t.Fatalf("%d verdicts, want %d:\n%s", len(verdicts), len(want)+1, out)
	}
	for i, w := range want {
		if !strings.Contains(verdicts[i], w) {
			t.Errorf("it said %q, want %q", verdicts[i], w)
		}
	}
	if last := verdicts[len(want)]; last != "" && last != "the budget ended first" || !strings.Contains(out, "[a][b]") {
		t.Errorf("what may be explored: %s\n%.500s", last, out)
	}
}

const headers = `package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type table struct{ data unsafe.Pointer }

func main() {
	x := make([]*int, 4)
	h := (*reflect.SliceHeader)(unsafe.Pointer(&x))
	t := &table{unsafe.Pointer(h.Data)}
	text := "text"
	s := *(*reflect.StringHeader)(unsafe.Pointer(&text))
	keep := &s
	first := *(*byte)(unsafe.Pointer((s.Data)))
	last := (**int)(unsafe.Pointer(uintptr(t.data) + 3*unsafe.Sizeof(x[0])))
	fmt.Println(*last == nil, first == 't', keep != nil)
}
`

// What the compiler takes for a pointer in a header of package reflect it takes for one
// when it is woven (F2).
func TestHeaders(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "main.go"), headers)
	r := weaveAll(t, dir, nil)
	if got := string(r.Files[0].Woven); !strings.Contains(got, "unsafe.Pointer(woven.R(h).Data)") {
		t.Error(got)
	}
	out, err := run(t, dir, "run", "-gcflags=-d=checkptr", overlay(t, r.Files), ".")
	if err != nil || out != "true true true\n" {
		t.Errorf("%v\n%s", err, out)
	}
}

const poolqueueClient = `package sync

import "github.com/poolproof/poolproof/explore"

// Client is UUH of the owner and one popTail of each of two thieves.
func Client(cut bool) explore.Report {
	return explore.Explore(explore.Config{SpinCut: cut}, func() {
		d := &poolDequeue{vals: make([]eface, 2)}
		steal := func() { d.popTail() }
		explore.Parallel(func() { d.pushHead(1); d.pushHead(2); d.popHead() }, steal, steal)
	})
}
`

const poolqueueMain = `package main

import (
	"fmt"

	"example.com/golden/sync"
)

func main() {
	for _, cut := range []bool{false, true} {
		r := sync.Client(cut)
		fmt.Println(r.Verdict, r.Executions, r.Blocked, r.Failure)
	}
}
`

// The installed toolchain's sync/poolqueue.go, which nobody wrote to be woven, has as
// many executions as the ring of targets.md, and the same retries are cut.
func TestGosOwnRing(t *testing.T) {
	goroot, err := run(t, "..", "env", "GOROOT")
	if err != nil {
		t.Fatal(goroot)
	}
	source, err := os.ReadFile(filepath.Join(strings.TrimSpace(goroot), "src", "sync", "poolqueue.go"))
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "sync", "poolqueue.go"), string(source))
	write(t, filepath.Join(dir, "sync", "client.go"), poolqueueClient)
	write(t, filepath.Join(dir, "main.go"), poolqueueMain)
	r, err := Weave(Config{Dir: dir, Patterns: []string{"./sync"}, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")})
	if err != nil {
		t.Fatal(err)
	}
	var woven []File
	for _, f := range r.Files {
		if filepath.Base(f.Path) == "poolqueue.go" {
			woven = append(woven, f)
			sameLines(t, f)
		}
	}
	out, err := run(t, dir, "run", overlay(t, woven), ".")
	const want = "exhausted 397 0 \nexhausted 31 43 \n"
	if err != nil || out != want {
		t.Errorf("%v\n%s, want\n%s", err, out, want)
		for _, m := range r.Marks {
			t.Log(m)
		}
	}
}
