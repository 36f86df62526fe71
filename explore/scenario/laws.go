package scenario

import (
	"fmt"
	"strings"

	"github.com/poolproof/poolproof/explore"
)

// laws are those of N2.
type laws struct {
	// the numbers of the laws, as the subject's package has them
	conserved, ordered, empty string

	// the execution that is judged
	done       []explore.Call
	mayPrecede func(a, b int) bool
	push       []int // by value: its call, -1 for none that was accepted
	taker      []int // by value: the call that popped it, none or drain
	late       []int // what the drain after the end found
}

const (
	none  = -1
	drain = -2
)

func lawsOf(subject string) *laws {
	if subject == "chain" {
		return &laws{conserved: "C3", ordered: "C3", empty: "C5"}
	}
	return &laws{conserved: "D2", ordered: "D3", empty: "D6"}
}

func (l *laws) result(i int) result { return l.done[i].Result.(result) }

// begin makes room for the values of an execution, which count from 1.
func (l *laws) begin() {
	l.push, l.taker, l.late = l.push[:0], l.taker[:0], l.late[:0]
	for i := range l.done {
		r := l.result(i)
		for r.kind == 'u' && len(l.push) <= r.value {
			l.push, l.taker = append(l.push, none), append(l.taker, none)
		}
		if r.kind == 'u' && r.ok {
			l.push[r.value] = i
		}
	}
}

// judge says what is wrong with an execution, or "". It drains the deque first.
func (l *laws) judge(d deque, done []explore.Call, mayPrecede func(a, b int) bool) (what string) {
	l.done, l.mayPrecede = done, mayPrecede
	l.begin()
	defer func() {
		if r := recover(); r != nil {
			what = fmt.Sprintf("the drain after the end panics: %v", r)
		}
		if what != "" {
			what += l.told()
		}
	}()
	for len(l.late) <= len(l.push) {
		v, ok := d.PopTail()
		if !ok {
			break
		}
		l.late = append(l.late, v)
	}
	if what = l.conserve(); what != "" {
		return l.conserved + ": " + what
	}
	if what = l.order(); what != "" {
		return l.ordered + ": " + what
	}
	if what = l.truthful(); what != "" {
		return l.empty + ": " + what
	}
	return d.unkept()
}

// conserve: every value that was pushed is popped once, after its push, and no other is.
func (l *laws) conserve() string {
	take := func(v, by int) string {
		switch {
		case v < 0 || v >= len(l.push) || l.push[v] == none:
			return fmt.Sprintf("%d is popped, which was not pushed", v)
		case l.taker[v] != none:
			return fmt.Sprintf("%d is popped twice", v)
		case by != drain && l.mayPrecede(by, l.push[v]):
			return fmt.Sprintf("%d is popped before it is pushed", v)
		}
		l.taker[v] = by
		return ""
	}
	for i := range l.done {
		if r := l.result(i); r.kind != 'u' && r.ok {
			if what := take(r.value, i); what != "" {
				return what
			}
		}
	}
	for _, v := range l.late {
		if what := take(v, drain); what != "" {
			return what + " (by the drain after the end)"
		}
	}
	for v := range l.push {
		if l.push[v] != none && l.taker[v] == none {
			return fmt.Sprintf("%d is lost", v)
		}
	}
	return ""
}

// order: a thief gets the oldest value, the owner the newest.
func (l *laws) order() string {
	for i, v := range l.late {
		if i > 0 && l.late[i-1] > v {
			return fmt.Sprintf("the drain after the end pops %d before %d, which is older", l.late[i-1], v)
		}
	}
	for a := range l.done {
		r := l.result(a)
		if r.kind == 'u' || !r.ok {
			continue
		}
		if r.kind == 'h' {
			// A newer value that was pushed before can only have gone to an earlier PopHead:
			// thieves would have to take this one first.
			for v := r.value + 1; v < len(l.push); v++ {
				if p, by := l.push[v], l.taker[v]; p != none && p < a && !(by >= 0 && by < a && l.result(by).kind == 'h') {
					return fmt.Sprintf("PopHead returns %d while %d is newer", r.value, v)
				}
			}
			continue
		}
		for b := range l.done {
			s := l.result(b)
			if s.kind == 't' && s.ok && s.value < r.value && l.mayPrecede(a, b) {
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

// truthful: a PopHead that answers "empty" says so of an empty deque. It and the pushes
// are the owner's calls, which stand in their order.
func (l *laws) truthful() string {
	for a := range l.done {
		if r := l.result(a); r.kind != 'h' || r.ok {
			continue
		}
		for v, p := range l.push {
			if p == none || p > a {
				continue
			}
			if by := l.taker[v]; by == drain || l.mayPrecede(a, by) {
				return fmt.Sprintf("PopHead answers \"empty\" while %d is there", v)
			}
		}
	}
	return ""
}

// told lists what was called and answered.
func (l *laws) told() string {
	var b strings.Builder
	for i := range l.done {
		fmt.Fprintf(&b, "\n\t%-8s %s → %v", who(l.done[i].Thread), l.done[i].Name, l.done[i].Result)
	}
	if len(l.late) > 0 {
		fmt.Fprintf(&b, "\n\tleft at the end: %v", l.late)
	}
	return b.String()
}
