package verify

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/poolproof/poolproof/internal/verdict"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The table itself, checked within a few seconds: every claim comes out as expected.
// A claim that samples may need more than its share here, on a busy machine.
func TestEveryClaimComesOutAsExpected(t *testing.T) {
	if testing.Short() {
		t.Skip("the table takes some seconds")
	}
	c := Config{Seed: 1, Budget: 0}
	c.Match = regexp.MustCompile("strict|retention|bag|gc|unused|growth|dequeue/slice|explored-(counts|litmus|excuses|tight|strict)")
	claims, err := Run(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range claims {
		if !k.AsExpected() {
			t.Errorf("%s: %v, want %v\n%s", k.ID, k.Verdict, k.Expected, k.Evidence)
		}
		if k.Verdict == verdict.Violated && k.Evidence == "" {
			t.Errorf("%s: a violation without its counterexample (Y4)", k.ID)
		}
	}
}

// A check that meets too little in its share gets more, unless a budget was asked for.
func TestPatience(t *testing.T) {
	old := claims
	defer func() { claims = old }()
	for _, asked := range []time.Duration{0, time.Second} {
		tries := 0
		claims = []claim{{subject: "x", name: "y", law: "L", method: "m", bounds: "b", expected: verdict.Sampled, weight: 1, check: func(c *check) {
			if tries++; tries == 3 {
				c.counts["met"] = 1
			}
			c.sampled(map[string]int64{"met": 1})
		}}}
		got, err := Run(context.Background(), Config{Budget: asked})
		if err != nil {
			t.Fatal(err)
		}
		if want := asked == 0; (got[0].Verdict == verdict.Sampled) != want || (tries == 3) != want {
			t.Errorf("budget %v: %v after %d tries", asked, got[0].Verdict, tries)
		}
	}
}

// Each row says what Y1 asks for.
func TestTheTableIsComplete(t *testing.T) {
	seen := map[string]bool{}
	subjects := map[string]bool{}
	for _, c := range claims {
		if seen[c.id()] {
			t.Errorf("%s stands twice", c.id())
		}
		seen[c.id()] = true
		subjects[c.subject] = true
		if c.law == "" || c.method == "" || c.bounds == "" || c.check == nil || c.expected == verdict.Unknown {
			t.Errorf("%s: something is missing", c.id())
		}
		if c.expected == verdict.Violated && !strings.Contains(c.law, "expected to be false") {
			t.Errorf("%s: the law does not say that it is expected to be false", c.id())
		}
	}
	if len(claims) < 10 || len(subjects) != 5 {
		t.Errorf("%d claims of %d subjects", len(claims), len(subjects))
	}
}

// A budget that is over makes the rest unknown, and says so (Y2).
func TestABudgetThatIsTooSmall(t *testing.T) {
	claims, err := Run(context.Background(), Config{Budget: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	unknown := 0
	for _, k := range claims {
		if k.Verdict == verdict.Unknown {
			unknown++
			if k.Evidence == "" {
				t.Errorf("%s is unknown and does not say why", k.ID)
			}
		}
	}
	if len(claims) != len(Names(false)) || unknown < len(claims)-2 {
		t.Errorf("%d of %d claims unknown after a millisecond", unknown, len(claims))
	}
	if verdict.ExitStatus(claims) != verdict.ExitUnknown {
		t.Errorf("exit status %d", verdict.ExitStatus(claims))
	}
}

func TestAnInterruptMakesTheRestUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	claims, err := Run(ctx, Config{End: func(i, n int, c verdict.Claim) { cancel() }})
	if err != nil || len(claims) != len(Names(false)) {
		t.Fatal(len(claims), err)
	}
	for _, k := range claims[1:] {
		if k.Verdict != verdict.Unknown || !strings.Contains(k.Evidence, "interrupted") {
			t.Errorf("%s: %v %s", k.ID, k.Verdict, k.Evidence)
		}
	}
}

func TestBadConfigs(t *testing.T) {
	if _, err := Run(context.Background(), Config{Budget: -1}); err == nil {
		t.Error("a negative budget was accepted")
	}
	if _, err := Run(context.Background(), Config{Match: regexp.MustCompile("^nothing$")}); err == nil || !strings.Contains(err.Error(), `"^nothing$"`) {
		t.Errorf("no claim matches: %v", err)
	}
}

// Checks reject what is wrong: each of these deques breaks one law.
func TestChecksRejectWrongSubjects(t *testing.T) {
	for name, wrong := range map[string]deque{
		"newest":  &wrongDeque{deque: new(growing), popHead: true},
		"oldest":  &wrongDeque{deque: new(growing), popTail: true},
		"refused": &wrongDeque{deque: new(growing), push: true},
	} {
		c := &check{Context: context.Background(), counts: map[string]int64{}}
		sequences(c, 3, 4, []string{"push", "pop head", "pop tail"}, func(steps []int) (wrongly string) {
			for {
				if _, ok := wrong.(*wrongDeque).deque.PopTail(); !ok {
					break
				}
			}
			t := twin{deque: wrong}
			for _, s := range steps {
				if w := []func() string{t.push, t.popHead, t.popTail}[s](); w != "" {
					wrongly = w
				}
			}
			return wrongly
		})
		if c.verdict != verdict.Violated || !strings.Contains(c.evidence, "after push") {
			t.Errorf("%s: %v %s", name, c.verdict, c.evidence)
		}
	}

	// A check that retains what was popped.
	var kept []*object
	c := &check{Context: context.Background(), counts: map[string]int64{}}
	retains(c, 5, func(o *object) { kept = append(kept, o) }, func(int) {})
	if c.verdict != verdict.Violated {
		t.Errorf("values that are kept: %v", c.verdict)
	}
	_ = kept[0]

	// A check that met too little (Y3).
	c = &check{Context: context.Background(), counts: map[string]int64{"steals": 3}}
	if c.sampled(map[string]int64{"steals": 4}); c.verdict != verdict.Unknown {
		t.Errorf("3 of 4 steals: %v", c.verdict)
	}
}

type wrongDeque struct {
	deque
	push, popHead, popTail bool
}

func (d *wrongDeque) PushHead(v int) bool { return d.deque.PushHead(v) != (d.push && v == 2) }

func (d *wrongDeque) PopHead() (int, bool) {
	if d.popHead {
		return d.deque.PopTail()
	}
	return d.deque.PopHead()
}

func (d *wrongDeque) PopTail() (int, bool) {
	if d.popTail {
		return d.deque.PopHead()
	}
	return d.deque.PopTail()
}
