package model

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The slow twin of Check: it puts the moments of the operations into every order that
// the times admit, two to each operation that may have two, and judges each order by
// going through it from its start, after the words of M1 to M6. It shares no code
// with the states.

// instant is one moment of an order: the first or the second of an operation.
type instant struct {
	op     Op
	second bool
}

type rules struct {
	spec     Spec
	true     bool
	pool     bool
	capacity int // 0 is unlimited, but for a true chain, where it is the first ring's
	limit    int // 0 but for a true chain
}

// twin judges the history by the definition.
func (r rules) twin(h History) Outcome {
	var order []instant
	var place func() bool
	taken := make([]int, len(h)) // moments of each operation that are in the order
	moments := func(op Op) int {
		switch {
		case !r.true || r.pool:
			return 1
		case op.Kind == PopTail && op.OK,
			r.limit > 0 && (op.Kind == PopTail || op.Kind == PushHead):
			return 2
		}
		return 1
	}
	place = func() bool {
		missing := false
		for i, op := range h {
			if taken[i] == moments(op) {
				continue
			}
			missing = true
			if slices.ContainsFunc(h, func(o Op) bool {
				return o.Return < op.Call && taken[slices.Index(h, o)] < moments(o)
			}) {
				continue // an operation that returned before this one was called comes first
			}
			order = append(order, instant{op, taken[i] == 1})
			taken[i]++
			if r.allows(order, moments) && place() {
				return true
			}
			taken[i]--
			order = order[:len(order)-1]
		}
		return !missing
	}
	if place() {
		return Legal
	}
	return Illegal
}

// allows reports whether the last moment of the order may be what it is.
func (r rules) allows(order []instant, moments func(Op) int) bool {
	if r.pool {
		return r.allowsPool(order)
	}
	type where struct{ value, ring int }
	var live []where           // values, oldest first
	stolen := map[int][]int{}  // by ring: the values that thieves took, in order
	released := map[int]bool{} // by value
	closing := false           // the push under way found no room
	saw := map[int64]int{}     // by call: the ring that a popTail found last
	ring, size := 1, r.capacity
	noRoom := func() bool {
		inRing := 0
		for _, v := range live {
			if v.ring == ring {
				inRing++
			}
		}
		if size == 0 {
			return false
		}
		if inRing == size {
			return true
		}
		// What had the slot before is size values back, of all that had an index in this
		// ring: the stolen ones and then the live ones.
		back := len(stolen[ring]) + inRing - size
		return r.true && back >= 0 && !released[stolen[ring][back]]
	}
	for n, it := range order {
		op, last, ok := it.op, n == len(order)-1, true
		switch {
		case op.Kind == PushHead && r.limit > 0 && r.true: // a true chain's
			ok = op.OK
			if !it.second {
				closing = noRoom()
				break
			}
			if closing {
				ring, size = ring+1, min(2*size, r.limit)
			}
			live = append(live, where{op.Value, ring})
		case op.Kind == PushHead:
			ok = op.OK != noRoom()
			if op.OK {
				live = append(live, where{op.Value, ring})
			}
		case op.Kind == PopHead && op.OK:
			ok = len(live) > 0 && live[len(live)-1].value == op.Value
			if ok {
				live = live[:len(live)-1]
			}
		case op.Kind == PopHead:
			ok = len(live) == 0
		case op.OK && it.second:
			released[op.Value] = true
		case op.OK:
			ok = len(live) > 0 && live[0].value == op.Value
			if ok {
				stolen[live[0].ring] = append(stolen[live[0].ring], op.Value)
				live = live[1:]
			}
		case moments(op) == 1:
			ok = len(live) == 0
		case !it.second:
			saw[op.Call] = ring
			ok = !slices.ContainsFunc(live, func(v where) bool { return v.ring < ring })
		default:
			ok = !slices.ContainsFunc(live, func(v where) bool { return v.ring <= saw[op.Call] })
		}
		if last {
			return ok
		}
	}
	return true
}

