package model

import (
	"slices"

	"github.com/anishathalye/porcupine"
)

// point is one of the moments at which an operation takes effect (M2). Points are
// what porcupine puts in order: it knows each as an operation of its own.
type point struct {
	moment moment
	op     *Op // in the history: the points of one operation have the same
}

type moment uint8

const (
	all     moment = iota // the only moment of its operation
	claim                 // a popTail takes its value …
	release               // … and frees the slot
	look                  // a popTail finds the newest ring …
	answer                // … and finds that ring drained
	decide                // a push finds room or none …
	publish               // … and the value is there
)

var moments = [...]string{"", "claim", "release", "look", "answer", "decide", "publish"}

func (p point) String() string {
	s := p.op.call() + " → " + p.op.answer()
	if p.moment != all {
		s += " (" + moments[p.moment] + ")"
	}
	return s
}

// split returns the points of a history, two of each operation for which two
// returns them.
func split(h History, two func(Op) (first, second moment, ok bool)) []point {
	var points []point
	for i := range h {
		if first, second, ok := two(h[i]); ok {
			points = append(points, point{first, &h[i]}, point{second, &h[i]})
		} else {
			points = append(points, point{all, &h[i]})
		}
	}
	return points
}

// whole gives every operation one moment: a strict specification (M2).
func whole(h History) []point {
	return split(h, func(Op) (first, second moment, ok bool) { return all, all, false })
}

// meets reports whether the operation overlaps one such as wanted.
func (h History) meets(op Op, wanted func(Op) bool) bool {
	return slices.ContainsFunc(h, func(other Op) bool { return wanted(other) && op.overlaps(other) })
}

// Kinds of operations that others are told of.
func pushes(op Op) bool  { return op.Kind == PushHead }
func refused(op Op) bool { return op.Kind == PushHead && !op.OK }
func thefts(op Op) bool  { return op.Kind == PopTail && op.OK }
func misses(op Op) bool  { return op.Kind == PopTail && !op.OK }

// state is where a specification has got to. It is an immutable value.
type state interface {
	step(point) (next state, legal bool)
	equal(state) bool
	hash() uint64 // equal states have equal ones
	String() string
}

// operations are the points as porcupine takes them.
func operations(points []point) []porcupine.Operation {
	ops := make([]porcupine.Operation, len(points))
	for i, p := range points {
		ops[i] = porcupine.Operation{ClientId: p.op.Client, Input: p, Call: p.op.Call, Return: p.op.Return}
	}
	return ops
}

// porcupine is the specification as porcupine takes it.
func (s Spec) porcupine() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return s.start },
		Step: func(now, p, _ any) (bool, any) {
			next, legal := now.(state).step(p.(point))
			return legal, next
		},
		Equal:             func(a, b any) bool { return a.(state).equal(b.(state)) },
		Hash:              func(a any) uint64 { return a.(state).hash() },
		DescribeOperation: func(p, _ any) string { return p.(point).String() },
		DescribeState:     func(a any) string { return a.(state).String() },
	}
}
