// Package races has one program for each kind of access that weave announces. In
// each, two goroutines do something to the same memory. Without a lock that is a
// race, and with one it is none.
package races

import (
	"bufio"
	"bytes"
	"container/list"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math/big"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Program does something at two places at once, to objects of its own.
type Program struct {
	Name string
	Make func() (one, two func())
}

type inner struct{ z int }

func (i inner) copied() int   { return i.z }
func (i *inner) pointed() int { return i.z }

type wide struct{ a, b, c int }

type hidden interface{ copied() int }

type box struct {
	inner
	wide *wide
	list []int
	arr  [3]int
	m    map[string]int
	any  any
	f    func() int
	key  string
	ptr  *int
	quad *[2]int
}

type outer struct {
	*box
	hidden
}

var global int
var globals [4]int

func (w wide) String() string          { return "" }
func (w wide) Plus(n int) int          { return n }
func (w wide) Sum(list ...int) int     { return len(list) }
func (w wide) wait(wg *sync.WaitGroup) { wg.Done() }
func (w wide) recovers()               { ignore(recover()) }
func (i *inner) quiet()                {}

// onto has the methods of inner by a pointer.
type onto struct{ *inner }

// over hides one of them.
type over struct {
	inner
	y int
}

func (o over) copied() int { return 0 }

type cell[T any] struct{ v T }

func (c cell[T]) copied() int { return 0 }

type waiter interface{ wait(*sync.WaitGroup) }

func waits(w waiter) waiter { return w }

// buffered has the methods of a Buffer.
type buffered struct {
	n int
	bytes.Buffer
}

func locked2(mu *sync.Mutex) string { mu.Unlock(); mu.Lock(); return "b" }

func copied[T hidden](x T) int { return x.copied() }

func copiedPointer[T any, P interface {
	*T
	hidden
}](x P) int {
	return x.copied()
}

func value() int        { return 1 }
func pair() (int, bool) { return 1, true }
func ignore(...any)     {}

func text[T string | []byte](x T) string { return string(x) }

func on(write, read func(b *outer)) func() (func(), func()) {
	return func() (func(), func()) {
		b := &outer{box: &box{wide: new(wide), list: make([]int, 2, 8), m: map[string]int{"a": 1, "b": 2}, f: value}, hidden: inner{1}}
		b.ptr, b.quad = new(int), new([2]int)
		return func() { write(b) }, func() { read(b) }
	}
}

func same(f func(b *outer)) func() (func(), func()) { return on(f, f) }

func named(wg *sync.WaitGroup) (n int) {
	wg.Go(func() { ignore(n) })
	return 1
}

func namedByCall(wg *sync.WaitGroup) (n int, ok bool) {
	wg.Go(func() { ignore(n) })
	return pair()
}

func namedAndWaited(wg *sync.WaitGroup) (n int, ok bool) {
	wg.Go(func() { ignore(n) })
	wg.Wait()
	return value(), true
}

// Programs are all of them.
var Programs = []Program{
	{"global", func() (func(), func()) { return func() { global = 1 }, func() { ignore(global) } }},
	{"global array", func() (func(), func()) { return func() { globals[1]++ }, func() { ignore(globals) } }},
	{"captured", func() (func(), func()) { x := 0; return func() { x++ }, func() { ignore(x) } }},
	{"captured and declared again", func() (func(), func()) {
		a, ok := pair()
		b, ok := pair()
		return func() { c, d := pair(); ok = d && c == a }, func() { ignore(ok, b) }
	}},
	{"address taken", func() (func(), func()) {
		x := 0
		p := &x
		return func() { *p = 1 }, func() { ignore(x) }
	}},
	{"part of an address taken", func() (func(), func()) {
		var x box
		p := &x.arr[1]
		return func() { *p = 1 }, func() { ignore(x.arr) }
	}},
	{"array sliced", func() (func(), func()) {
		var x [3]int
		s := x[:]
		return func() { s[1] = 1 }, func() { ignore(x[1]) }
	}},
	{"array of a method's receiver", func() (func(), func()) {
		var x inner
		f := x.pointed
		return func() { ignore(f()) }, func() { x.z = 2 }
	}},
	{"field", same(func(b *outer) { b.z = 1 })},
	{"field read", on(func(b *outer) { b.z = 1 }, func(b *outer) { ignore(b.z) })},
	{"field by a call", on(func(b *outer) { b.z = value() }, func(b *outer) { ignore(b.z, value()) })},
	{"field by a call of two", on(func(b *outer) { b.arr[0], _ = pair() }, func(b *outer) { ignore(b.arr) })},
	{"field by a call in an if", on(func(b *outer) {
		if b.z = value(); true {
		}
	}, func(b *outer) { ignore(b.z) })},
	{"field by a call with an operation", on(func(b *outer) { b.z += value() }, func(b *outer) { ignore(b.z) })},
	{"field by two calls", on(func(b *outer) { *get(&b.z) = value() }, func(b *outer) { ignore(b.z) })},
	{"slice made a string", func() (func(), func()) {
		b := []byte("ab")
		return func() { b[1] = 1 }, func() { ignore(string(b)) }
	}},
	{"slice compared as a string", func() (func(), func()) {
		b := []rune("ab")
		return func() { b[1] = 1 }, func() { ignore(string(b) == "a") }
	}},
	{"slice made a string by a generic function", func() (func(), func()) {
		b := []byte("ab")
		return func() { b[1] = 1 }, func() { ignore(text(b), text("c")) }
	}},
	{"slice made an array", func() (func(), func()) {
		s := make([]int, 3)
		return func() { s[1] = 1 }, func() { ignore([2]int(s)) }
	}},
	{"increment", on(func(b *outer) { b.z++ }, func(b *outer) { ignore(b.z) })},
	{"several", on(func(b *outer) { b.arr[0], b.arr[1] = 1, 2 }, func(b *outer) { ignore(b.arr[1]) })},
	{"returned", on(func(b *outer) { b.z = 1 }, func(b *outer) { _ = func() int { return b.z }() })},
	{"condition", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		for b.z == 7 {
		}
	})},
	{"if", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		if b.z == 7 {
		}
	})},
	{"else", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		if false {
		} else if b.z == 7 {
		}
	})},
	{"switch", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		switch b.z {
		}
	})},
	{"case", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		switch 3 {
		case b.z:
		}
	})},
	{"type switch", on(func(b *outer) { b.any = 1 }, func(b *outer) {
		switch b.any.(type) {
		}
	})},
	{"assertion", on(func(b *outer) { b.any = 1 }, func(b *outer) { _, _ = b.any.(int) })},
	{"deferred", on(func(b *outer) { b.z = 1 }, func(b *outer) { defer ignore(b.z) })},
	{"composite literal", on(func(b *outer) { b.z = 1 }, func(b *outer) { _ = []inner{{z: b.z}} })},
	{"struct copy", on(func(b *outer) { b.wide.b = 1 }, func(b *outer) { ignore(*b.wide) })},
	{"struct store", on(func(b *outer) { *b.wide = wide{} }, func(b *outer) { ignore(b.wide.c) })},
	{"embedded pointer", on(func(b *outer) { b.box = &box{} }, func(b *outer) { _ = &b.z })},
	{"embedded pointer of a method", on(func(b *outer) { b.box = &box{} }, func(b *outer) { _ = b.pointed2() })},
	{"embedded interface", on(func(b *outer) { b.hidden = nil }, func(b *outer) { _ = b.hidden == nil })},
	{"embedded interface's method", on(func(b *outer) { b.hidden = inner{2} }, func(b *outer) { _ = b.copied() })},
	{"receiver copied", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) { _ = b.box.copied() })},
	{"function field", on(func(b *outer) { b.f = nil }, func(b *outer) {
		if f := b.f; f != nil {
			f()
		}
	})},
	{"slice element", on(func(b *outer) { b.list[1] = 1 }, func(b *outer) { ignore(b.list[1]) })},
	{"slice itself", on(func(b *outer) { b.list = nil }, func(b *outer) { _ = b.list[:0] })},
	{"array element", on(func(b *outer) { b.arr[1] = 1 }, func(b *outer) { ignore(b.arr[1]) })},
	{"index", on(func(b *outer) { b.z = 1 }, func(b *outer) { _ = b.list[b.z&1:] })},
	{"index of an element", on(func(b *outer) { b.z = 1 }, func(b *outer) { ignore(b.list[b.z]) })},
	{"index of a store", on(func(b *outer) { b.z = 1 }, func(b *outer) { b.list[b.z&1] = 2 })},
	{"bound of a slice", on(func(b *outer) { b.z = 1 }, func(b *outer) { ignore(b.list[:b.z]) })},
	{"key of a map", on(func(b *outer) { b.key = "b" }, func(b *outer) { ignore(b.m[b.key]) })},
	{"key of a map's store", on(func(b *outer) { b.key = "b" }, func(b *outer) { b.m[b.key] = 1 })},
	{"key of a map's store by a call", on(func(b *outer) { b.key = "b" }, func(b *outer) { b.m[b.key] = value() })},
	{"key of a delete", on(func(b *outer) { b.key = "b" }, func(b *outer) { delete(b.m, b.key) })},
	{"pointer", on(func(b *outer) { b.ptr = nil }, func(b *outer) {
		defer func() { recover() }()
		ignore(*b.ptr)
	})},
	{"pointer of a store", on(func(b *outer) { b.ptr = new(int) }, func(b *outer) { *b.ptr = 1 })},
	{"pointer of a field", on(func(b *outer) { b.wide = new(wide) }, func(b *outer) { ignore(b.wide.a) })},
	{"pointer of an address", on(func(b *outer) { b.wide = new(wide) }, func(b *outer) { ignore(&b.wide.a) })},
	{"left of and", on(func(b *outer) { b.z = 1 }, func(b *outer) { ignore(b.z == 1 && b.key == "") })},
	{"negation", on(func(b *outer) { b.z = 1 }, func(b *outer) { ignore(-b.z) })},
	{"conversion", on(func(b *outer) { b.z = 1 }, func(b *outer) { ignore(float64(b.z)) })},
	{"key of a literal", on(func(b *outer) { b.z = 1 }, func(b *outer) { ignore(map[int]int{b.z: 1}) })},
	{"variable of a function", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		var z = b.z
		ignore(z)
	})},
	{"minimum", on(func(b *outer) { b.z = 1 }, func(b *outer) { ignore(min(b.z, 3)) })},
	{"pointer to an array ranged over", on(func(b *outer) { b.quad = new([2]int) }, func(b *outer) {
		for _, v := range b.quad {
			ignore(v)
		}
	})},
	{"append in place", on(func(b *outer) { _ = append(b.list, 1) }, func(b *outer) { ignore(b.list[:3][2]) })},
	{"append of a slice in place", on(func(b *outer) { _ = append(b.list, 1, 2) }, func(b *outer) { ignore(b.list[:4][3]) })},
	{"append that moves", on(func(b *outer) { _ = append(b.list[:2:2], 1) }, func(b *outer) { b.list[1] = 1 })},
	{"append of a slice read", on(func(b *outer) { _ = append([]int{}, b.list...) }, func(b *outer) { b.list[1] = 1 })},
	{"copy to", on(func(b *outer) { copy(b.list, []int{1, 2}) }, func(b *outer) { ignore(b.list[1]) })},
	{"copy from", on(func(b *outer) { copy(make([]int, 2), b.list) }, func(b *outer) { b.list[1] = 2 })},
	{"clear", on(func(b *outer) { clear(b.list) }, func(b *outer) { ignore(b.list[1]) })},
	{"slices.Sort", on(func(b *outer) { slices.Sort(b.list) }, func(b *outer) { ignore(b.list[1]) })},
	{"slices.Contains", on(func(b *outer) { b.list[1] = 2 }, func(b *outer) { ignore(slices.Contains(b.list, 2)) })},
	{"sort.Slice", on(func(b *outer) {
		l := b.list
		sort.Slice(l, func(i, j int) bool { return i < j })
	}, func(b *outer) { ignore(b.list[1]) })},
	{"maps.Copy", on(func(b *outer) { maps.Copy(b.m, map[string]int{"c": 1}) }, func(b *outer) { ignore(b.m["a"]) })},
	{"maps.Clone", on(func(b *outer) { b.m["a"] = 2 }, func(b *outer) { ignore(maps.Clone(b.m)) })},
	{"strings.Builder", func() (func(), func()) {
		var b strings.Builder
		return func() { b.WriteString("a") }, func() { b.WriteByte('b') }
	}},
	{"strings.Builder read", func() (func(), func()) {
		b := new(strings.Builder)
		return func() { b.WriteString(fmt.Sprint(1)) }, func() { ignore(b.String()) }
	}},
	{"bytes.Buffer that is embedded", func() (func(), func()) {
		var b struct{ bytes.Buffer }
		return func() { b.WriteString("a") }, func() { ignore(b.Len()) }
	}},
	{"bytes.Buffer that is embedded, behind an interface", func() (func(), func()) {
		b := new(buffered)
		return func() { b.Reset() }, func() {
			var w io.Writer = b
			w.Write(nil)
		}
	}},
	{"bytes.Buffer that is printed to", func() (func(), func()) {
		var b bytes.Buffer
		return func() { fmt.Fprintf(&b, "%d", 1) }, func() { ignore(b.Len()) }
	}},
	{"bytes.Buffer behind an interface", func() (func(), func()) {
		var b bytes.Buffer
		var w io.Writer = &b
		return func() { w.Write(nil) }, func() { ignore(b.Len()) }
	}},
	{"bytes.Buffer that is copied from", func() (func(), func()) {
		var b bytes.Buffer
		return func() { io.Copy(io.Discard, &b) }, func() { ignore(b.Len()) }
	}},
	{"bytes.Buffer, deferred", func() (func(), func()) {
		var b bytes.Buffer
		return func() { defer b.Reset() }, func() { ignore(b.Len()) }
	}},
	{"bytes.Buffer, as a function", func() (func(), func()) {
		var b bytes.Buffer
		f := b.Reset
		return func() { f() }, func() { ignore(b.Len()) }
	}},
	{"list.List", func() (func(), func()) {
		l := list.New()
		return func() { l.PushBack(1) }, func() { ignore(l.Front()) }
	}},
	{"big.Int", func() (func(), func()) {
		var a, b big.Int
		return func() { a.Add(&a, &b) }, func() { ignore(a.Sign()) }
	}},
	{"big.Int, as an argument", func() (func(), func()) {
		var a, b big.Int
		return func() { a.SetInt64(1) }, func() { b.Add(&b, &a) }
	}},
	{"strings.Join", func() (func(), func()) {
		l := []string{"a", "b"}
		return func() { l[1] = "c" }, func() { ignore(strings.Join(l, "")) }
	}},
	{"strings.NewReplacer", func() (func(), func()) {
		l := []string{"a", "b"}
		return func() { l[1] = "c" }, func() { ignore(strings.NewReplacer(l...)) }
	}},
	{"bytes.Join", func() (func(), func()) {
		l := [][]byte{{1}, {2}}
		return func() { l[1] = nil }, func() { ignore(bytes.Join(l, nil)) }
	}},
	{"bytes.Join, of the elements", func() (func(), func()) {
		l := [][]byte{{1}, {2}}
		return func() { l[1][0] = 3 }, func() { ignore(bytes.Join(l, nil)) }
	}},
	{"bytes written to a Builder", func() (func(), func()) {
		l := []byte("ab")
		return func() { l[1] = 3 }, func() { new(strings.Builder).Write(l) }
	}},
	{"bytes read by a Reader", func() (func(), func()) {
		l := []byte("ab")
		return func() { ignore(l[1]) }, func() { strings.NewReader("cd").Read(l) }
	}},
	{"io.ReadFull", func() (func(), func()) {
		l := []byte("ab")
		return func() { ignore(l[1]) }, func() { io.ReadFull(strings.NewReader("cd"), l) }
	}},
	{"fmt.Sprint of a slice", on(func(b *outer) { b.list[1] = 1 }, func(b *outer) { ignore(fmt.Sprint(b.list)) })},
	{"binary.PutUint16", func() (func(), func()) {
		l := []byte("abc")
		return func() { ignore(l[1]) }, func() { binary.LittleEndian.PutUint16(l, 1) }
	}},
	{"binary.Uint16 by its order", func() (func(), func()) {
		l := []byte("abc")
		var order binary.ByteOrder = binary.BigEndian
		return func() { l[1] = 1 }, func() { ignore(order.Uint16(l)) }
	}},
	{"strconv.AppendInt in place", func() (func(), func()) {
		l := []byte("abc")
		return func() { ignore(l[1]) }, func() { ignore(strconv.AppendInt(l[:0], 12, 10)) }
	}},
	{"strconv.AppendInt that moves", func() (func(), func()) {
		l := []byte("abc")
		return func() { l[2] = 1 }, func() { ignore(strconv.AppendInt(l[:3:3], int64(value()), 10)) }
	}},
	{"utf8.EncodeRune", func() (func(), func()) {
		l := []byte("abc")
		return func() { ignore(l[0]) }, func() { utf8.EncodeRune(l, 'x') }
	}},
	{"range over a slice", on(func(b *outer) { b.list[1] = 3 }, func(b *outer) {
		for _, v := range b.list {
			ignore(v)
		}
	})},
	{"range over an array", on(func(b *outer) { b.arr[2] = 3 }, func(b *outer) {
		for _, v := range b.arr {
			ignore(v)
		}
	})},
	{"range over a pointer", on(func(b *outer) { b.arr[2] = 3 }, func(b *outer) {
		for _, v := range &b.arr {
			ignore(v)
		}
	})},
	{"range into", on(func(b *outer) {
		for b.z = range 2 {
		}
	}, func(b *outer) { ignore(b.z) })},
	{"range over a map", on(func(b *outer) { b.m["a"] = 3 }, func(b *outer) {
		for k := range b.m {
			ignore(k)
		}
	})},
	{"map element", on(func(b *outer) { b.m["a"] = 1 }, func(b *outer) { ignore(b.m["b"]) })},
	{"map element of a call", on(func(b *outer) { b.m["a"] = value() }, func(b *outer) { ignore(b.m["b"]) })},
	{"map element found", on(func(b *outer) { b.m["a"]++ }, func(b *outer) { _, _ = b.m["b"] })},
	{"map length", on(func(b *outer) { b.m["c"] = 1 }, func(b *outer) { ignore(len(b.m)) })},
	{"map delete", on(func(b *outer) { delete(b.m, "a") }, func(b *outer) { ignore(b.m["b"]) })},
	{"map clear", on(func(b *outer) { clear(b.m) }, func(b *outer) { ignore(b.m["b"]) })},
	{"map itself", on(func(b *outer) { b.m = nil }, func(b *outer) { _ = b.m == nil })},
	{"argument of go", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		var wg sync.WaitGroup
		wg.Add(1)
		go func(int) { wg.Done() }(b.z)
		wg.Wait()
	})},
	{"inside of go", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { defer wg.Done(); ignore(b.z) }()
		wg.Wait()
	})},
	{"method by go", on(func(b *outer) { b.z = 1 }, func(b *outer) {
		var wg sync.WaitGroup
		wg.Add(1)
		go b.done(&wg)
		wg.Wait()
	})},
	{"generic", on(func(b *outer) { set(&b.z, 2) }, func(b *outer) { ignore(b.z) })},
	{"receiver behind an interface", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) {
		var h hidden = &b.box.inner
		ignore(h.copied())
	})},
	{"receiver behind an interface, by a name for all", on(func(b *outer) { b.wide.c = 1 }, func(b *outer) { ignore(fmt.Stringer(b.wide).String()) })},
	{"receiver behind an interface, with a call", on(func(b *outer) { b.wide.c = 1 }, func(b *outer) {
		var p interface{ Plus(int) int } = b.wide
		ignore(p.Plus(value()))
	})},
	{"receiver behind an interface, variadic", on(func(b *outer) { b.wide.c = 1 }, func(b *outer) {
		var p interface{ Sum(...int) int } = b.wide
		ignore(p.Sum(value(), 2))
	})},
	{"receiver behind an interface, deferred", on(func(b *outer) { b.wide.c = 1 }, func(b *outer) {
		var p interface{ Plus(int) int } = b.wide
		defer p.Plus(value())
	})},
	{"receiver behind an interface, by go", on(func(b *outer) { b.wide.c = 1 }, func(b *outer) {
		var wg sync.WaitGroup
		wg.Add(1)
		go waits(b.wide).wait(&wg)
		wg.Wait()
	})},
	{"receiver behind an interface, as a function", on(func(b *outer) { b.wide.c = 1 }, func(b *outer) {
		var p fmt.Stringer = b.wide
		f := p.String
		ignore(f())
	})},
	{"receiver behind an interface that is embedded", func() (func(), func()) {
		var x inner
		b := &outer{hidden: &x}
		return func() { x.z = 1 }, func() { ignore(b.copied()) }
	}},
	{"receiver behind an interface that is embedded, behind another one", func() (func(), func()) {
		var x inner
		b := &outer{hidden: &x}
		return func() { x.z = 1 }, func() {
			var h hidden = b
			ignore(h.copied())
		}
	}},
	{"receiver behind a type parameter", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) { ignore(copied(&b.box.inner)) })},
	{"receiver behind a type parameter for a pointer", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) { ignore(copiedPointer(&b.box.inner)) })},
	{"receiver of a method expression", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) { ignore((*inner).copied(&b.box.inner)) })},
	{"receiver of an interface's method expression", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) { ignore(hidden.copied(&b.box.inner)) })},
	{"receiver of a method expression, as a function", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) {
		f := (*inner).copied
		ignore(f(&b.box.inner))
	})},
	{"receiver of a method expression, deferred", on(func(b *outer) { b.wide.c = 1 }, func(b *outer) { defer (*wide).Plus(b.wide, 1) })},
	{"receiver of a method expression, by go", on(func(b *outer) { b.wide.c = 1 }, func(b *outer) {
		var wg sync.WaitGroup
		wg.Add(1)
		go (*wide).wait(b.wide, &wg)
		wg.Wait()
	})},
	{"receiver of a promoted method", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) {
		var h hidden = b.box
		ignore(h.copied())
	})},
	{"receiver of a method promoted by an interface", on(func(b *outer) { b.hidden = inner{2} }, func(b *outer) {
		var h hidden = b
		ignore(h.copied())
	})},
	{"receiver of a method promoted by a pointer", on(func(b *outer) { b.box.inner.z = 1 }, func(b *outer) {
		var h hidden = onto{&b.box.inner}
		ignore(h.copied())
	})},
	{"pointer that promotes a method", func() (func(), func()) {
		p := &onto{&inner{}}
		return func() { p.inner = nil }, func() {
			defer func() { recover() }()
			var h interface{ quiet() } = p
			h.quiet()
		}
	}},
	{"receiver of a method that hides another one", func() (func(), func()) {
		x := &over{}
		return func() { x.y = 1 }, func() {
			var h hidden = x
			ignore(h.copied())
		}
	}},
	{"receiver of a generic type", func() (func(), func()) {
		x := &cell[string]{}
		return func() { x.v = "a" }, func() {
			var h hidden = x
			ignore(h.copied())
		}
	}},
	{"parameter captured", func() (func(), func()) { return capture(1) }},
}

