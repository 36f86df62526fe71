package scenario

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Scenario is what a text says (N1).
type Scenario struct {
	First   string   // letters of the calls that come first, alone
	Threads []string // of each thread; the first is the owner's
	Last    string   // of the calls that come last, alone
}

// letter is a call of a subject.
type letter struct {
	letter byte
	what   string
	anyone bool // or only the owner, who is also who runs alone
}

var dequeLetters = []letter{
	{'u', "PushHead", false},
	{'h', "PopHead", false},
	{'t', "PopTail", true},
}

// String returns the scenario as it is written.
func (s Scenario) String() string {
	text := strings.Join(s.Threads, " | ")
	if s.First != "" || s.Last != "" {
		text = strings.TrimSpace(s.First+" / ") + " " + text
	}
	if s.Last != "" {
		text += " / " + s.Last
	}
	return text
}

// Parse reads a scenario of a subject, by its name. Its errors are those of N4.
func Parse(name, text string) (Scenario, error) {
	sub, err := find(name)
	if err != nil {
		return Scenario{}, err
	}
	var s Scenario
	part := 0 // 0 what may be first or the threads, 1 the threads, 2 what is last
	threads := []string{""}
	begun := 0 // column of the bar before the thread
	fault := func(column int, why string, more ...any) (Scenario, error) {
		return Scenario{}, fmt.Errorf("scenario %q, column %d: %s", text, column, fmt.Sprintf(why, more...))
	}
	for i := 0; i < len(text); i++ {
		column, last := i+1, len(threads)-1
		switch b := text[i]; b {
		case ' ', '\t':
		case '|':
			switch {
			case part == 2:
				return fault(column, "'|' in what runs last, alone: thieves stand before the second '/'")
			case last > 0 && threads[last] == "":
				return fault(column, "'|' ends a thread without calls, begun at column %d: give it one, such as %s", begun, sub.example())
			}
			threads, begun = append(threads, ""), column
		case '/':
			switch {
			case part == 2:
				return fault(column, "a third '/': there are what runs first, the threads, and what runs last")
			case part == 0 && last > 0:
				return fault(column, "'/' after a '|': what runs first, alone, is one list of calls; what runs last stands after a second '/'")
			case part == 0:
				s.First, threads = threads[0], []string{""}
			case last > 0 && threads[last] == "":
				return fault(column, "'/' ends a thread without calls, begun at column %d: give it one, such as %s", begun, sub.example())
			default:
				s.Threads, threads = threads, []string{""}
			}
			part++
		default:
			l, ok := sub.letter(b)
			switch {
			case !ok:
				r, _ := utf8.DecodeRuneInString(text[i:])
				return fault(column, "%q is no call of %s: there are %s", r, sub.name, sub.calls(false))
			case last > 0 && !l.anyone:
				return fault(column, "%q, %s, is the owner's, who is the first thread: a thief has %s", rune(b), l.what, sub.calls(true))
			}
			threads[last] += string(rune(b))
		}
	}
	last := len(threads) - 1
	if last > 0 && threads[last] == "" {
		return fault(len(text)+1, "the end, and the thread begun at column %d has no calls: give it one, such as %s", begun, sub.example())
	}
	if part == 2 {
		s.Last = threads[0]
	} else {
		s.Threads = threads
	}
	if i := s.goesOn(); i >= 0 {
		return fault(1+strings.IndexByte(text, 'x'), "'x' gives the pool up, and the pool is used by thread %d or after it: put x at the end of the only thread that uses the pool, or of what runs last", i)
	}
	if s.First+strings.Join(s.Threads, "")+s.Last == "" {
		return fault(len(text)+1, "the end, and there are no calls: give some of %s", sub.calls(false))
	}
	return s, nil
}

// goesOn returns the number of the part, 0 for what runs alone, that uses a pool while
// or after it is given up, or -1.
func (s Scenario) goesOn() int {
	const uses = "pglrRx"
	after := func(part string) bool {
		_, rest, _ := strings.Cut(part, "x")
		return strings.ContainsAny(rest, uses)
	}
	for i, th := range s.Threads {
		if !strings.Contains(th, "x") {
			continue
		}
		for j, other := range s.Threads {
			if j != i && strings.ContainsAny(other, uses) {
				return j + 1
			}
		}
		if after(th) || strings.ContainsAny(s.Last, uses) {
			return i + 1
		}
	}
	if strings.Contains(s.First, "x") && (after(s.First) || strings.ContainsAny(strings.Join(s.Threads, "")+s.Last, uses)) || after(s.Last) {
		return 0
	}
	return -1
}

func (s subject) letter(b byte) (letter, bool) {
	for _, l := range s.letters {
		if l.letter == b {
			return l, true
		}
	}
	return letter{}, false
}

// calls lists the letters, those of a thief or all.
func (s subject) calls(thief bool) string {
	var all []string
	for _, l := range s.letters {
		if l.anyone || !thief {
			all = append(all, fmt.Sprintf("%c (%s)", l.letter, l.what))
		}
	}
	return strings.Join(all, ", ")
}

// example is a call that every thread may make.
func (s subject) example() string { return s.calls(true)[:1] }
