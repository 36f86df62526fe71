package explore_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
)

type lossyOp = explore.Op[*atomic.Int32, *int]

// lossyOps are of a counter: one is lost now and then, two are right.
var lossyOps = []lossyOp{
	{Name: "lose", Do: func(x *atomic.Int32) any { x.Store(x.Load() + 1); return nil },
		Spec: func(n *int) any { *n++; return nil }},
	{Name: "add", Do: func(x *atomic.Int32) any { x.Add(1); return nil },
		Spec: func(n *int) any { *n++; return nil }},
	{Name: "read", Do: func(x *atomic.Int32) any { return int(x.Load()) },
		Spec: func(n *int) any { return *n }},
}

// TestMinimised: law X3. What is left of a counterexample is a counterexample, and as small as
// the stupid twin finds, who explores every choice of the operations.
func TestMinimised(t *testing.T) {
	violated, smaller := 0, 0
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		table := explore.Table[*atomic.Int32, *int]{
			New:   func() *atomic.Int32 { return new(atomic.Int32) },
			Model: func() *int { return new(int) },
		}
		some := func(n int) (ops []lossyOp) {
			for range n {
				ops = append(ops, lossyOps[random.IntN(len(lossyOps))])
			}
			return ops
		}
		table.Init = some(random.IntN(2))
		for range 2 + random.IntN(2) {
			table.Parallel = append(table.Parallel, some(random.IntN(3)))
		}
		table.Post = some(random.IntN(2))
		r := explore.Linearizable(explore.Config{}, table)
		if r.Verdict != explore.Violated {
			continue
		}
		violated++
		n := 0
		for _, ops := range append([][]lossyOp{table.Init, table.Post}, table.Parallel...) {
			n += len(ops)
		}
		least := n
		for set := range 1 << n {
			keep, size := make([]bool, n), 0
			for i := range keep {
				if keep[i] = set>>i&1 != 0; keep[i] {
					size++
				}
			}
			if size > 0 && size < least && explore.Linearizable(explore.Config{}, explore.FewerOperations(table, keep)).Verdict == explore.Violated {
				least = size
			}
		}
		m := r.Minimised()
		left := n
		small := table
		if m.Kept != nil {
			left, small = 0, explore.FewerOperations(table, m.Kept)
			for _, k := range m.Kept {
				if k {
					left++
				}
			}
		}
		if left != least || !strings.Contains(m.Minimum, fmt.Sprintf(", %d of %d operations; ", least, n)) {
			t.Errorf("seed %d, %v: %d operations are left, of %d; %d are enough; it says %q", seed, table, left, n, least, m.Minimum)
		}
		if least < n {
			smaller++
		}
		again := explore.Linearizable(explore.Config{Strategy: explore.Replay(m.Schedule)}, small)
		if again.Verdict != explore.Violated || again.Failure != m.Failure {
			t.Errorf("seed %d: minimised\n%v\nand replayed\n%v", seed, m, again)
		}
	}
	if violated < 20 || smaller < 10 {
		t.Errorf("%d violations, %d of which can be made smaller: too few to say anything", violated, smaller)
	}
}

// TestMinimisedPairs: two operations that can only be left out together are left out.
func TestMinimisedPairs(t *testing.T) {
	type pairs struct {
		x    atomic.Int32
		open int
	}
	type op = explore.Op[*pairs, *int]
	lose := op{Name: "lose", Do: func(p *pairs) any { p.x.Store(p.x.Load() + 1); return nil }, Spec: func(n *int) any { *n++; return nil }}
	read := op{Name: "read", Do: func(p *pairs) any { return int(p.x.Load()) }, Spec: func(n *int) any { return *n }}
	open := op{Name: "open", Do: func(p *pairs) any { p.open++; return nil }, Spec: func(*int) any { return nil }}
	closes := op{Name: "close", Do: func(p *pairs) any { p.open--; return nil }, Spec: func(*int) any { return nil }}
	var last *pairs
	table := explore.Table[*pairs, *int]{
		New:      func() *pairs { last = new(pairs); return last },
		Model:    func() *int { return new(int) },
		Init:     []op{open, closes},
		Parallel: [][]op{{lose}, {lose}},
		Post:     []op{read},
		Ended: func(calls []explore.Call, _ func(a, b int) bool) string {
			if last.open != 0 { // half a pair: this is not the failure that is looked for
				return "half a pair"
			}
			return ""
		},
	}
	m := explore.Linearizable(explore.Config{}, table).Minimised()
	if m.Verdict != explore.Violated || !strings.HasPrefix(m.Minimum, "lose | lose || read, 3 of 5 operations; 1 forced switch") {
		t.Errorf("%q: %v", m.Minimum, m)
	}
}

