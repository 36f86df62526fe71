package weave

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// gen writes a random program. It avoids what Go leaves open (the order of a variable's
// load, or of its panic, and a call): a program may either panic or call what has
// effects, except on the left of an assignment, where Go says what comes first.
type gen struct {
	panics bool // anywhere
	left   bool // on the left
	t      *rapid.T
	depth  int
	vars   []string // ints
	n      int      // names given
}

func (g *gen) pick(list ...string) string { return rapid.SampledFrom(list).Draw(g.t, "pick") }
func (g *gen) one(n int) bool             { return rapid.IntRange(1, n).Draw(g.t, "one") == 1 }

func (g *gen) name() string {
	g.n++
	return fmt.Sprintf("v%d", g.n)
}

// node is a pointer to a node; one that may be nil if it may panic.
func (g *gen) node(panics bool) string {
	if panics && (g.panics || g.left) && g.one(4) {
		return g.pick("n.next.next", "n.next.next.next")
	}
	return g.pick("n", "n.next", "nodes", "nodes.next", "(&local)")
}

// tick is a call that tells when it is made.
func (g *gen) tick() string {
	if g.panics {
		return "3"
	}
	return "tick()"
}

// target is a place that is assigned to, in a statement of its own.
func (g *gen) target() string {
	g.left = true
	defer func() { g.left = false }()
	return g.place(true)
}

// place is an assignable int.
func (g *gen) place(panics bool) string {
	n := g.node(panics)
	switch rapid.IntRange(0, 9).Draw(g.t, "place") {
	case 0, 1:
		return g.pick(g.vars...)
	case 2:
		return n + "." + g.pick("a", "b", "i", "inner.j", "arr[1]")
	case 3:
		return n + ".z"
	case 4:
		return "global"
	case 5:
		if panics && (g.panics || g.left) {
			return n + ".list[" + g.pick("0", "1", "2", "x&3") + "]"
		}
		return "n.list[" + g.pick("0", "1", "2") + "]"
	case 6:
		return n + ".arr[" + g.pick("y&1", "2") + "]"
	case 7:
		if panics && (g.panics || g.left) {
			return n + `.m["` + g.pick("a", "c") + `"]`
		}
		return `n.m["` + g.pick("a", "c") + `"]`
	case 8:
		return "local." + g.pick("a", "i", "arr[x&1]", "z")
	}
	return "*p"
}

// value is an int expression; with calls only if none of its loads may notice.
func (g *gen) value(panics bool) string {
	if g.depth++; g.depth > 4 {
		g.depth--
		return g.pick("1", "2", "x", "y")
	}
	defer func() { g.depth-- }()
	switch rapid.IntRange(0, 14).Draw(g.t, "value") {
	case 0:
		return g.pick("1", "7", "size")
	case 1, 2, 3:
		return g.place(panics)
	case 4:
		return g.value(panics) + g.pick("+", "-", "^", "&") + g.value(panics)
	case 5:
		return "(" + g.value(panics) + ")*" + g.value(panics)
	case 6:
		return g.tick()
	case 7:
		return "len(" + g.node(panics) + "." + g.pick("list", "m", "arr") + ")"
	case 8:
		return g.node(panics) + "." + g.pick("get()", "inner.get()", "twice()", "deep.twice()")
	case 14:
		return fmt.Sprintf(g.pick("viewer(%s).twice()", "viewer.get(%s)", "(*node).twice(%s)", "view(%s)"), g.node(panics))
	case 9:
		return "apply(func(k int) int { return k + " + g.value(panics) + " }, " + g.value(panics) + ")"
	case 10:
		return "sum(" + g.node(panics) + ".list[:" + g.pick("1", "0") + "])"
	case 11:
		return "min(" + g.value(panics) + ", " + g.value(panics) + ")"
	case 12:
		return "([]int{" + g.value(panics) + ", " + g.value(panics) + "})[" + g.tick() + "&1]"
	}
	return "(node{a: " + g.value(panics) + "}).a"
}

func (g *gen) block(n int) string {
	g.depth++
	defer func() { g.depth-- }()
	text := ""
	for range rapid.IntRange(1, n).Draw(g.t, "statements") {
		text += "{\n" + g.statement() + "\n}\n"
	}
	return text
}

