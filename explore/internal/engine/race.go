package engine

import (
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"unsafe"
)

// Order says what a step on a lock acquires and releases. A location has two
// clocks: what writers released, and what readers did, which only writers acquire.
type Order uint8

const (
	AcquireWriters Order = 1 << iota
	AcquireReaders
	ReleaseWriters
	ReleaseReaders
	Nothing // synchronises nothing
)

// sync moves the clocks as the step ev of t demands: what read acquires, what
// wrote releases; a store replaces its location's clock, an RMW joins it (E9).
//
//go:norace
func (e *Engine) sync(t *thread, ev *Event, order Order) {
	l := &e.locs[ev.Loc]
	if e.raced.cells.used > 0 {
		end := uintptr(l.addr) + uintptr(l.size)
		for w := uintptr(l.addr) &^ 7; w < end; w += 8 {
			e.check(unsafe.Add(l.addr, int(w)-int(uintptr(l.addr))), octets(w, uintptr(l.addr), end), ev.Write, true)
		}
	}
	if order != 0 {
		// For Go's detector: an object of package sync has more than one word.
		if order&AcquireWriters != 0 {
			t.clock.join(l.sync)
			Acquire(l.addr)
		}
		if order&AcquireReaders != 0 {
			t.clock.join(l.readers)
			Acquire(unsafe.Add(l.addr, 8))
		}
		if order&ReleaseWriters != 0 {
			l.sync.join(t.clock)
			ReleaseMerge(l.addr)
		}
		if order&ReleaseReaders != 0 {
			l.readers.join(t.clock)
			ReleaseMerge(unsafe.Add(l.addr, 8))
		}
		t.clock.tick(t.id)
		return
	}
	if ev.Op != Store {
		t.clock.join(l.sync)
	}
	if ev.Write {
		if ev.Op == Store {
			l.sync.copy(t.clock)
		} else {
			l.sync.join(t.clock)
		}
		t.clock.tick(t.id)
	}
}

// shadow remembers the plain accesses of an execution, by words of eight bytes.
type shadow struct {
	cells addrTable
	of    [][]access
	found bool // a race was reported in this execution
}

// access is a plain access to some bytes of a word. It is over, for a thread
// whose clock has reached epoch in that component.
type access struct {
	thread int32
	write  bool
	mask   uint8 // of bytes
	epoch  uint32
	stack  []uintptr // in traced executions
	step   int       // that it came before
	atomic uintptr   // its place, if it is atomic
}

func (s *shadow) reset() {
	s.cells.used, s.found = 0, false
}

// Touch is a plain access of size bytes at p by the running thread. It is no
// step: if it were ordered only by the schedule, it would be a race (E9).
//
//go:norace
func (e *Engine) Touch(p unsafe.Pointer, size uintptr, write bool) {
	t := e.cur
	if write {
		t.changes++
	}
	if !e.Clocks || t.dying || e.probing || size == 0 {
		return
	}
	if e.raced.cells.slots == nil {
		e.raced.cells.init(6)
		slots := e.raced.cells.slots
		e.plain.Store(&slots)
	}
	var stack []uintptr
	if e.Traced {
		stack = stackOf(2)
	}
	e.touched++
	end := uintptr(p) + size
	for w := uintptr(p) &^ 7; w < end; w += 8 {
		mask := octets(w, uintptr(p), end)
		word := unsafe.Add(p, int(w)-int(uintptr(p)))
		e.check(word, mask, write, false)
		e.checkSteps(word, mask, write)
		e.remember(word, access{thread: t.id, write: write, mask: mask, epoch: t.clock.at(t.id), stack: stack, step: e.n})
	}
}

// octets returns which bytes of the word at w are in [from, to).
//
//go:norace
func octets(w, from, to uintptr) uint8 {
	mask := ^uint8(0)
	if w < from {
		mask <<= from - w
	}
	if w+8 > to {
		mask &= 1<<(to-w) - 1
	}
	return mask
}

// check looks for plain accesses to bytes of the word at p that the running
// thread's access is not ordered after.
//
//go:norace
func (e *Engine) check(p unsafe.Pointer, mask uint8, write, atomic bool) {
	i, _ := e.raced.cells.find(p, e.run)
	if i < 0 {
		return
	}
	t := e.cur
	for k := range e.raced.of[i] {
		a := &e.raced.of[i][k]
		if a.thread != t.id && a.mask&mask != 0 && (a.write || write) && t.clock.at(a.thread) < a.epoch {
			e.race(a, write, atomic)
		}
	}
}

// checkSteps looks for atomic accesses to bytes of the word that the running
// thread's plain access is not ordered after. A step's location may begin before
// the word.
//
//go:norace
func (e *Engine) checkSteps(word unsafe.Pointer, mask uint8, write bool) {
	t := e.cur
	for off := 4 - e.widest; off < 8; off += 4 {
		l, _ := e.addrs.seek(uintptr(word)+uintptr(off), e.run)
		if l < 0 {
			continue
		}
		from := uintptr(e.locs[l].addr)
		to := from + uintptr(e.locs[l].size)
		if to <= uintptr(word) || octets(uintptr(word), from, to)&mask == 0 {
			continue
		}
		for i := range e.ev[:e.n] {
			ev := &e.ev[i]
			if ev.Loc == l && ev.Thread != t.id && (write || ev.Write) && t.clock.at(ev.Thread) < ev.epoch {
				e.race(&access{thread: ev.Thread, write: ev.Write, step: i, atomic: ev.PC}, write, true)
			}
		}
	}
}