func (b *box) pointed2() *int { return &b.z }

func (b *box) done(wg *sync.WaitGroup) { ignore(b.z); wg.Done() }

func get[T any](p *T) *T          { return p }
func set[T any](p *T, v T)        { *p = v }
func capture(x int) (a, b func()) { return func() { x = 2 }, func() { ignore(x) } }

// Run runs the two at once; under the lock, if there is one, nothing of it races.
func Run(one, two func(), locked bool) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, f := range []func(){one, two} {
		wg.Go(func() {
			if locked {
				mu.Lock()
				defer mu.Unlock()
			}
			f()
		})
	}
	wg.Wait()
}

// Early has no race: what each goroutine writes, it may write once it was called back.
// A write that is announced before the call of its statement would be one.
func Early() {
	var mu sync.Mutex
	var x struct{ a, b int }
	m := map[string]int{}
	locked := func() int { mu.Lock(); return 1 }
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			x.a = locked()
			mu.Unlock()
			x.b += locked()
			mu.Unlock()
			x.a, x.b = locked(), 2
			mu.Unlock()
			m["a"] = locked()
			mu.Unlock()
			if x.a = locked(); x.a > 0 {
				mu.Unlock()
			}
			var yes bool
			p := &yes
			*p = locked() == 1
			mu.Unlock()
		})
	}
	wg.Wait()
}

