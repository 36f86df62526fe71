package engine

import (
	"fmt"
	"strconv"
	"strings"
)

// A Schedule is one interleaving: who took each step, and what a choice gave. Its
// text is short, versioned and stable.
type Schedule []choice

const scheduleVersion = "s1"

// Schedule returns the interleaving of the execution.
func (e *Engine) Schedule() Schedule {
	s := make(Schedule, e.n)
	for i := range s {
		s[i] = choice{e.ev[i].Thread, e.ev[i].Choice}
	}
	return s
}

// String writes runs of a thread as thread×steps and a choice as thread=value.
func (s Schedule) String() string {
	var b strings.Builder
	b.WriteString(scheduleVersion)
	for i := 0; i < len(s); {
		n := 1
		for i+n < len(s) && s[i].value == 0 && s[i+n] == s[i] {
			n++
		}
		fmt.Fprintf(&b, ".%d", s[i].thread)
		if s[i].value != 0 {
			fmt.Fprintf(&b, "=%d", s[i].value)
		} else if n > 1 {
			fmt.Fprintf(&b, "x%d", n)
		}
		i += n
	}
	return b.String()
}

// ParseSchedule reads what String wrote.
func ParseSchedule(text string) (Schedule, error) {
	parts := strings.Split(text, ".")
	if parts[0] != scheduleVersion {
		return nil, fmt.Errorf("explore: %q is no schedule of version %s", text, scheduleVersion)
	}
	var s Schedule
	for _, p := range parts[1:] {
		n, value := 1, 0
		var err error
		if id, v, ok := strings.Cut(p, "="); ok {
			p = id
			value, err = strconv.Atoi(v)
		} else if id, v, ok := strings.Cut(p, "x"); ok {
			p = id
			n, err = strconv.Atoi(v)
		}
		id, err2 := strconv.Atoi(p)
		if err != nil || err2 != nil || n < 1 || n > 1e6 || id < 0 || value < 0 {
			return nil, fmt.Errorf("explore: %q in the schedule %q", p, text)
		}
		for range n {
			s = append(s, choice{int32(id), int32(value)})
		}
	}
	return s, nil
}

// Replay runs one schedule again, and whatever follows its end thread by thread.
type Replay struct {
	Schedule Schedule
	begun    bool
}

func (s *Replay) Eager() bool { return true }

func (s *Replay) Next(*Engine) bool {
	again := s.begun
	s.begun = true
	return !again
}

func (s *Replay) Pick(e *Engine) int32 {
	if e.n < len(s.Schedule) {
		return s.Schedule[e.n].thread
	}
	for id := range e.threads {
		if e.Enabled(int32(id)) {
			return int32(id)
		}
	}
	return -1
}

func (s *Replay) Choose(e *Engine, n int) int {
	if e.n < len(s.Schedule) {
		if v := int(s.Schedule[e.n].value); v < n {
			return v
		}
		e.fail(Failure{Kind: Nondeterminism, Thread: e.Cur(), Value: "a choice of the schedule is not one of the code's"})
	}
	return 0
}

func (s *Replay) Done(*Engine) {}