//go:norace
func (e *Engine) remember(p unsafe.Pointer, a access) {
	s := &e.raced
	i, h := s.cells.find(p, e.run)
	if i < 0 {
		i = int32(s.cells.used)
		if int(i) == len(s.of) {
			s.of = append(s.of, nil)
		}
		s.of[i] = s.of[i][:0]
		s.cells.slots[h].put(p, e.run, i)
		s.cells.used++
		if 2*s.cells.used > len(s.cells.slots) {
			old := s.cells.slots
			used := s.cells.used
			s.cells.init(64 - s.cells.shift + 1)
			s.cells.used = used
			for _, o := range old {
				if o.run == e.run && o.addr != nil {
					_, h := s.cells.find(o.addr, e.run)
					s.cells.slots[h].put(o.addr, o.run, o.loc)
				}
			}
			slots := s.cells.slots
			e.plain.Store(&slots)
		}
	}
	for k := range s.of[i] {
		b := &s.of[i][k]
		if b.thread == a.thread && b.write == a.write && b.mask&^a.mask == 0 {
			*b = a // a later access of the same thread and bytes stands for both
			return
		}
	}
	s.of[i] = append(s.of[i], a)
}

// race reports the first race of the execution.
//
//go:norace
func (e *Engine) race(a *access, write, atomic bool) {
	if e.raced.found {
		return
	}
	e.raced.found = true
	what := func(write bool) string {
		if write {
			return "write"
		}
		return "read"
	}
	kind := "both plain"
	if atomic {
		kind = "one is atomic"
	}
	// The pair has no order: it is told by thread, whoever came first here.
	one := access{thread: e.cur.id, write: write, step: e.n}
	if e.Traced {
		one.stack = stackOf(2)
	}
	two := *a
	var spots []Spot
	if e.Traced {
		spots = []Spot{two.spot(), one.spot()}
	}
	if e.Name(two.thread) < e.Name(one.thread) {
		one, two = two, one
	}
	f := Failure{Kind: Race, Thread: one.thread, Other: two.thread, Value: fmt.Sprintf(
		"its %s and a %s by thread %s are unordered, %s", what(one.write), what(two.write), e.Name(two.thread), kind), Spots: spots}
	if e.Traced {
		f.Stack = fmt.Sprintf("%s by thread %s:\n%s%s by thread %s:\n%s",
			what(one.write), e.Name(one.thread), frames(one.stack), what(two.write), e.Name(two.thread), frames(two.stack))
	}
	e.fail(f)
}

// spot is where a traced access stands.
func (a *access) spot() Spot {
	p := Spot{Thread: a.thread, Step: a.step, Write: a.write, Atomic: a.atomic != 0, PC: a.atomic}
	if a.atomic == 0 {
		p.PC = users(a.stack)
	}
	return p
}

// stackOf returns the callers of the caller, skip of them left out.
func stackOf(skip int) []uintptr {
	pcs := make([]uintptr, 64)
	return pcs[:runtime.Callers(skip+1, pcs)]
}

// floor reports whether a function belongs to what the explorer stands on: a panic there is
// told at the user's line.
func floor(function string) bool {
	for _, p := range []string{"runtime.", "iter.", "sync.", "sync/atomic.", "internal/"} {
		if strings.HasPrefix(function, p) {
			return true
		}
	}
	return false
}

// users returns the first place of a stack that is the user's.
func users(pcs []uintptr) uintptr {
	if len(pcs) == 0 {
		return 0
	}
	it := runtime.CallersFrames(pcs)
	for {
		f, more := it.Next()
		if f.Function != "" && !ours(f.Function) && !floor(f.Function) {
			return f.PC
		}
		if !more {
			return 0
		}
	}
}

// Where returns the function, the file and the line of a place in the user's code.
func Where(pc uintptr) (function, file string, line int) {
	if pc == 0 {
		return "", "", 0
	}
	it := runtime.CallersFrames([]uintptr{pc + 1})
	for {
		f, more := it.Next()
		if !ours(f.Function) || !more {
			return f.Function, fileOf(f), f.Line
		}
	}
}

// fileOf is the file of a frame. The copies of our own packages name their sources by
// relative paths, which the compiler leaves as they are: these are told by the path of
// their module.
func fileOf(f runtime.Frame) string {
	if !strings.HasPrefix(f.File, ".") {
		return f.File
	}
	slash := strings.LastIndexByte(f.Function, '/') + 1
	name, _, _ := strings.Cut(f.Function[slash:], ".")
	return path.Join(f.Function[:slash]+name, filepath.ToSlash(f.File))
}

// frames prints the user's part of a stack.
func frames(pcs []uintptr) string {
	if len(pcs) == 0 {
		return "\t(an atomic access)\n"
	}
	var b strings.Builder
	it := runtime.CallersFrames(pcs)
	for {
		f, more := it.Next()
		if f.Function != "" && !ours(f.Function) && !floor(f.Function) {
			fmt.Fprintf(&b, "\t%s\n\t\t%s:%d\n", f.Function, fileOf(f), f.Line)
		}
		if !more {
			return b.String()
		}
	}
}
