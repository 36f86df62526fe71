package model

import (
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tell makes a history of a story, an event on each line:
//
//	0 PushHead 7 = ok     client 0 calls, and is answered at once
//	1 PopTail             client 1 calls …
//	1 = 7                 … and is answered here
//
// It records it, so that every story is one that clients can tell (M8).
func tell(t testing.TB, story string) History {
	t.Helper()
	r := NewRecorder(10)
	for line := range strings.Lines(story) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		event, result, answered := strings.Cut(line, "=")
		words := strings.Fields(event)
		id, err := strconv.Atoi(words[0])
		if err != nil {
			t.Fatalf("whose event is %q?", line)
		}
		c := r.Client(id)
		if len(words) > 1 {
			value := 0
			if len(words) > 2 {
				value, _ = strconv.Atoi(words[2])
			}
			c.Begin(kindOf(t, words[1]), value)
		}
		if answered {
			result = strings.TrimSpace(result)
			value, err := strconv.Atoi(result)
			c.End(value, err == nil || result == "ok")
		}
	}
	return r.History()
}

func kindOf(t testing.TB, name string) Kind {
	t.Helper()
	for k := range Kind(len(kinds)) {
		if k.String() == name {
			return k
		}
	}
	t.Fatalf("%q is no kind", name)
	return 0
}

func judge(t testing.TB, s Spec, h History, want Outcome) {
	t.Helper()
	if got := s.Check(h, 0); got != want {
		t.Errorf("%s: %v, want %v\n%v", s.Name(), got, want, h)
	}
	// The sketch spares the search some histories. It must not spare us its mistakes.
	if got := s.search(h, 0); got != want {
		t.Errorf("%s without its sketch: %v, want %v\n%v", s.Name(), got, want, h)
	}
}
