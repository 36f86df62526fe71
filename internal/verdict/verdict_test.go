package verdict

import (
	"encoding/json"
	"testing"
)

// Which verdicts do for which expectation: a table of all pairs (V1, V3).
func TestAsExpected(t *testing.T) {
	all := []Verdict{Unknown, Sampled, Bounded, Exhausted, Violated}
	for expected, want := range map[Verdict][5]bool{
		Unknown:   {true, true, true, true, false},
		Sampled:   {false, true, true, true, false},
		Bounded:   {false, false, true, true, false},
		Exhausted: {false, false, false, true, false},
		Violated:  {false, false, false, false, true},
	} {
		for i, got := range all {
			if ok := (Claim{Verdict: got, Expected: expected}).AsExpected(); ok != want[i] {
				t.Errorf("expected %v, got %v: as expected %t, want %t", expected, got, ok, want[i])
			}
		}
		if (Claim{Verdict: 9, Expected: expected}).AsExpected() {
			t.Errorf("expected %v: a verdict that there is not was accepted", expected)
		}
	}
}

func TestExitStatus(t *testing.T) {
	ok := Claim{Verdict: Sampled, Expected: Sampled}
	open := Claim{Verdict: Unknown, Expected: Sampled}
	wrong := Claim{Verdict: Violated, Expected: Sampled}
	weak := Claim{Verdict: Sampled, Expected: Exhausted}
	missed := Claim{Verdict: Sampled, Expected: Violated}
	unfound := Claim{Verdict: Unknown, Expected: Violated}
	for _, c := range []struct {
		claims []Claim
		want   int
	}{
		{nil, ExitOK},
		{[]Claim{ok, ok}, ExitOK},
		{[]Claim{ok, open}, ExitUnknown},
		{[]Claim{unfound, ok}, ExitUnknown},
		{[]Claim{open, wrong}, ExitFailed},
		{[]Claim{wrong, open}, ExitFailed},
		{[]Claim{weak}, ExitFailed},
		{[]Claim{missed}, ExitFailed},
	} {
		if got := ExitStatus(c.claims); got != c.want {
			t.Errorf("%+v: %d, want %d", c.claims, got, c.want)
		}
	}
}

// The zero value claims nothing (V1), and the words survive JSON.
func TestWords(t *testing.T) {
	var zero Verdict
	if zero != Unknown {
		t.Error("the zero value is", zero)
	}
	for v, word := range map[Verdict]string{Unknown: "unknown", Sampled: "sampled", Bounded: "bounded", Exhausted: "exhausted", Violated: "violated"} {
		b, err := json.Marshal(v)
		if err != nil || string(b) != `"`+word+`"` {
			t.Errorf("%v: %s, %v", v, b, err)
		}
		var back Verdict
		if err := json.Unmarshal(b, &back); err != nil || back != v {
			t.Errorf("%s: %v, %v", b, back, err)
		}
	}
	if _, err := json.Marshal(Verdict(9)); err == nil {
		t.Error("a verdict that there is not was written")
	}
	var v Verdict
	if err := json.Unmarshal([]byte(`"verified"`), &v); err == nil {
		t.Error("a word that there is not was read")
	}
}
