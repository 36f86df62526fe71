package weave

import (
	"path/filepath"
	"testing"
)

const treiber = `package stack

import "sync/atomic"

type node struct {
	value int
	next  atomic.Pointer[node]
}

type Stack struct{ top atomic.Pointer[node] }

func (s *Stack) Push(value int) {
	n := &node{value: value}
	for {
		top := s.top.Load()
		n.next.Store(top)
		if s.top.CompareAndSwap(top, n) {
			return
		}
	}
}

func (s *Stack) Pop() int {
	for {
		top := s.top.Load()
		if top == nil {
			return 0
		}
		if next := top.next.Load(); s.top.CompareAndSwap(top, next) {
			return top.value
		}
	}
}
`

const treiberMain = `package main

import (
	"fmt"
	"maps"

	"example.com/golden/stack"
	"github.com/poolproof/poolproof/explore"
)

func main() {
	for _, programs := range [][]string{{"P", "P"}, {"P", "P", "O"}, {"PO", "PO"}} {
		var seen [2]map[string]bool
		for i, cut := range []bool{false, true} {
			seen[i] = map[string]bool{}
			r := explore.Explore(explore.Config{SpinCut: cut}, func() {
				var s stack.Stack
				var threads []func()
				got := make([]int, len(programs))
				for t, p := range programs {
					threads = append(threads, func() {
						for _, op := range p {
							if op == 'P' {
								s.Push(t + 1)
							} else {
								got[t] = s.Pop()
							}
						}
					})
				}
				explore.Parallel(threads...)
				for v := s.Pop(); v != 0; v = s.Pop() {
					got = append(got, v)
				}
				seen[i][fmt.Sprint(got)] = true
			})
			fmt.Println(programs, r.Verdict, r.Executions, r.Blocked, r.Failure)
		}
		if !maps.Equal(seen[0], seen[1]) {
			fmt.Println("other outcomes", seen)
		}
	}
}
`

// Treiber's stack, which nobody wrote to be woven, has the executions of targets.md. Its
// retries are cut, the push's too, which stores into its own node before (F5); so there are
// fewer than where only the pop's are, and they have the same outcomes.
func TestTreiber(t *testing.T) {
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	write(t, filepath.Join(dir, "stack", "stack.go"), treiber)
	write(t, filepath.Join(dir, "main.go"), treiberMain)
	r := weaveAll(t, dir, nil)
	var woven []File
	for _, f := range r.Files {
		if filepath.Base(f.Path) == "stack.go" {
			woven = append(woven, f)
		}
	}
	out, err := run(t, dir, "run", overlay(t, woven), ".")
	const want = "[P P] exhausted 4 0 \n[P P] exhausted 2 2 \n" +
		"[P P O] exhausted 22 0 \n[P P O] exhausted 8 6 \n" +
		"[PO PO] exhausted 46 0 \n[PO PO] exhausted 10 6 \n"
	if err != nil || out != want {
		t.Errorf("%v\n%s, want\n%s", err, out, want)
	}
}