// allowsPool is the same for a pool. It counts back from the last moment.
func (r rules) allowsPool(order []instant) bool {
	before, last := order[:len(order)-1], order[len(order)-1].op
	if last.Kind != Get || !last.OK && r.true {
		return true
	}
	rotates := 0
	gone := map[int]bool{}
	for _, it := range slices.Backward(before) {
		switch {
		case it.op.Kind == Rotate:
			rotates++
		case it.op.Kind == Get && it.op.OK:
			gone[it.op.Value] = true
		case it.op.Kind == Put && rotates < 2 && !gone[it.op.Value]:
			if !last.OK || last.Value == it.op.Value {
				return last.OK
			}
		}
	}
	return !last.OK
}

// makeDeque records what the algorithm does under a drawn schedule.
func makeDeque(t *rapid.T, w *world, ops, most int) History {
	var h History
	clients := len(w.runs)
	calls := make([]int64, clients)
	pushed, now := 0, int64(0)
	// One client falls asleep over its operations, or hardly anything would be told that
	// is not so.
	sleeper := rapid.IntRange(0, clients-1).Draw(t, "sleeper")
	for ops > 0 || slices.ContainsFunc(w.runs, func(r run) bool { return r.busy }) {
		c := rapid.IntRange(0, clients-1).Draw(t, "client")
		r := &w.runs[c]
		if c == sleeper && r.busy && rapid.IntRange(0, 9).Draw(t, "awake") > 0 {
			continue
		}
		switch {
		case r.done:
			now++
			r.op.Call, r.op.Return = calls[c], now
			h = append(h, r.op)
			*r = run{}
		case r.busy:
			w.step(c)
		case ops > 0:
			op := Op{Client: c, Kind: PopTail}
			if c == 0 {
				op.Kind = rapid.SampledFrom([]Kind{PushHead, PushHead, PushHead, PopHead}).Draw(t, "kind")
			}
			if op.Kind == PushHead {
				if pushed == most {
					continue
				}
				pushed++
				op.Value = pushed
			}
			ops--
			now++
			calls[c] = now
			w.call(op)
		}
	}
	return h
}

// makePool records what a bag does that ages and, if told to, forgets.
func makePool(t *rapid.T, ops, clients int, forgets bool) History {
	type item struct{ value, age int }
	var bag []item
	var h History
	running := make([]Op, clients)
	phase := make([]int, clients) // 0 idle, 1 called, 2 done
	now := int64(0)
	value := 0
	for ops > 0 || slices.Max(phase) > 0 {
		c := rapid.IntRange(0, clients-1).Draw(t, "client")
		op := &running[c]
		switch phase[c] {
		case 0:
			if ops == 0 {
				continue
			}
			ops--
			now++
			*op = Op{Client: c, Call: now, OK: true}
			op.Kind = rapid.SampledFrom([]Kind{Put, Put, Put, Get, Get, Get, Rotate}).Draw(t, "kind")
			if op.Kind == Put {
				value++
				op.Value = value
			}
		case 1:
			switch op.Kind {
			case Put:
				bag = append(bag, item{value: op.Value})
			case Rotate:
				bag = slices.DeleteFunc(bag, func(i item) bool { return i.age == 1 })
				for i := range bag {
					bag[i].age++
				}
			case Get:
				op.OK = len(bag) > 0 && !(forgets && rapid.Bool().Draw(t, "forget"))
				if op.OK {
					i := rapid.IntRange(0, len(bag)-1).Draw(t, "which")
					op.Value = bag[i].value
					bag = slices.Delete(bag, i, i+1)
				}
			}
		case 2:
			now++
			op.Return = now
			h = append(h, *op)
		}
		phase[c] = (phase[c] + 1) % 3
	}
	return h
}

