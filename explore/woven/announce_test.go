//go:build !race

// What is announced, function by function. The programs here have races, which Go's own
// detector would report as well.

package woven_test

import (
	"fmt"
	"testing"

	"github.com/poolproof/poolproof/explore"
	"github.com/poolproof/poolproof/explore/atomic"
	"github.com/poolproof/poolproof/explore/woven"
)

// What two threads do at once is a race if one writes what the other one reads or writes,
// and it is none if they only read, or if it is other elements. So what each function
// announces is told by which neighbours it races with: no less, and no more.
func TestWhatIsAnnounced(t *testing.T) {
	type things struct {
		list, other []int
		bytes       []byte
		table       map[string]int
	}
	read := func(i int) func(x *things) { return func(x *things) { woven.R(&x.list[:cap(x.list)][i]) } }
	write := func(i int) func(x *things) { return func(x *things) { woven.W(&x.list[:cap(x.list)][i]) } }
	readOther := func(i int) func(x *things) { return func(x *things) { woven.R(&x.other[i]) } }
	writeOther := func(i int) func(x *things) { return func(x *things) { woven.W(&x.other[i]) } }
	readByte := func(i int) func(x *things) { return func(x *things) { woven.R(&x.bytes[:cap(x.bytes)][i]) } }
	get := func(x *things) { woven.Map(x.table).Get("a") }
	set := func(x *things) { woven.Map(x.table).Set("c", 1) }

	add := func(x *things) { woven.On(x.list).Append(7) }
	addTwo := func(x *things) { woven.On(x.list).Append(7, 8) }
	addThree := func(x *things) { woven.On(x.list).Append(7, 8, 9) }
	addAll := func(x *things) { woven.On(x.list).AppendAll(x.other...) }
	copies := func(x *things) { woven.Copy(x.list, x.other) }
	sets := func(x *things) { woven.Clear(x.list) }
	ranges := func(x *things) {
		for range woven.Range(x.list) {
		}
	}
	for _, c := range []struct {
		name     string
		one, two func(x *things)
		race     bool
	}{
		// list has 2 elements and room for 4, other has 3.
		{"Append writes the next element", add, read(2), true},
		{"Append reads none that is there", add, write(1), false},
		{"Append writes no more than it appends", add, read(3), false},
		{"Append up to the capacity writes the last element", addTwo, read(3), true},
		{"Append beyond the capacity reads what it copies", addThree, write(1), true},
		{"Append beyond the capacity writes nothing there", addThree, read(2), false},
		{"AppendAll reads what it appends", addAll, writeOther(2), true},
		{"AppendAll writes nothing of that", addAll, readOther(0), false},
		{"AppendString writes the next bytes", func(x *things) { woven.AppendString(x.bytes, "ab") }, readByte(3), true},
		{"AppendString writes no more than that", func(x *things) { woven.AppendString(x.bytes, "a") }, readByte(3), false},
		{"Copy writes", copies, read(1), true},
		{"Copy reads", copies, writeOther(1), true},
		{"Copy reads no more than it writes", copies, writeOther(2), false},
		{"Copy writes no more than there is", func(x *things) { woven.Copy(x.other, x.list) }, readOther(2), false},
		{"CopyString writes", func(x *things) { woven.CopyString(x.bytes, "a") }, readByte(0), true},
		{"CopyString writes no more than there is", func(x *things) { woven.CopyString(x.bytes, "a") }, readByte(1), false},
		{"Clear writes", sets, read(1), true},
		{"Clear writes no more than the length", sets, read(2), false},
		{"Range reads", ranges, write(1), true},
		{"Range writes nothing", ranges, read(1), false},
		{"RS reads", func(x *things) { woven.RS(x.list) }, write(0), true},
		{"RS writes nothing", func(x *things) { woven.RS(x.list) }, read(0), false},
		{"WS writes", func(x *things) { woven.WS(x.list) }, read(0), true},
		{"Get reads", get, set, true},
		{"Get writes nothing", get, get, false},
		{"Set writes", set, set, true},
		{"Lookup reads", func(x *things) { woven.Map(x.table).Lookup("a") }, set, true},
		{"Lookup writes nothing", func(x *things) { woven.Map(x.table).Lookup("a") }, get, false},
		{"Delete writes", func(x *things) { woven.Map(x.table).Delete("a") }, get, true},
		{"ClearMap writes", func(x *things) { woven.ClearMap(x.table) }, get, true},
		{"RM reads", func(x *things) { woven.RM(x.table) }, set, true},
		{"RM writes nothing", func(x *things) { woven.RM(x.table) }, get, false},
		{"WM writes", func(x *things) { woven.WM(x.table) }, get, true},
		{"RangeMap reads", func(x *things) {
			for range woven.RangeMap(x.table) {
			}
		}, set, true},
		{"RangeMap writes nothing", func(x *things) {
			for range woven.RangeMap(x.table) {
			}
		}, get, false},
		{"RangeMap reads on", func(x *things) {
			first := true
			for range woven.RangeMap(x.table) {
				if first {
					woven.Go(func() { set(x) }) // so what was read before is ordered
				}
				first = false
			}
		}, func(*things) {}, true},
	} {
		r := explore.Explore(explore.Config{}, func() {
			x := &things{
				list: make([]int, 2, 4), other: make([]int, 3), bytes: make([]byte, 2, 4),
				table: map[string]int{"a": 1, "b": 2},
			}
			step()
			explore.Parallel(func() { c.one(x) }, func() { c.two(x) })
		})
		if (r.Verdict == explore.Violated) != c.race || !c.race && r.Verdict != explore.Exhausted {
			t.Errorf("%s: %v", c.name, r)
		}
	}
}

// step is one of the main thread's: an exploration that meets none is no exploration.
func step() {
	var n atomic.Int32
	n.Load()
}

// A range over a map is in one order, that of the keys; it skips what is deleted on the way.
func TestRangeMapInOrder(t *testing.T) {
	for range 20 { // Go's own order differs each time
		r := explore.Explore(explore.Config{}, func() {
			m := map[[2]int]string{{1, 2}: "b", {1, 1}: "a", {2, 0}: "d", {1, 3}: "c"}
			step()
			got := ""
			for k, v := range woven.RangeMap(m) {
				got += fmt.Sprint(k, v)
				delete(m, [2]int{k[0], k[1] + 2})
			}
			explore.Check(got == "[1 1]a[1 2]b[2 0]d", "the range went %s", got)
		})
		if r.Verdict != explore.Exhausted {
			t.Fatal(r)
		}
	}
}
