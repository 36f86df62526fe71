package engine

import "slices"

// A critical section in which its thread only reads changes nothing: the thread takes a lock,
// looks, and frees it. So an iteration may be idle that waits under a lock (E16). Leave it
// out, and who waited for that lock waits less, and nobody else knew of it; but for one who
// tried to take it and did not wait. He is noticed, where he fails: then it is a bound that
// such iterations were left.
//
// What a thread has changed is told by a number that never comes again. A section that ends
// as the thread has changed nothing else since it began puts back the number of before. So an
// iteration that frees a lock and takes it again, where others may come in between, has
// changed something.

// A section is one that a thread stands in, and in which it has only read so far.
type section struct {
	loc        int32
	base, here uint64 // what the thread had changed before it, and has now
	delta      uint64 // what it has added to the lock's word
	read       uint64 // its part of the sum of reads
}

// state tells what t has changed: nothing between two moments at which it is the same.
//
//go:norace
func (t *thread) state() uint64 {
	t.look()
	if t.changes == t.closed {
		return t.equal
	}
	return t.changes
}

// locked looks at a step of t on a lock, which added read to the sum of its reads. Before it
// t had changed so much.
//
//go:norace
func (t *thread) locked(e *Engine, ev *Event, before, read uint64) {
	added := ev.After - ev.Before
	n := len(t.sections) - 1
	if n >= 0 && before != t.sections[n].here {
		t.sections, n = t.sections[:0], -1 // it has changed something
	}
	switch {
	case n >= 0 && t.sections[n].loc == ev.Loc:
		s := &t.sections[n]
		s.delta += added
		s.read += read
		s.here = t.state()
		if s.delta == 0 {
			t.closed, t.equal = t.changes, s.base
			t.reads -= s.read
			t.sections = t.sections[:n]
		}
	case ev.Write && int64(added) > 0:
		t.sections = extend(t.sections, []section{{ev.Loc, before, t.changes, added, read}})
	case !ev.Write && ev.guard == nil:
		e.bound(inVain)
	}
}

// What is said of a search in which both happened; of one of them alone nothing is.
const (
	inVain = "a lock is tried in vain"
	under  = "a loop is left that waits under a lock"
)

// Told returns what bounds a search, of what Bounds said of its parts.
func Told(bounds []string) []string {
	told := slices.DeleteFunc(slices.Clone(bounds), func(b string) bool { return b == inVain || b == under })
	if slices.Contains(bounds, inVain) && slices.Contains(bounds, under) {
		told = append(told, "loops that wait under a lock, where locks are tried")
	}
	return told
}
