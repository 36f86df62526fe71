// Package random holds generated programs and what they work with.
package random

import (
	"fmt"
	"strings"
)

// Out is what the program under way has printed.
var Out strings.Builder

var (
	ticks  int
	global int
	nodes  *node
)

type deep struct{ z int }

type inner struct{ i, j int }

func (v inner) get() int               { return v.i*10 + v.j }
func (v *inner) add(n int) int         { v.i += n; return v.i }
func (d *deep) set(n int) int          { d.z = n; return n }
func (d deep) twice() int              { return 2 * d.z }
func apply(f func(int) int, n int) int { return f(n) }
func pair(a, b int) (int, int)         { return b, a + tick() }
func swap[T any](p, q *T)              { *p, *q = *q, *p }
func sum[S ~[]E, E ~int](s S) (n int) {
	for _, v := range s {
		n += int(v)
	}
	return n
}

type node struct {
	inner
	*deep
	a, b int
	next *node
	list []int
	m    map[string]int
	arr  [3]int
	any  any
}

// tick tells in which order calls are made.
func tick() int {
	ticks++
	fmt.Fprintf(&Out, "t%d ", ticks)
	return ticks
}

func say(list ...any) { fmt.Fprintln(&Out, list...) }

// Reset forgets what was.
func Reset() {
	Out.Reset()
	ticks, global = 0, 0
	nodes = fresh()
}

func fresh() *node {
	n := &node{list: []int{1, 2, 3}, m: map[string]int{"a": 1, "b": 2}, deep: &deep{4}, any: 3}
	n.next = &node{list: make([]int, 1, 4), deep: &deep{5}, b: 6}
	return n
}

// try runs f and says whether it panicked.
func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			say("panic")
		}
	}()
	f()
}

func (n *node) dump() {
	for d := 0; n != nil && d < 3; n, d = n.next, d+1 {
		z := 0
		if n.deep != nil {
			z = n.z
		}
		say(n.inner, z, n.a, n.b, n.list, cap(n.list) > 3, n.m, n.arr, n.any)
	}
}
