package model

import (
	"fmt"
	"iter"
)

// What the true specifications permit beyond the strict ones comes of operations that
// have two moments (M2). Each such kind of operation is an excuse, and can be taken away.

// excuse is a kind of operation that has two moments.
type excuse struct {
	name          string
	of            func(Op) bool
	first, second moment
}

var (
	inTheSlot = excuse{"a thief stands in a slot", thefts, claim, release}
	looked    = excuse{"a thief looked for the last ring before", misses, look, answer}
	decided   = excuse{"a push had decided before", pushes, decide, publish}
)

// Excuses names what the specification has beyond the strict one of its structure.
func (s Spec) Excuses() (names []string) {
	for _, x := range s.excuses {
		names = append(names, x.name)
	}
	return names
}

// Without returns the specification without one of its excuses: those operations have
// one moment then. It rejects all that the specification rejects, and more if the
// excuse is needed.
func (s Spec) Without(name string) Spec {
	var rest []excuse
	var gone *excuse
	for _, x := range s.excuses {
		if x.name == name {
			gone = &x
		} else {
			rest = append(rest, x)
		}
	}
	if gone == nil {
		panic(fmt.Sprintf("model: the %s has no excuse %q; it has %q", s.name, name, s.Excuses()))
	}
	before := s.split
	s.name += fmt.Sprintf(" without the excuse that %s", name)
	s.excuses = rest
	s.split = func(h History) (points []point) {
		for _, p := range before(h) {
			switch {
			case !gone.of(*p.op):
				points = append(points, p)
			case p.moment == all || p.moment == gone.first:
				points = append(points, point{all, p.op})
			}
		}
		return points
	}
	return s
}

// Histories yields every history of clients that the specification of a ring or a chain
// permits and in which operations are as short as can be: each is called at its first
// moment and returns at its last. A client is a list of what it does; client 0 is the
// owner, and pushes 1, 2, 3, …. A history may come more than once; it is valid until
// the next.
func (s Spec) Histories(clients [][]Kind) iter.Seq[History] {
	var pushes int
	for _, c := range clients {
		for _, k := range c {
			if k == PushHead {
				pushes++
			}
		}
	}
	return func(yield func(History) bool) {
		g := generator{spec: s, clients: clients, values: pushes, yield: yield, at: make([]int, len(clients)), pending: make([]*Op, len(clients))}
		for _, c := range clients {
			g.left += len(c)
		}
		g.history = make(History, 0, g.left)
		g.next(s.start, 0)
	}
}

// generator is a search through all orders of moments and all answers.
type generator struct {
	spec    Spec
	clients [][]Kind
	values  int // that are pushed
	yield   func(History) bool

	at      []int // by client: its next operation
	pending []*Op // by client: its operation that has had its first moment, or nil
	left    int   // operations that have not returned
	pushed  int
	history History // never grows beyond its capacity: states point into it
}

// next tries what can come next, and reports whether to go on.
func (g *generator) next(now state, time int64) bool {
	if g.left == 0 {
		return g.yield(g.history)
	}
	for c := range g.clients {
		if op := g.pending[c]; op != nil {
			if !g.finish(now, time, c, op) {
				return false
			}
			continue
		}
		if g.at[c] == len(g.clients[c]) {
			continue
		}
		kind := g.clients[c][g.at[c]]
		if kind == PushHead {
			g.pushed++
			for _, ok := range []bool{true, false} {
				if !g.begin(now, time, Op{Client: c, Kind: kind, Value: g.pushed, OK: ok}) {
					return false
				}
			}
			g.pushed--
			continue
		}
		for v := range g.values + 1 { // 0 is empty
			if !g.begin(now, time, Op{Client: c, Kind: kind, Value: v, OK: v > 0}) {
				return false
			}
		}
	}
	return true
}

// begin lets an operation have its first moment, which may be its last.
func (g *generator) begin(now state, time int64, op Op) bool {
	op.Call = time
	g.history = append(g.history, op)
	h := &g.history[len(g.history)-1]
	g.at[op.Client]++
	defer func() {
		g.at[op.Client]--
		g.history = g.history[:len(g.history)-1]
	}()
	if x := g.two(op); x != nil {
		then, legal := now.step(point{x.first, h})
		if !legal {
			return true
		}
		g.pending[op.Client] = h
		defer func() { g.pending[op.Client] = nil }()
		return g.next(then, time+1)
	}
	then, legal := now.step(point{all, h})
	if !legal {
		return true
	}
	h.Return = time + 1
	g.left--
	defer func() { g.left++ }()
	return g.next(then, time+2)
}

// finish lets an operation have its second moment.
func (g *generator) finish(now state, time int64, client int, op *Op) bool {
	then, legal := now.step(point{g.two(*op).second, op})
	if !legal {
		return true
	}
	g.pending[client] = nil
	op.Return = time
	g.left--
	defer func() {
		g.left++
		g.pending[client] = op
	}()
	return g.next(then, time+1)
}

// two returns the excuse by which an operation has two moments, or nil.
func (g *generator) two(op Op) *excuse {
	for i := range g.spec.excuses {
		if x := &g.spec.excuses[i]; x.of(op) {
			return x
		}
	}
	return nil
}
