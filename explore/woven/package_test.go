package woven_test

import (
	"bytes"
	"container/list"
	"math/rand"
	"runtime"
	"strings"
	stdsync "sync"
	std "sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/woven"
)

type node struct {
	next  *node
	value int
	many  map[string][]any
}

var global struct {
	count  atomic.Int32
	number int
	list   []int
	table  map[string]int
	nodes  *node
	hidden any
}

// TestGlobalsOfTwo: in a program with package variables an exploration does not begin while
// another one has not ended, since each puts back what the variables held.
func TestGlobalsOfTwo(t *testing.T) {
	var shared atomic.Int32
	woven.Package("a copy", "shared", &shared)
	var began stdsync.Once
	var first, both std.Bool
	begun, ended := make(chan bool), make(chan bool)
	go func() {
		defer close(ended)
		<-begun
		explore.Explore(explore.Config{}, func() {
			both.Store(both.Load() || first.Load())
			shared.Add(1)
		})
	}()
	add := func() { shared.Add(1) }
	r := explore.Explore(explore.Config{}, func() {
		began.Do(func() { first.Store(true); close(begun) })
		runtime.Gosched() // the other one could go on
		explore.Parallel(add, add, add, add, add, add)
		explore.Check(shared.Load() == 6, "%d, not 6", shared.Load())
	})
	first.Store(false)
	<-ended
	if r.Verdict != explore.Exhausted || both.Load() {
		t.Error("at the same time:", both.Load(), r)
	}
}

// TestGlobals: law E14: what a package keeps is put back before each execution, and at
// the end.
func TestGlobals(t *testing.T) {
	global.list = []int{1, 2}
	global.table = map[string]int{"a": 1}
	global.nodes = &node{value: 1, many: map[string][]any{"x": {1}}}
	global.hidden = &node{value: 1}
	nodes := global.nodes
	woven.Package("a copy", "global", &global)
	fresh := func() bool {
		return global.count.Load() == 0 && global.number == 0 && len(global.list) == 2 && global.list[0] == 1 &&
			len(global.table) == 1 && global.table["a"] == 1 && global.nodes == nodes && nodes.value == 1 && nodes.next == nil &&
			nodes.many["x"][0] == 1 && global.hidden.(*node).value == 1
	}
	runs := 0
	r := explore.Explore(explore.Config{}, func() {
		runs++
		explore.Check(fresh(), "what an execution changed is there in the next one")
		add := func() { global.count.Add(1) }
		explore.Parallel(add, add)
		global.number++
		global.list[0] = 7
		global.list = append(global.list, 3)
		global.table["a"], global.table["b"] = 2, 2
		global.nodes.next, global.nodes.value = &node{}, 2
		global.nodes.many["x"][0] = 5
		global.hidden.(*node).value = 2
		global.nodes, global.hidden = nil, nil
	})
	if r.Verdict != explore.Exhausted || runs != 2 {
		t.Error(runs, r)
	}
	if !fresh() {
		t.Error("what the last execution changed is there after it")
	}
}

var (
	limit  = time.Second
	buffer bytes.Buffer
	queue  = list.New()
	source = rand.New(rand.NewSource(1))
	names  = strings.NewReplacer("a", "b")
	table  = tabwriter.NewWriter(nil, 1, 1, 1, ' ', 0)
)

// TestForeignGlobals: what a variable holds itself is put back whatever its type is, and so is
// plain data of the standard library that it leads to, as far as that leads; what it leads
// to in another package is not, and a scenario that changes it is refused.
func TestForeignGlobals(t *testing.T) {
	woven.Package("another copy", "limit buffer queue source names table", &limit, &buffer, &queue, &source, &names, &table)
	buffer.Reset()
	buffer.WriteString("begin")
	queue.Init().PushBack(&node{value: 1})
	first := rand.New(rand.NewSource(1)).Int()
	explored := func(scenario func()) explore.Report {
		return explore.Explore(explore.Config{}, func() {
			explore.Check(limit == time.Second && buffer.String() == "begin" && queue.Len() == 1 && queue.Front().Value.(*node).value == 1, "what an execution changed is there in the next one")
			var x atomic.Int32
			explore.Parallel(func() { x.Add(1) }, func() { x.Add(1) })
			scenario()
		})
	}
	if r := explored(func() {
		limit++
		buffer.Reset()
		buffer.WriteString("BEGIN, and more")
		queue.Front().Value.(*node).value++
		queue.PushBack(2)
		explore.Check(source.Int() == first, "it is not the first number")
		explore.Check(names.Replace("a") == "b", "it is not replaced")
	}); r.Verdict != explore.Exhausted || r.Executions != 2 {
		t.Error(r)
	}
	r := explored(func() { table.Write([]byte("text")) })
	const want = "package variable another copy.table leads to a tabwriter.Writer, of a package that is not woven"
	if r.Verdict != explore.Unknown || !strings.Contains(r.Failure, want) {
		t.Errorf("%v\nwant %s", r, want)
	}
}
