package engine

// Optimal runs one execution of every equivalence class of E3 (E5).
//
// The search is a stack of frames, one per step. A frame first lets its default
// step e run. Every other class of its subtree has something that conflicts
// with e before e; the smallest such thing is a schedule: a step d in conflict
// with e, led by the steps that d follows and that do not themselves conflict
// with e. Races (e, d) in the executions under e name all of these schedules.
//
//	frame ─ e ────────────── …          every class in which e comes first
//	      ├ a b d₁ ─ e ───── …          those with d₁ before e
//	      └ a   d₂ ─ e ───── …          those with d₂, not d₁, before e
//
// A class belongs to the first schedule of which it contains all, as a
// downward-closed part. Steps are named by a hash of everything that they
// follow, so that "contains d₁ in that very context" is "a step has d₁'s hash",
// in whatever order and at whatever addresses. The steps of a schedule are not
// reversed again: the classes in which they come in another order belong to
// another schedule. And as e runs right after its schedule, whatever conflicts
// with e and has not happened yet is in another context from then on: no
// execution is started that would have to be thrown away.
//
// Time per execution: O(steps re-run) plus, for each new step, O(locations'
// accesses/64). Memory: the hashes of schedules of frames on the stack.
type Optimal struct {
	Halt func() bool // asked before each execution, if not nil: the rest is left to Part

	frames  []frame
	n       int // frames in use
	low     int // the frames below it are other parts' to go on with (E15)
	begun   bool
	branch  int      // first step of this execution that is not of the last one
	resumed []uint64 // the hashes that the first execution of a part must repeat
	names   []string // of the threads, by number

	// the execution, as analysed so far
	words   int // of a set of steps
	pre     []uint64
	hash    []uint64
	all     []uint64 // by location: its steps
	writes  []uint64 // by location: those that wrote
	calls   []uint64
	returns []uint64
	own     []int32 // by thread: its last step, -1 for none
	// scratch
	base, conf, acc, ctx []uint64
	races                []int
	free                 [][]choice
}

// choice is what one step of a schedule lets happen.
type choice struct{ thread, value int32 }

// schedule is a step to be moved before a frame's default step, led by what it
// follows.
type schedule struct {
	hash  uint64
	steps []choice // nil once it has been taken
}

type frame struct {
	schedules []schedule
	index     map[uint64]int // of schedules, when they are many
	at        int            // the schedule that runs now, -1 for the default step
	next      int            // first schedule not taken
	node      int            // number of the frame where parts share it (E15), 0 for none
	thread    int32          // of the default step, -1 unknown yet
	inside    bool           // its step is one of a schedule's, not to be reversed
	outer     int32          // frame whose default step this one repeats, -1 for none
	e         choice
}

const indexAbove = 24

// find returns the place of h among f's schedules, or -1.
func (f *frame) find(h uint64) int {
	if f.index != nil {
		if i, ok := f.index[h]; ok {
			return i
		}
		return -1
	}
	for i := range f.schedules {
		if f.schedules[i].hash == h {
			return i
		}
	}
	return -1
}

func (f *frame) add(h uint64, steps []choice) {
	f.schedules = append(f.schedules, schedule{h, steps})
	if f.index != nil {
		f.index[h] = len(f.schedules) - 1
	} else if len(f.schedules) > indexAbove {
		f.index = make(map[uint64]int)
		for i := range f.schedules {
			f.index[f.schedules[i].hash] = i
		}
	}
}

func (s *Optimal) push(inside bool, outer int32) *frame {
	if s.n == len(s.frames) {
		s.frames = append(s.frames, frame{})
	}
	f := &s.frames[s.n]
	s.n++
	f.schedules, f.index, f.at, f.next, f.node = f.schedules[:0], nil, -1, 0, 0
	f.inside, f.outer = inside, outer
	return f
}

// Next takes the deepest schedule that was not taken.
func (s *Optimal) Next(e *Engine) bool {
	if s.Halt != nil && s.Halt() {
		return false
	}
	if !s.begun {
		s.begun = true
		return true
	}
	if s.resumed != nil {
		e.adopt(s.names)
	}
	for s.n > s.low {
		f := &s.frames[s.n-1]
		for f.next < len(f.schedules) && f.schedules[f.next].steps == nil {
			f.next++ // another part took it
		}
		if f.inside || f.next == len(f.schedules) {
			s.n--
			continue
		}
		steps := f.schedules[f.next].steps
		f.schedules[f.next].steps = nil
		f.at = f.next
		f.next++
		at := s.n - 1
		s.branch = at
		f.e = steps[0]
		for _, c := range steps[1:] {
			s.push(true, -1).e = c
		}
		s.free = append(s.free, steps[:0])
		if s.resumed == nil {
			e.repeat = at
		}
		s.push(false, int32(at)).thread = s.frames[at].thread
		return true
	}
	return false
}

// Pick follows the stack, and beyond it lets the running thread go on.
//
//go:norace
func (s *Optimal) Pick(e *Engine) int32 {
	i := e.n
	if i < s.n {
		f := &s.frames[i]
		if i < s.n-1 || f.outer < 0 {
			return f.e.thread
		}
		// right after a schedule: the default step that it went before
		if e.Enabled(f.thread) {
			f.e = choice{f.thread, 0}
			return f.thread
		}
		f.outer = -1
		s.n--
	}
	id := e.Cur()
	if id < 0 || !e.Enabled(id) {
		for id = 0; ; id++ {
			if int(id) == len(e.threads) {
				return -1
			}
			if e.Enabled(id) {
				break
			}
		}
	}
	return id
}

//go:norace
func (s *Optimal) Choose(e *Engine, n int) int {
	if e.n < s.n {
		return int(s.frames[e.n].e.value)
	}
	return 0
}
