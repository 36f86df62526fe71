package report

import (
	"math"
	"strings"
	"testing"

	"github.com/poolproof/poolproof/internal/verdict"
)

// All 25 combinations, line by line what was found and column by column what was
// expected; then the same judgement by verdict.ExitStatus, the stupid twin.
func TestMarkOfEveryCombination(t *testing.T) {
	const b, n, u = ok, wrong, undecided
	want := [5][5]mark{
		//                    unknown sampled bounded exhausted violated
		verdict.Unknown:   {b, u, u, u, u},
		verdict.Sampled:   {b, b, n, n, n},
		verdict.Bounded:   {b, b, b, n, n},
		verdict.Exhausted: {b, b, b, b, n},
		verdict.Violated:  {n, n, n, n, b},
	}
	exit := map[mark]int{ok: verdict.ExitOK, wrong: verdict.ExitFailed, undecided: verdict.ExitUnknown}
	for found := verdict.Unknown; found <= verdict.Violated; found++ {
		for expected := verdict.Unknown; expected <= verdict.Violated; expected++ {
			c := verdict.Claim{Verdict: found, Expected: expected}
			got := markOf(c)
			if got != want[found][expected] {
				t.Errorf("%v, expected %v: mark %q, want %q", found, expected, got, want[found][expected])
			}
			if status := verdict.ExitStatus([]verdict.Claim{c}); exit[got] != status {
				t.Errorf("%v, expected %v: mark %q but exit status %d", found, expected, got, status)
			}
			f := row{Claim: c}.Found()
			if !strings.HasPrefix(f, found.String()) || !strings.Contains(f, "expected") != (found == expected && found != verdict.Violated) {
				t.Errorf("%v, expected %v: written %q", found, expected, f)
			}
		}
	}
}

func TestTallySaysOneClaim(t *testing.T) {
	for claims, want := range map[int]string{
		0: "0 claims: 0 as expected, 0 not, 0 undecided",
		1: "1 claim: 1 as expected, 0 not, 0 undecided",
		2: "2 claims: 2 as expected, 0 not, 0 undecided",
	} {
		if got := count(make([]row, claims)).String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Groups keep the order in which subjects and claims came (W1), even where a subject returns.
func TestGroupsKeepTheOrder(t *testing.T) {
	tab, err := tabulate(Header{}, []verdict.Claim{{Subject: "z", ID: "1"}, {Subject: "a", ID: "2"}, {Subject: "z", ID: "3"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range tab.Groups() {
		for _, r := range g.Rows {
			got = append(got, g.Subject+r.ID)
		}
	}
	if s := strings.Join(got, " "); s != "z1 z3 a2" {
		t.Errorf("got %s", s)
	}
}

// A verdict outside the five would compare as worth more than all of them.
// Every format refuses it, and writes nothing (W2).
func TestNoFormatRendersNonsense(t *testing.T) {
	for _, bad := range []struct {
		claim verdict.Claim
		want  string
	}{
		{verdict.Claim{ID: "a", Verdict: 9}, `claim "a": verdict: 9 is none of`},
		{verdict.Claim{ID: "b", Expected: 5}, `claim "b": verdict: 5 is none of`},
		{verdict.Claim{ID: "c", Seconds: math.NaN()}, `claim "c" took NaN seconds`},
		{verdict.Claim{ID: "d", Seconds: math.Inf(1)}, `claim "d" took +Inf seconds`},
	} {
		for format, write := range formats {
			var b strings.Builder
			err := write(&b, Header{}, append(story(), bad.claim))
			if err == nil || !strings.HasPrefix(err.Error(), "report: ") || !strings.Contains(err.Error(), bad.want) {
				t.Errorf("%s: error %v, want %s", format, err, bad.want)
			}
			if b.Len() > 0 {
				t.Errorf("W2: %s wrote %d bytes before it refused", format, b.Len())
			}
		}
	}
}

// The text tells the evidence of every violation, and how to repeat exactly what is
// not as expected; the columns stand under each other whatever the letters.
func TestTextTellsWhatIsNeeded(t *testing.T) {
	for found := verdict.Unknown; found <= verdict.Violated; found++ {
		for expected := verdict.Unknown; expected <= verdict.Violated; expected++ {
			c := verdict.Claim{Verdict: found, Expected: expected, Evidence: "the evidence", Replay: "the replay"}
			got := render(t, "report.txt", Header{}, []verdict.Claim{c})
			if want := !c.AsExpected(); strings.Contains(got, "replay: the replay") != want {
				t.Errorf("%v, expected %v: replay told: %v", found, expected, !want)
			}
			if want := !c.AsExpected() || found == verdict.Violated; strings.Contains(got, "evidence: the evidence") != want {
				t.Errorf("%v, expected %v: evidence told: %v", found, expected, !want)
			}
		}
	}
	got := render(t, "report.txt", Header{}, []verdict.Claim{{ID: "äöü"}, {ID: "abc"}})
	if !strings.Contains(got, "ok  äöü    unknown") || !strings.Contains(got, "ok  abc    unknown") {
		t.Errorf("the columns are not aligned:\n%s", got)
	}
}