// TestFewestSwitches: nobody who forces fewer switches finds the failure, in the order of
// calls and returns that the lanes show.
func TestFewestSwitches(t *testing.T) {
	threads := func(n int, f func(x *atomic.Int32)) func() {
		return func() {
			var x atomic.Int32
			var all []func()
			for range n {
				all = append(all, func() { f(&x) })
			}
			explore.Parallel(all...)
			explore.Check(int(x.Load()) != 1, "all but one are lost")
		}
	}
	for i, f := range []func(){
		threads(1, wrong), threads(2, wrong), threads(3, wrong),
		threads(2, func(x *atomic.Int32) {
			if v := x.Load(); v < 2 {
				x.Store(v + 1)
			}
			x.Add(-1)
			x.Add(1)
		}),
	} {
		r := explore.Explore(explore.Config{Strategy: explore.RandomWalk(1, 1000)}, f).Minimised()
		if r.Verdict != explore.Violated {
			t.Fatalf("%d: %v", i, r)
		}
		k := 0
		for explore.Explore(explore.Config{Strategy: explore.Preemptions(k)}, f).Verdict != explore.Violated {
			k++
		}
		if marks := strings.Count("\n"+r.Trace, "\n> ") - strings.Count(r.Trace, "> a forced switch"); marks != k {
			t.Errorf("%d: %d forced switches, and %d are enough\n%v", i, marks, k, r)
		}
	}
}

// TestMinimisedOrder: law X4. A history that the search finds in no execution, but in the
// class of one, is shown by the execution that is printed, before it is minimised and
// after.
func TestMinimisedOrder(t *testing.T) {
	r := explore.Linearizable(explore.Config{}, realTimeLitmus())
	m := r.Minimised()
	for _, c := range []struct {
		r     explore.Report
		table explore.Table[*list, *deque]
	}{{r, realTimeLitmus()}, {m, explore.FewerOperations(realTimeLitmus(), m.Kept)}} {
		again := explore.Linearizable(explore.Config{Strategy: explore.Replay(c.r.Schedule)}, c.table)
		if again.Verdict != explore.Violated || again.Failure != c.r.Failure || again.Trace != c.r.Trace {
			t.Errorf("%v\nand replayed\n%v", c.r.Counterexample(), again)
		}
		if told, shown := after(c.r.Failure), seen(c.r.Trace); told != shown {
			t.Errorf("the history says %s, and the lanes show %s\n%s", told, shown, c.r.Counterexample())
		}
	}
}

// after lists which calls a history says had returned before each.
func after(history string) (list string) {
	for line := range strings.Lines(history) {
		if f := strings.SplitN(strings.TrimSpace(line), " ", 2); strings.HasPrefix(line, "\t") && !strings.Contains(line, "the model says") {
			_, others, _ := strings.Cut(f[1], ", after ")
			list += f[0] + ": " + others + "; "
		}
	}
	return list
}

// seen lists the same as a table of lanes shows it, whose lanes are in the order of the
// history's calls.
func seen(table string) (list string) {
	type call struct{ lane, begin, end int }
	var calls []call
	for row, line := range strings.Split(table, "\n") {
		for column, r := range []rune(line) {
			switch r {
			case '┌':
				calls = append(calls, call{column, row, 0})
			case '└':
				for i := range calls {
					if calls[i].lane == column && calls[i].end == 0 {
						calls[i].end = row
					}
				}
			}
		}
	}
	slices.SortStableFunc(calls, func(a, b call) int { return a.lane - b.lane })
	for i, c := range calls {
		var others []string
		for j, d := range calls {
			if d.end < c.begin {
				others = append(others, fmt.Sprint(j+1))
			}
		}
		list += fmt.Sprintf("%d: %s; ", i+1, strings.Join(others, " "))
	}
	return list
}

// TestMinimiseBudget: what was not looked at is not claimed.
func TestMinimiseBudget(t *testing.T) {
	defer explore.SetEffort(10)()
	lose, read := lossyOps[0], lossyOps[2]
	r := explore.Linearizable(explore.Config{}, explore.Table[*atomic.Int32, *int]{
		New:      func() *atomic.Int32 { return new(atomic.Int32) },
		Model:    func() *int { return new(int) },
		Parallel: [][]lossyOp{{lose, lose, read}, {lose, read}},
		Post:     []lossyOp{read},
	})
	m := r.Minimised()
	if m.Verdict != explore.Violated || m.Failure != r.Failure || !strings.Contains(m.Minimum, "6 of 6 operations, perhaps fewer would do: looking for them takes too long; ") ||
		!strings.HasSuffix(m.Minimum, "switches, perhaps fewer would do: looking for them takes too long") {
		t.Errorf("%q\n%v", m.Minimum, r)
	}
}

// TestMinimisedKind: another failure of the same scenario is no smaller counterexample.
func TestMinimisedKind(t *testing.T) {
	scenario := func() {
		var x, y atomic.Int32
		explore.Parallel(
			func() {
				a := y.Load()
				b := x.Load()
				explore.Check(a != 0, "nothing yet: %d", a)
				explore.Check(a == 0 || b == 0, "all of it: %d", b)
			},
			func() { x.Store(1); y.Store(1) })
	}
	for seed := uint64(1); ; seed++ {
		r := explore.Explore(explore.Config{Strategy: explore.RandomWalk(seed, 1)}, scenario)
		if !strings.Contains(r.Failure, "all of it") {
			continue
		}
		if m := r.Minimised(); !strings.Contains(m.Failure, "all of it") || m.Minimum == "" {
			t.Errorf("%q became %q", r.Failure, m.Failure)
		}
		break
	}
}