// spoil changes one answer, value or time, so that the history may be wrong.
func spoil(t *rapid.T, h History) History {
	h = slices.Clone(h)
	op := &h[rapid.IntRange(0, len(h)-1).Draw(t, "spoilt")]
	switch rapid.IntRange(0, 3).Draw(t, "how") {
	case 0:
		op.OK = !op.OK
		if op.OK && op.Value == 0 {
			op.Value = rapid.IntRange(1, 3).Draw(t, "value")
		}
	case 1:
		if op.OK && op.Kind != Rotate {
			op.Value = rapid.IntRange(1, 9).Draw(t, "value")
		}
	case 2: // two answers change places
		other := &h[rapid.IntRange(0, len(h)-1).Draw(t, "other")]
		if !op.Kind.gives() && !other.Kind.gives() && op.Kind != Rotate && other.Kind != Rotate {
			op.Value, other.Value = other.Value, op.Value
			op.OK, other.OK = other.OK, op.OK
		}
	case 3: // two neighbours in time change places
		at := rapid.Int64Range(1, int64(2*len(h)-1)).Draw(t, "time")
		swap := func(when *int64) {
			switch *when {
			case at:
				*when = at + 1
			case at + 1:
				*when = at
			}
		}
		for i := range h {
			swap(&h[i].Call)
			swap(&h[i].Return)
		}
	}
	return h
}

// met counts what a comparison has come across, for a comparison that never meets a
// wrong history, or one on which the two specifications differ, compares nothing.
type met struct{ legal, illegal, differ int }

func (m *met) check(t *testing.T) {
	t.Helper()
	t.Logf("met %+v", *m)
	if m.legal == 0 || m.illegal == 0 || m.differ == 0 {
		t.Errorf("met %+v: something was never met", *m)
	}
}

const perCheck = 5 // draws of each kind of history; rapid checks 100 times

// compare holds both specifications against their twins.
func (m *met) compare(t *rapid.T, strict, true rules, h History) Outcome {
	if h.Validate() != nil {
		return Undecided // not a history any more
	}
	var got [2]Outcome
	for i, r := range [...]rules{strict, true} {
		got[i] = r.spec.Check(h, 0)
		if want := r.twin(h); got[i] != want {
			t.Fatalf("%s: %v, the twin says %v\n%v", r.spec.Name(), got[i], want, h)
		}
		if alone := r.spec.search(h, 0); alone != got[i] {
			t.Fatalf("%s: %v, but %v without its sketch\n%v", r.spec.Name(), got[i], alone, h)
		}
	}
	if got[0] == Legal && got[1] == Illegal {
		t.Fatalf("the true specification is no weaker than the strict one\n%v", h)
	}
	if got[0] != got[1] {
		m.differ++
	}
	if got[1] == Legal {
		m.legal++
	} else {
		m.illegal++
	}
	return got[1]
}

// judgeDeque holds the specifications against their twins, and the true one against
// the algorithm as well, run in a world that new makes.
func (m *met) judgeDeque(t *rapid.T, strict, true rules, world func() *world, h History) Outcome {
	got := m.compare(t, strict, true, h)
	if got != Undecided && (got == Legal) != reachable(world(), h) {
		t.Fatalf("%s: %v, but the algorithm begs to differ\n%v", true.spec.Name(), got, h)
	}
	return got
}

// near draws one of the stories and spoils it some. What a true specification excuses
// takes more coincidence than a random schedule has to offer; near the stories, every
// other history is just excused and every other just not.
func near(t *rapid.T, stories []History) (which int, h History) {
	which = rapid.IntRange(0, len(stories)-1).Draw(t, "story")
	h = stories[which]
	for range rapid.IntRange(0, 2).Draw(t, "spoils") {
		if worse := spoil(t, h); worse.Validate() == nil {
			h = worse
		}
	}
	return which, h
}

