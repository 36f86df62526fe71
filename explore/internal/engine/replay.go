package engine

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Schedule is one interleaving: who took each step, and what a choice gave. Its
// text is short, versioned and stable, and means the same under every strategy:
// thread 2 is the second that the scenario started, thread 2-1 the first that
// thread 2 started, and thread 0 the scenario itself.
type Schedule []Turn

// A Turn is one step of a schedule.
type Turn struct {
	Thread string
	Value  int32 // of a choice
}

const scheduleVersion = "s1"

// Schedule returns the interleaving of the execution.
func (e *Engine) Schedule() Schedule {
	s := make(Schedule, e.n)
	for i := range s {
		s[i] = Turn{e.Name(e.ev[i].Thread), e.ev[i].Choice}
	}
	return s
}

// Name returns the name of thread id in schedules.
//
//go:norace
func (e *Engine) Name(id int32) string { return e.threads[id].name }

// String writes runs of a thread as thread×steps and a choice as thread=value.
func (s Schedule) String() string {
	var b strings.Builder
	b.WriteString(scheduleVersion)
	for i := 0; i < len(s); {
		n := 1
		for i+n < len(s) && s[i].Value == 0 && s[i+n] == s[i] {
			n++
		}
		fmt.Fprintf(&b, ".%s", s[i].Thread)
		if s[i].Value != 0 {
			fmt.Fprintf(&b, "=%d", s[i].Value)
		} else if n > 1 {
			fmt.Fprintf(&b, "x%d", n)
		}
		i += n
	}
	return b.String()
}

var turn = regexp.MustCompile(`^([0-9]+(?:-[0-9]+)*)(?:(=|x)([0-9]{1,6}))?$`)

// ParseSchedule reads what String wrote.
func ParseSchedule(text string) (Schedule, error) {
	parts := strings.Split(text, ".")
	if parts[0] != scheduleVersion {
		return nil, fmt.Errorf("explore: %q is no schedule of version %s", text, scheduleVersion)
	}
	var s Schedule
	for _, p := range parts[1:] {
		m := turn.FindStringSubmatch(p)
		if m == nil {
			return nil, fmt.Errorf("explore: %q in the schedule %q", p, text)
		}
		k, _ := strconv.Atoi(m[3])
		switch m[2] {
		case "=":
			s = append(s, Turn{m[1], int32(k)})
		case "x":
			if k == 0 {
				return nil, fmt.Errorf("explore: %q in the schedule %q", p, text)
			}
			for range k {
				s = append(s, Turn{m[1], 0})
			}
		default:
			s = append(s, Turn{m[1], 0})
		}
	}
	return s, nil
}

// Replay runs one schedule again, and whatever follows its end thread by thread.
type Replay struct {
	Schedule Schedule
	Forced   []bool // by step: it left a thread that could have gone on
	begun    bool
}

func (s *Replay) Eager() bool { return true }

func (s *Replay) Next(*Engine) bool {
	again := s.begun
	s.begun, s.Forced = true, s.Forced[:0]
	return !again
}

//go:norace
func (s *Replay) Pick(e *Engine) int32 {
	id := s.pick(e)
	if k := e.n; id >= 0 {
		for len(s.Forced) <= k {
			s.Forced = extend(s.Forced, []bool{false})
		}
		s.Forced[k] = k > 0 && e.ev[k-1].Thread != id && e.Enabled(e.ev[k-1].Thread)
	}
	return id
}

//go:norace
func (s *Replay) pick(e *Engine) int32 {
	if e.n < len(s.Schedule) {
		for _, t := range e.threads {
			if t.run == e.run && t.name == s.Schedule[e.n].Thread {
				return t.id
			}
		}
		return int32(len(e.threads)) // not started, which the engine will report
	}
	for id := range e.threads {
		if e.Enabled(int32(id)) {
			return int32(id)
		}
	}
	return -1
}

//go:norace
func (s *Replay) Choose(e *Engine, n int) int {
	if e.n < len(s.Schedule) {
		if v := int(s.Schedule[e.n].Value); v < n {
			return v
		}
		e.fail(Failure{Kind: Nondeterminism, Thread: e.Cur(), Value: "a choice of the schedule is not one of the code's"})
	}
	return 0
}

func (s *Replay) Done(*Engine) {}