func (g *gen) statement() string {
	if g.depth > 3 {
		return "say(x, y)"
	}
	switch rapid.IntRange(0, 27).Draw(g.t, "statement") {
	case 0, 1, 2:
		return g.target() + " = " + g.value(true)
	case 3:
		return g.target() + " " + g.pick("+=", "-=", "^=") + " " + g.value(true)
	case 4:
		return g.target() + g.pick("++", "--")
	case 5:
		if g.panics { // halfway, the plain one has assigned more
			return "global, " + g.pick(g.vars...) + " = " + g.value(false) + ", " + g.value(false)
		}
		return g.place(false) + ", " + g.place(false) + " = " + g.value(false) + ", " + g.value(false)
	case 6:
		return "n.list[0], n.list[2], x = n.list[2], n.list[0], y"
	case 7:
		if g.panics {
			return g.place(false) + " = n.add(2)"
		}
		return g.place(false) + ", " + g.place(false) + " = pair(" + g.value(false) + ", " + g.value(false) + ")"
	case 8:
		return "if " + g.place(false) + " = " + g.value(false) + "; " + g.value(false) + " > 2 {\n" + g.block(2) + "} else {\n" + g.block(2) + "}"
	case 9:
		v := g.name()
		return "for " + v + " := range " + g.pick("n.list", "3", "n.arr", "&n.arr", "local.list") + " {\n_ = " + v + "\n" + g.block(2) + "}"
	case 10:
		v := g.name()
		return "for _, " + v + " := range " + g.pick("n.list", "n.arr", "&n.arr", "n.next.list", "local.arr") + " {\nx += " + v + "\n" + g.block(2) + "}"
	case 11:
		return "for _, " + g.place(false) + " = range n.arr {\n" + g.block(1) + "}"
	case 12:
		return "for _, v := range n.m {\nx += v\n}"
	case 13:
		return g.pick("n.list", "n.next.list", "local.list") + " = append(n.list[:" + g.pick("1", "3", "") + "], " + g.value(true) + ", x)"
	case 14:
		return "n.next.list = append(n.next.list, n.list...)"
	case 15:
		return g.pick("copy(n.list, n.arr[:])", "copy(n.arr[:], n.list)", "clear(n.list[1:])", "clear(n.next.list)", "clear(n.m)", `delete(n.m, "a")`)
	case 16:
		return "say(" + g.value(true) + ", " + g.value(true) + ")"
	case 17:
		return "switch k := " + g.value(false) + "; " + g.value(false) + " {\ncase k:\n" + g.block(2) + "case 1, x:\n" + g.block(1) + "default:\n" + g.block(1) + "}"
	case 18:
		v := g.name()
		return v + " := " + g.value(true) + "\nf" + v + " := func() { " + v + "++; x += " + v + " }\nf" + v + "()\nf" + v + "()"
	case 19:
		return "var wg sync.WaitGroup\nwg.Add(1)\ngo func(k int) {\ndefer wg.Done()\ntry(func() {\n" + g.block(2) + "})\nx += k\n}(" + g.value(true) + ")\nwg.Wait()"
	case 20:
		return "var wg sync.WaitGroup\nwg.Go(func() {\ntry(func() {\n" + g.block(2) + "})\n})\nwg.Wait()"
	case 21:
		v := g.name()
		return v + ", k" + v + " := pair(x, y)\n" + v + ", z" + v + " := pair(" + v + ", 3)\nsay(func() int { " + v + "++; return " + v + " }(), k" + v + ", z" + v + ")"
	case 22:
		if g.panics && g.one(2) {
			return g.pick("*n = *n.next", "n.deep = nil", "n.next = nil")
		}
		return g.pick("local = *n", "n.inner = local.inner", "n = fresh()", "p = &n.arr[1]", "*n = node{list: n.list, deep: &deep{x}, next: n.next, m: n.m}",
			"swap(&n.a, &y)", "swap(n, &local)", "n.add(x)", "say(n.set(y))", "n.any = x", "if v, ok := n.any.(int); ok { y = v }")
	case 23:
		return g.pick("defer func() { say(\"deferred\", x) }()", "defer viewer(n).show(tick(), y)")
	case 24:
		return `if v, ok := n.m["` + g.pick("a", "z") + `"]; ok {` + "\nx = v\n}"
	case 25:
		l := g.name()
		return "l" + l + ":\nfor " + l + " := 0; " + l + " < 3; " + l + "++ {\nfor _, k := range n.list {\nif k > " + l + " {\ncontinue l" + l + "\n}\nx += func() int { return " + l + " }()\n}\n" + g.block(1) + "}"
	case 26:
		return "var wg sync.WaitGroup\nwg.Add(1)\n" + g.pick("go n.inner.done(&wg, x, tick())", "go func(f func() int) { y = f(); wg.Done() }(n.inner.get)",
			"go func() int { defer wg.Done(); y++; return y }()", "f := wg.Done\ngo f()", "go done(&wg, 1)", "go viewer(n).done(&wg, x, tick())", "f := viewer(n).done\ndefer (*node).twice(n)\ngo f(&wg, y, 1)", "go done[any](&wg, \"a\", x, n.deep.z)") + "\nwg.Wait()"
	}
	return "try(func() {\n" + g.block(3) + "})"
}

