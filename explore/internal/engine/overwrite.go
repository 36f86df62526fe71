package engine

import "unsafe"

// A plain write of what was there changes nothing: an iteration that fills the same
// variables with the same values again may be idle (E16). What a write puts there is known
// after it only. So the bytes from before it are kept until somebody asks what the thread has
// changed, as its next step does. Nobody else writes there before that, or it is a race.
//
// A variable that is written twice in between, and back, has changed: when the first value was
// gone, what it led to may have been freed, and something else may lie there.

// An overwrite is a plain write whose effect nobody has looked at yet.
type overwrite struct {
	p    unsafe.Pointer
	size uintptr
	was  [largest]byte
}

const (
	largest = 64 // bytes of a variable that are kept; a larger one has changed
	pile    = 16 // variables
)

// Overwrite is Touch of a write that ends before the next step of its thread begins.
//
//go:norace
func (e *Engine) Overwrite(p unsafe.Pointer, size uintptr) {
	t := e.cur
	if !t.loops || size > largest {
		e.Touch(p, size, true)
		return
	}
	n := len(t.overwrites)
	if n > 0 && t.changes != t.written {
		t.overwritten() // something else has changed meanwhile
		n = 0
	}
	if n == 0 {
		t.unwritten = t.state()
	}
	e.Touch(p, size, true)
	if n == pile {
		t.overwritten()
		return
	}
	t.overwrites = extend(t.overwrites, []overwrite{{p: p, size: size}})
	o := &t.overwrites[n]
	for i := range size {
		o.was[i] = *(*byte)(unsafe.Add(p, i))
	}
	t.written = t.changes
}

// look finds out whether what was written plainly has changed anything.
//
//go:norace
func (t *thread) look() {
	if len(t.overwrites) == 0 {
		return
	}
	same := t.changes == t.written
	for i := range t.overwrites {
		o := &t.overwrites[i]
		for k := uintptr(0); same && k < o.size; k++ {
			same = o.was[k] == *(*byte)(unsafe.Add(o.p, k))
		}
	}
	t.overwritten()
	if same {
		t.closed, t.equal = t.changes, t.unwritten
	}
}

// overwritten leaves it at that: what was written has changed something.
//
//go:norace
func (t *thread) overwritten() {
	for i := range t.overwrites {
		t.overwrites[i].p = nil // for the collector
	}
	t.overwrites = t.overwrites[:0]
}