// Late has a race: the value is read before the lock is taken, as Go may do.
func Late() {
	var mu sync.Mutex
	x := 0
	unlocked := func() int { mu.Unlock(); return 1 }
	var wg sync.WaitGroup
	wg.Go(func() {
		mu.Lock()
		x = unlocked() // written after the lock was let go
	})
	wg.Go(func() {
		mu.Lock()
		ignore(x)
		mu.Unlock()
	})
	wg.Wait()
}

// Alone are programs that start their goroutines themselves, and whether they race. In
// those here, no function literal uses the variable that is shared.
var Alone = []struct {
	Name string
	Racy bool
	F    func()
}{
	{"early", false, Early},
	{"what follows the array that a slice is made", false, func() {
		s := make([]int, 3)
		var wg sync.WaitGroup
		wg.Go(func() { s[2] = 1 })
		ignore([2]int(s))
		func() {
			defer func() { ignore(recover()) }()
			ignore([4]int(s)) // panics, and reads nothing
		}()
		wg.Wait()
	}},
	{"what follows a number of two bytes", false, func() {
		l := []byte("abc")
		at(func() { l[2] = 1 }, func() { binary.LittleEndian.PutUint16(l, 1); ignore(binary.LittleEndian.Uint16(l)) })
	}},
	{"what follows what was appended", false, func() {
		l := []byte("abcdef")
		at(func() { l[3], l[1] = 1, 1 }, func() { ignore(strconv.AppendInt(l[:2], 1, 10)) })
	}},
	{"where a slice is", false, func() {
		l := []byte("abc")
		at(func() { l[1] = 1 }, func() { ignore(fmt.Sprintf("%p", l)) })
	}},
	{"a Builder that waits for its argument", false, func() {
		var mu sync.Mutex
		var b strings.Builder
		locked := func() string { mu.Lock(); return "a" }
		add := func() {
			b.WriteString(locked())
			fmt.Fprint(&b, locked2(&mu))
			mu.Unlock()
		}
		at(add, add)
	}},
	{"a Buffer that is kept", false, func() {
		var b bytes.Buffer
		at(func() { b.WriteByte('a') }, func() { ignore(bufio.NewWriter(&b)) })
	}},
	{"a Builder that is read twice", false, func() {
		var b strings.Builder
		at(func() { ignore(b.String()) }, func() { ignore(b.Len()) })
	}},
	{"what a promoted method does not read", false, func() {
		b := &box{}
		var h hidden = b
		at(func() { b.arr[1] = 1 }, func() { ignore(h.copied()) })
	}},
	{"a receiver that is a pointer", false, func() {
		b := &box{}
		var h interface{ quiet() } = b
		at(func() { b.inner.z = 1 }, h.quiet)
	}},
	{"a receiver that waits for the arguments", false, func() {
		var mu sync.Mutex
		w := new(wide)
		locked := func() int { mu.Lock(); return 1 }
		var p interface{ Plus(int) int } = w
		at(func() { mu.Lock(); w.a = 1; mu.Unlock() }, func() {
			ignore(p.Plus(locked()))
			mu.Unlock()
			ignore((*wide).Plus(w, locked()))
			mu.Unlock()
			func() {
				mu.Lock()
				defer mu.Unlock()
				defer p.Plus(1)
				defer (*wide).Plus(w, 1)
				mu.Unlock()
				defer mu.Lock()
			}()
		})
	}},
	{"a receiver that is not there", false, func() {
		var p *wide
		var s fmt.Stringer
		at(func() {}, func() {
			for _, f := range []func(){
				func() { ignore((*wide).String(p)) }, func() { ignore(fmt.Stringer(p).String()) }, func() { ignore(s.String()) },
				func() { ignore(s.String) }, func() { go s.String() }, func() { defer s.String() }, func() { ignore(fmt.Stringer.String(s)) },
			} {
				func() {
					defer func() {
						if _, ok := recover().(runtime.Error); !ok {
							panic("went on")
						}
					}()
					f()
				}()
			}
		})
	}},
	{"a deferred receiver that recovers", false, func() {
		at(func() {}, func() {
			var r interface{ recovers() } = new(wide)
			func() {
				defer r.recovers()
				panic("recovered by a method that copies its receiver")
			}()
			defer (*wide).recovers(r.(*wide))
			panic("recovered by a method that copies its receiver")
		})
	}},
	{"returned into a named result", true, func() {
		var wg sync.WaitGroup
		named(&wg)
		wg.Wait()
	}},
	{"returned into a named result, by a call", true, func() {
		var wg sync.WaitGroup
		namedByCall(&wg)
		wg.Wait()
	}},
	{"returned into a named result, waited for", false, func() {
		var wg sync.WaitGroup
		namedAndWaited(&wg)
	}},
	{"the copy of a loop's variable", true, func() {
		var wg sync.WaitGroup
		for i := 0; i < 2; i++ {
			wg.Go(func() { i = i | 4 })
		}
		wg.Wait()
	}},
	{"the copy of a loop's variable, by continue", true, func() {
		var wg sync.WaitGroup
		for i := 0; i < 1; i++ {
			wg.Go(func() { i = 5 })
			if value() == 1 {
				continue
			}
			break
		}
		wg.Wait()
	}},
	{"the copy of a loop's variable, waited for", false, func() {
		for i := 0; i < 2; i++ {
			var wg sync.WaitGroup
			wg.Go(func() { i = i | 4 })
			wg.Wait()
		}
	}},
	{"late", true, Late},
	{"by its method", true, func() {
		var x inner
		at(x.set, func() { ignore(x.z) })
	}},
	{"by its method, alone", true, func() {
		var wg sync.WaitGroup
		var x inner
		f := x.set
		wg.Go(func() { f() })
		ignore(x.z)
		wg.Wait()
	}},
	{"by its address", true, func() {
		var wg sync.WaitGroup
		x := 1
		p := &x
		wg.Go(func() { *p = 2 })
		ignore(x)
		wg.Wait()
	}},
	{"by a slice of it", true, func() {
		var wg sync.WaitGroup
		var x [4]int
		s := x[1:]
		wg.Go(func() { s[0] = 2 })
		ignore(x[1])
		wg.Wait()
	}},
	{"by the address of a part", true, func() {
		var wg sync.WaitGroup
		var x outer2
		p := &x.inner.z
		wg.Go(func() { *p = 2 })
		ignore(x.z)
		wg.Wait()
	}},
	{"by declaring it again", true, func() {
		var wg sync.WaitGroup
		a, ok := pair()
		wg.Go(func() { ignore(ok) })
		b, ok := pair()
		wg.Wait()
		ignore(a, b)
	}},
	{"declared again before", false, func() {
		var wg sync.WaitGroup
		a, ok := pair()
		b, ok := pair()
		wg.Go(func() { ignore(ok) })
		wg.Wait()
		ignore(a, b)
	}},
	{"waited for", false, func() {
		var wg sync.WaitGroup
		x := 1
		p := &x
		wg.Go(func() { *p = 2 })
		wg.Wait()
		ignore(x)
	}},
}

type outer2 struct{ inner }

func (i *inner) set() { i.z = 1 }

func at(one, two func()) {
	var wg sync.WaitGroup
	wg.Go(one)
	wg.Go(two)
	wg.Wait()
}