func TestTwinRing(t *testing.T) {
	var stories []History
	var sizes []int
	for _, x := range excuses {
		if start, is := x.true.start.(ring); is {
			stories, sizes = append(stories, tell(t, x.story)), append(sizes, start.capacity)
		}
	}
	var m met
	rapid.Check(t, func(t *rapid.T) {
		for range perCheck {
			which, likely := near(t, stories)
			size := rapid.IntRange(1, 2).Draw(t, "size")
			for i, size := range [...]int{size, size, sizes[which]} {
				strict := rules{spec: StrictRing(size), capacity: size}
				true := rules{spec: TrueRing(size), capacity: size, true: true}
				world := func() *world { return newRingWorld(size, 4) }
				switch i {
				case 0:
					h := makeDeque(t, world(), 5, 5)
					if m.judgeDeque(t, strict, true, world, h) != Legal {
						t.Fatalf("the algorithm's own history is rejected\n%v", h)
					}
				case 1:
					m.judgeDeque(t, strict, true, world, spoil(t, makeDeque(t, world(), 5, 5)))
				case 2:
					m.judgeDeque(t, strict, true, world, likely)
				}
			}
		}
	})
	m.check(t)
}

func TestTwinChain(t *testing.T) {
	var stories []History
	var sizes [][2]int
	for _, x := range excuses {
		if start, is := x.true.start.(chain); is {
			stories, sizes = append(stories, tell(t, x.story)), append(sizes, [2]int{start.last.capacity, start.limit})
		}
	}
	var m met
	rapid.Check(t, func(t *rapid.T) {
		for range perCheck {
			which, likely := near(t, stories)
			first := rapid.IntRange(1, 2).Draw(t, "first")
			size := [2]int{first, rapid.IntRange(first, 2).Draw(t, "most")}
			for i, size := range [...][2]int{size, size, sizes[which]} {
				strict := rules{spec: StrictChain()}
				true := rules{spec: TrueChain(size[0], size[1]), capacity: size[0], limit: size[1], true: true}
				world := func() *world { return newChainWorld(size[0], size[1], 4) }
				switch i {
				case 0:
					h := makeDeque(t, world(), 5, 5)
					if m.judgeDeque(t, strict, true, world, h) != Legal {
						t.Fatalf("the algorithm's own history is rejected\n%v", h)
					}
				case 1:
					m.judgeDeque(t, strict, true, world, spoil(t, makeDeque(t, world(), 5, 5)))
				case 2:
					m.judgeDeque(t, strict, true, world, likely)
				}
			}
		}
	})
	m.check(t)
}

func TestTwinPool(t *testing.T) {
	var m met
	rapid.Check(t, func(t *rapid.T) {
		for range perCheck {
			forgets := rapid.Bool().Draw(t, "forgets")
			h := makePool(t, 5, 3, forgets)
			strict := rules{spec: StrictPool(), pool: true}
			true := rules{spec: TruePool(), pool: true, true: true}
			if m.compare(t, strict, true, h) != Legal {
				t.Fatalf("the bag's own history is rejected\n%v", h)
			}
			m.compare(t, strict, true, spoil(t, h))
		}
	})
	m.check(t)
}

// The stories about rings and chains, held against the algorithm: it can tell those
// that the true specification permits, and no other.
func TestAlgorithmTellsTheStories(t *testing.T) {
	for _, x := range excuses {
		if x.true.pool {
			continue
		}
		w := newRingWorld(2, 4)
		switch start := x.true.start.(type) {
		case ring:
			w = newRingWorld(start.capacity, 4)
		case chain:
			w = newChainWorld(start.last.capacity, start.limit, 4)
		}
		if reachable(w, tell(t, x.story)) != x.excused {
			t.Errorf("%s: the algorithm begs to differ from excused=%v", x.name, x.excused)
		}
	}
}

// Longer histories than the twins can judge: the algorithm's own are legal (M4, M5).
func TestAlgorithmIsLegal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(1, 4).Draw(t, "capacity")
		h := makeDeque(t, newRingWorld(capacity, 5), 40, 40)
		if got := TrueRing(capacity).Check(h, 0); got != Legal {
			t.Fatalf("%v\n%v", got, h)
		}
		most := rapid.IntRange(capacity, 8).Draw(t, "most")
		h = makeDeque(t, newChainWorld(capacity, most, 5), 40, 40)
		if got := TrueChain(capacity, most).Check(h, 0); got != Legal {
			t.Fatalf("%v\n%v", got, h)
		}
	})
}
