package scenario

import (
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore"
)

// laws are those of N2, for one scenario.
type laws struct {
	calls  []call
	pushes int
	// the numbers of the laws, as the subject's package has them
	conserved, ordered, empty string

	takers []int // by value: the call that popped it, plus one; -1 the drain after the end
	push   []int // by value: its call
	late   []int // what the drain after the end found
}

func newLaws(c Config, calls []call) *laws {
	l := &laws{calls: calls, conserved: "D2", ordered: "D3", empty: "D6"}
	if c.Subject == "chain" {
		l.conserved, l.ordered, l.empty = "C3", "C3", "C5"
	}
	l.push = []int{0}
	for i, c := range calls {
		if c.kind == 'u' {
			l.push = append(l.push, i)
		}
	}
	l.pushes = len(l.push) - 1
	l.takers = make([]int, l.pushes+1)
	return l
}

// judge says what is wrong with an execution, or "". It drains the deque first.
func (l *laws) judge(d deque, done []explore.Call, mayPrecede func(a, b int) bool) (what string) {
	defer func() {
		if r := recover(); r != nil {
			what = fmt.Sprintf("the drain after the end panics: %v", r)
		}
		if what != "" {
			what += l.told(done)
		}
	}()
	l.late = l.late[:0]
	for len(l.late) <= l.pushes {
		v, ok := d.PopTail()
		if !ok {
			break
		}
		l.late = append(l.late, v)
	}
	if what = l.conserve(done, mayPrecede); what != "" {
		return l.conserved + ": " + what
	}
	if what = l.order(done, mayPrecede); what != "" {
		return l.ordered + ": " + what
	}
	if what = l.truthful(done, mayPrecede); what != "" {
		return l.empty + ": " + what
	}
	return d.unkept()
}

// conserve: every value that was pushed is popped once, after its push, and no other is.
func (l *laws) conserve(done []explore.Call, mayPrecede func(a, b int) bool) string {
	clear(l.takers)
	take := func(v, by int) string {
		switch {
		case v < 1 || v > l.pushes || !done[l.push[v]].Result.(result).ok:
			return fmt.Sprintf("%d is popped, which was not pushed", v)
		case l.takers[v] != 0:
			return fmt.Sprintf("%d is popped twice", v)
		}
		l.takers[v] = by
		return ""
	}
	for i, c := range l.calls {
		r := done[i].Result.(result)
		switch {
		case c.kind == 'u' || !r.ok:
			continue
		case r.value >= 1 && r.value <= l.pushes && mayPrecede(i, l.push[r.value]):
			return fmt.Sprintf("%d is popped before it is pushed", r.value)
		}
		if what := take(r.value, i+1); what != "" {
			return what
		}
	}
	for _, v := range l.late {
		if what := take(v, -1); what != "" {
			return what + " (by the drain after the end)"
		}
	}
	for v := 1; v <= l.pushes; v++ {
		if l.takers[v] == 0 && done[l.push[v]].Result.(result).ok {
			return fmt.Sprintf("%d is lost", v)
		}
	}
	return ""
}

// order: a thief gets the oldest value, the owner the newest.
func (l *laws) order(done []explore.Call, mayPrecede func(a, b int) bool) string {
	for i, v := range l.late {
		if i > 0 && l.late[i-1] > v {
			return fmt.Sprintf("the drain after the end pops %d before %d, which is older", l.late[i-1], v)
		}
	}
	for a := range l.calls {
		r := done[a].Result.(result)
		if l.calls[a].kind == 'u' || !r.ok {
			continue
		}
		if l.calls[a].kind == 'h' {
			// A newer value that the owner has pushed before is the owner's: thieves would have
			// to take this one first.
			for v := r.value + 1; v <= l.pushes; v++ {
				if p := l.push[v]; done[p].Result.(result).ok && l.follows(a, p) && !(l.takers[v] > 0 && l.calls[l.takers[v]-1].kind == 'h' && l.takers[v]-1 < a) {
					return fmt.Sprintf("PopHead returns %d while %d is newer", r.value, v)
				}
			}
			continue
		}
		for b := range l.calls {
			s := done[b].Result.(result)
			if l.calls[b].kind == 't' && s.ok && s.value < r.value && mayPrecede(a, b) {
				return fmt.Sprintf("PopTail returns %d, and a later one %d, which is older", r.value, s.value)
			}
		}
		for _, v := range l.late {
			if v < r.value {
				return fmt.Sprintf("PopTail returns %d, and after the end %d is left, which is older", r.value, v)
			}
		}
	}
	return ""
}

// follows reports whether the owner's call a comes after its call b. The owner's calls
// are in their order, and Last's are after all others.
func (l *laws) follows(a, b int) bool { return l.calls[a].owner && l.calls[b].owner && b < a }

// truthful: a PopHead that answers "empty" says so of an empty deque.
func (l *laws) truthful(done []explore.Call, mayPrecede func(a, b int) bool) string {
	for a := range l.calls {
		if l.calls[a].kind != 'h' || done[a].Result.(result).ok {
			continue
		}
		for v := 1; v <= l.pushes; v++ {
			p := l.push[v]
			if !l.follows(a, p) || !done[p].Result.(result).ok {
				continue
			}
			if by := l.takers[v]; by < 0 || mayPrecede(a, by-1) {
				return fmt.Sprintf("PopHead answers \"empty\" while %d is there", v)
			}
		}
	}
	return ""
}

// told lists what was called and answered.
func (l *laws) told(done []explore.Call) string {
	var b strings.Builder
	for i := range done {
		who := "alone"
		switch t := done[i].Thread; {
		case t == 1:
			who = "owner"
		case t > 1:
			who = fmt.Sprintf("thief %d", t-1)
		}
		fmt.Fprintf(&b, "\n\t%-8s %s → %v", who, done[i].Name, done[i].Result)
	}
	if len(l.late) > 0 {
		fmt.Fprintf(&b, "\n\tleft at the end: %v", l.late)
	}
	return b.String()
}
