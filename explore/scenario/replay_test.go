package scenario

import (
	"strings"
	"testing"
)

// What fails before the first step has a schedule without steps, and a token all the same:
// it is made, read and run.
func TestATokenOfNoSteps(t *testing.T) {
	c := Config{Subject: "dequeue", Cap: 1}
	s, err := Parse(c.Subject, "u | t")
	if err != nil {
		t.Fatal(err)
	}
	for _, schedule := range []string{"s1", "s1.0"} {
		r, err := Replay(c.token(s, schedule))
		if err != nil && !strings.HasPrefix(err.Error(), "the schedule of the token is of another program") {
			t.Errorf("%s: %v", schedule, err)
		}
		if err == nil && r.Executions+r.Blocked != 1 {
			t.Errorf("%s: %v, want one execution", schedule, r)
		}
	}
}
