package engine

import "slices"

// A Part is a part of a search as a value: the stack of an optimal strategy
// between two executions. It means the same in every process that runs the same
// scenario. The zero value is a whole search, not begun.
type Part struct {
	Begun   bool     `json:"begun"`
	Low     int      `json:"low"`     // frames below it only file schedules, for others to run
	Threads []string `json:"threads"` // names, by number; who starts others comes before them
	Frames  []Frame  `json:"frames"`
}

// A Frame is one step of the stack; see Optimal.
type Frame struct {
	Step    uint64   `json:"step"`    // hash of the step that it took last
	Taken   [2]int32 `json:"taken"`   // that step: thread and value
	Default int32    `json:"default"` // thread of the default step
	Inside  bool     `json:"inside,omitempty"`
	Outer   int32    `json:"outer"`
	At      int      `json:"at"`             // the schedule that ran last, -1 for the default step
	Node    int      `json:"node,omitempty"` // number of the frame where parts share it
	Moves   []Move   `json:"moves,omitempty"`
}

// A Move is a schedule of a frame: a step to be moved before the default one, by
// its hash there, led by those that it follows.
type Move struct {
	Hash  uint64     `json:"hash"`
	Steps [][2]int32 `json:"steps,omitempty"` // nil once it was run, or given to another part
}

// Part returns what is left of the search, between two executions.
func (s *Optimal) Part() *Part {
	p := &Part{Begun: s.begun, Low: s.low, Threads: slices.Clone(s.names), Frames: make([]Frame, s.n)}
	for i := range p.Frames {
		f := &s.frames[i]
		p.Frames[i] = Frame{
			Taken: [2]int32{f.e.thread, f.e.value}, Default: f.thread, Inside: f.inside, Outer: f.outer, At: f.at, Node: f.node,
		}
		switch {
		case s.resumed == nil:
			p.Frames[i].Step = s.hash[i]
		case i < len(s.resumed):
			p.Frames[i].Step = s.resumed[i]
		}
		for _, m := range f.schedules {
			var steps [][2]int32
			for _, c := range m.steps {
				steps = append(steps, [2]int32{c.thread, c.value})
			}
			p.Frames[i].Moves = append(p.Frames[i].Moves, Move{m.hash, steps})
		}
	}
	return p
}

// Left estimates which share of the whole search is left here. See share.
func (s *Optimal) Left() float64 {
	if !s.begun {
		return 1
	}
	left, w := 0.0, 1.0
	for k := range s.frames[:s.n] {
		f := &s.frames[k]
		if f.inside {
			continue
		}
		here, each := share(w, f.at, len(f.schedules))
		for i := f.next; k >= s.low && i < len(f.schedules); i++ {
			if f.schedules[i].steps != nil {
				left += each
			}
		}
		w = here
	}
	return left
}

// share divides what a frame is worth: half for its default step and half for all its
// schedules together, as if what comes first were as much as what does not. It
// returns what the step is worth with which the frame is now, and each schedule.
func share(w float64, at, schedules int) (here, each float64) {
	switch {
	case schedules == 0:
		return w, 0
	case at < 0:
		return w / 2, w / 2 / float64(schedules)
	}
	each = w / 2 / float64(schedules)
	return each, each
}

// Resume returns the strategy that goes on with p.
func Resume(p *Part) *Optimal {
	s := &Optimal{begun: p.Begun}
	if !p.Begun {
		return s
	}
	s.names = slices.Clone(p.Threads)
	s.resumed = make([]uint64, len(p.Frames))
	for i, from := range p.Frames {
		s.resumed[i] = from.Step
		f := s.push(from.Inside, from.Outer)
		f.e = choice{from.Taken[0], from.Taken[1]}
		f.thread, f.at, f.next, f.node = from.Default, from.At, max(from.At, 0), from.Node
		for _, m := range from.Moves {
			var steps []choice
			for _, c := range m.Steps {
				steps = append(steps, choice{c[0], c[1]})
			}
			f.add(m.Hash, steps)
		}
	}
	s.low = p.Low
	return s
}

// Done reports whether nothing of p is left to run.
func (p *Part) Done() bool { return p.Begun && p.first() < 0 }

// first returns the first frame of p's own with a schedule to run, or -1.
func (p *Part) first() int {
	for i := p.Low; i < len(p.Frames); i++ {
		if f := &p.Frames[i]; !f.Inside && f.waiting() >= 0 {
			return i
		}
	}
	return -1
}

// waiting returns the first schedule of f that is to be run, or -1.
func (f *Frame) waiting() int {
	return slices.IndexFunc(f.Moves, func(m Move) bool { return m.Steps != nil })
}
