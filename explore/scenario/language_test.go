package scenario

import (
	"strings"
	"testing"
)

// What is read is what is written (N1).
func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"uuh|t|t", "uuh | t | t"},
		{"  u u h | t|\tt ", "uuh | t | t"},
		{"uu/uh|t", "uu / uh | t"},
		{"uu / uh | t / hh", "uu / uh | t / hh"},
		{"/uh|t/h", "/ uh | t / h"},
		{"| t", " | t"},
		{"u / | t", "u /  | t"},
		{"utht", "utht"},
	} {
		s, err := Parse("dequeue", c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if s.String() != c.want {
			t.Errorf("%q was read as %q, want %q", c.text, s, c.want)
		}
		again, err := Parse("chain", s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q was read again as %q, %v", s, again, err)
		}
	}
}

// What makes no sense is refused, by the column (N4).
func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `scenario "", column 1: the end, and there are no calls: give some of u (PushHead), h (PopHead), t (PopTail)`},
		{" | ", `column 4: the end, and the thread begun at column 2 has no calls: give it one, such as t`},
		{"uux | t", `column 3: 'x' is no call of dequeue: there are u (PushHead), h (PopHead), t (PopTail)`},
		{"U | t", `column 1: 'U' is no call`},
		{"u | é", `column 5: 'é' is no call`},
		{"u | u", `column 5: 'u', PushHead, is the owner's, who is the first thread: a thief has t (PopTail)`},
		{"u | t | h", `column 9: 'h', PopHead, is the owner's`},
		{"u | | t", `column 5: '|' ends a thread without calls, begun at column 3`},
		{"u | t |", `column 8: the end, and the thread begun at column 7 has no calls`},
		{"u | t / h", `column 7: '/' after a '|'`},
		{"u / u | / h", `column 9: '/' ends a thread without calls, begun at column 7`},
		{"u / u | t / h / h", `column 15: a third '/'`},
		{"u / u / h | t", `column 11: '|' in what runs last`},
		{"u2", `column 2: '2' is no call`},
	} {
		_, err := Parse("dequeue", c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
	if _, err := Parse("stack", "u"); err == nil || err.Error() != `unknown subject "stack"; there are dequeue, chain, pool` {
		t.Errorf("unknown subject: %v", err)
	}
}