// program is a function of its own. Each of its statements may panic on its own.
func program(t *rapid.T) string {
	g := &gen{t: t, panics: rapid.Bool().Draw(t, "panics"), vars: []string{"x", "y"}}
	text := "func(n *node) {\nvar x, y, quiet int\nvar local node = *fresh()\nvar wg sync.WaitGroup\np := &x\nquiet = x + 1\n"
	for range rapid.IntRange(3, 8).Draw(t, "statements") {
		text += "try(func() {\n" + g.statement() + "\n})\n"
	}
	return text + "wg.Wait()\nsay(x, y, quiet, *p, global)\nn.dump()\nlocal.dump()\n}"
}

const header = "package random\n\nimport \"sync\"\n\nconst size = 5\n\nfunc (v inner) done(wg *sync.WaitGroup, a, b int) { say(v, a, b); wg.Done() }\n\n" +
	"func (v inner) show(list ...int) { say(v, list, recover()) }\n\ntype viewer interface {\n\tget() int\n\ttwice() int\n\tshow(...int)\n\tdone(*sync.WaitGroup, int, int)\n}\n\n" +
	"func view[V viewer](v V) int { return v.get() + v.twice() }\n\n" +
	"func done[T any](wg *sync.WaitGroup, list ...T) { say(list); wg.Done() }\n\n" +
	"// Programs are the generated ones.\nvar Programs = []func(){\n"

// TestRandomPrograms: a woven program prints what the plain one prints (F2), by itself
// and in every execution of an exploration; and its lines stay (F1).
func TestRandomPrograms(t *testing.T) {
	n, first := 120, 1
	if testing.Short() {
		n = 20
	}
	if s := os.Getenv("WEAVE_SEED"); s != "" {
		fmt.Sscan(s, &first)
	}
	var all []string
	generator := rapid.Custom(program)
	text := header
	for i := range n {
		p := generator.Example(first*1000 + i)
		all = append(all, p)
		text += "func() { (" + p + ")(nodes) },\n"
	}
	dir := t.TempDir()
	module(t, "example.com/golden", dir)
	copyTree(t, filepath.Join("testdata", "random"), dir)
	write(t, filepath.Join(dir, "random", "programs.go"), text+"}\n")
	r, err := Weave(Config{Dir: dir, Patterns: []string{"./random"}, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, f := range r.Files {
		sameLines(t, f)
	}
	flag := overlay(t, r.Files)
	outputs := make([][]string, 3)
	for i, args := range [][]string{{"run", "."}, {"run", flag, "."}, {"run", flag, ".", "explore"}} {
		out, err := run(t, dir, args...)
		if err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out[max(0, len(out)-3000):])
		}
		outputs[i] = strings.Split(out, "== ")
	}
	for i, how := range []string{"", "woven", "woven and explored"} {
		if i == 0 {
			continue
		}
		if len(outputs[i]) != len(outputs[0]) {
			t.Fatalf("%d outputs %s, want %d", len(outputs[i]), how, len(outputs[0]))
		}
		wrong := 0
		for k, out := range outputs[i] {
			if want := outputs[0][k]; out != want {
				if wrong++; wrong < 3 {
					t.Errorf("%s, a program prints\n%s\nand by itself\n%s\n%s", how, out, want, all[k-1])
				}
			}
		}
		if wrong > 0 {
			t.Errorf("%s, %d programs of %d print something else", how, wrong, n)
		}
	}
}
