package model

import "slices"

// The algorithms themselves, one atomic step at a time, written after
// sync.poolDequeue and sync.poolChain and knowing nothing of this package's states.
// They are twice of use: run under a random schedule they record histories that are
// right, and run under all schedules they say which answers can be had at all.

// world is a ring or a chain in memory, and the operations running on it.
type world struct {
	chain       bool
	first, most int // slots of the first and of the largest ring
	rings       []cells
	head, tail  int // the owner's and the thieves' end of a chain
	runs        []run
}

type cells struct {
	head, tail int
	slots      []int // 0 is free
	next       bool  // the ring after this one is linked
	cut        bool  // the one before is not
}

// run is an operation under way: what a goroutine has in its registers.
type run struct {
	op         Op
	busy, done bool
	at         string // the step to do next
	ring       int
	head, tail int
	linked     bool
}

func newRingWorld(capacity, clients int) *world {
	return &world{rings: []cells{{slots: make([]int, capacity)}}, runs: make([]run, clients)}
}

func newChainWorld(first, most, clients int) *world {
	return &world{chain: true, first: first, most: most, head: -1, tail: -1, runs: make([]run, clients)}
}

func (w *world) clone() *world {
	c := *w
	c.runs = slices.Clone(w.runs)
	c.rings = slices.Clone(w.rings)
	for i := range c.rings {
		c.rings[i].slots = slices.Clone(w.rings[i].slots)
	}
	return &c
}

// key tells states of a world apart. Its numbers are small, so a byte holds each.
func (w *world) key() string {
	key := []byte{byte(w.head), byte(w.tail)}
	flag := func(is bool) byte {
		if is {
			return 1
		}
		return 0
	}
	for _, d := range w.rings {
		key = append(key, byte(d.head), byte(d.tail), flag(d.next), flag(d.cut))
		for _, v := range d.slots {
			key = append(key, byte(v))
		}
	}
	for _, r := range w.runs {
		key = append(key, flag(r.busy), flag(r.done), byte(r.op.Kind), byte(r.op.Value), flag(r.op.OK),
			byte(r.ring), byte(r.head), byte(r.tail), flag(r.linked))
		key = append(key, r.at...)
	}
	return string(key)
}

func (w *world) call(op Op) {
	start := map[Kind]string{PushHead: "push", PopHead: "popHead", PopTail: "popTail"}[op.Kind]
	w.runs[op.Client] = run{op: op, busy: true, at: start}
}

func (r *run) end(value int, ok bool) {
	r.done, r.op.OK = true, ok
	if !r.op.Kind.gives() {
		r.op.Value = value
	}
}

// step does the client's next atomic step.
func (w *world) step(client int) {
	r := &w.runs[client]
	if r.ring < len(w.rings) && r.ring >= 0 && len(w.rings) > 0 {
		w.within(r, &w.rings[r.ring])
	} else {
		w.within(r, nil)
	}
}

func (w *world) within(r *run, d *cells) {
	switch r.at {
	case "push":
		if w.chain && w.head < 0 {
			w.rings = append(w.rings, cells{slots: make([]int, w.first)})
			w.head, w.tail = 0, 0
			return
		}
		r.ring = w.head
		if d = &w.rings[r.ring]; d.head-d.tail == len(d.slots) {
			w.noRoom(r)
		} else {
			r.at = "push: slot"
		}
	case "push: slot":
		if d.slots[d.head%len(d.slots)] != 0 {
			w.noRoom(r)
		} else {
			r.at = "push: add"
		}
	case "push: add":
		d.slots[d.head%len(d.slots)] = r.op.Value
		d.head++
		r.end(0, true)
	case "push: link":
		w.rings = append(w.rings, cells{slots: make([]int, min(2*len(d.slots), w.most))})
		w.rings[r.ring].next = true
		w.head++
		r.ring, r.at = w.head, "push: add"

	case "popHead":
		if w.head < 0 {
			r.end(0, false)
			return
		}
		r.ring, r.at = w.head, "popHead: load"
	case "popHead: load":
		switch r.head, r.tail = d.head, d.tail; {
		case r.head != r.tail:
			r.at = "popHead: cas"
		case w.chain:
			r.at = "popHead: prev"
		default:
			r.end(0, false)
		}
	case "popHead: prev":
		if r.ring == 0 || d.cut {
			r.end(0, false)
			return
		}
		r.ring, r.at = r.ring-1, "popHead: load"
	case "popHead: cas":
		if r.at = "popHead: load"; d.head == r.head && d.tail == r.tail {
			d.head--
			slot := &d.slots[d.head%len(d.slots)]
			r.end(*slot, true)
			*slot = 0
		}

	case "popTail":
		if r.ring = w.tail; r.ring < 0 {
			r.end(0, false)
			return
		}
		r.at = "popTail: next"
	case "popTail: next":
		r.linked, r.at = d.next, "popTail: load"
	case "popTail: load":
		switch r.head, r.tail = d.head, d.tail; {
		case r.head != r.tail:
			r.at = "popTail: cas"
		case r.linked:
			r.at = "popTail: drop"
		default:
			r.end(0, false)
		}
	case "popTail: cas":
		if r.at = "popTail: load"; d.head == r.head && d.tail == r.tail {
			d.tail++
			r.at = "popTail: release"
		}
	case "popTail: release":
		slot := &d.slots[r.tail%len(d.slots)]
		r.end(*slot, true)
		*slot = 0
	case "popTail: drop":
		if r.at = "popTail: next"; w.tail == r.ring {
			w.tail++
			r.at = "popTail: cut"
		} else {
			r.ring++
		}
	case "popTail: cut":
		r.ring++
		w.rings[r.ring].cut = true
		r.at = "popTail: next"
	default:
		panic(r.at)
	}
}

func (w *world) noRoom(r *run) {
	if w.chain {
		r.at = "push: link"
	} else {
		r.end(0, false)
	}
}

// reachable reports whether some schedule of the algorithm makes the history: it
// runs them all, but for states that it has been in.
func reachable(start *world, h History) bool {
	type event struct {
		op   Op
		call bool
	}
	events := make(map[int64]event)
	var times []int64
	for _, op := range h {
		events[op.Call], events[op.Return] = event{op, true}, event{op, false}
		times = append(times, op.Call, op.Return)
	}
	slices.Sort(times)

	been := make(map[string]bool)
	var visit func(w *world, at int) bool
	visit = func(w *world, at int) bool {
		if at == len(times) {
			return true
		}
		key := w.key() + string(rune(at))
		if been[key] {
			return false
		}
		been[key] = true
		e := events[times[at]]
		if r := w.runs[e.op.Client]; e.call || r.done {
			next := w.clone()
			if e.call {
				op := e.op
				op.OK = false
				if !op.Kind.gives() {
					op.Value = 0
				}
				next.call(op)
			} else {
				next.runs[e.op.Client] = run{}
				if r.op.OK != e.op.OK || r.op.OK && r.op.Value != e.op.Value {
					return false
				}
			}
			if visit(next, at+1) {
				return true
			}
		}
		for c, r := range w.runs {
			if r.busy && !r.done {
				next := w.clone()
				next.step(c)
				if visit(next, at) {
					return true
				}
			}
		}
		return false
	}
	return visit(start, 0)
}
