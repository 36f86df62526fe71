package report

import (
	"strings"
	"testing"

	"github.com/poolproof/poolproof/internal/verdict"
)

// W4: over all 25 combinations, with and without bounds, in every format: who
// is not exhausted never meets the word; who is meets it with the bounds after it.
func TestVerifiedOnlyIfExhaustedWithBounds(t *testing.T) {
	const bounds = "ring of 2, one thief"
	for format := range formats {
		for found := verdict.Unknown; found <= verdict.Violated; found++ {
			for expected := verdict.Unknown; expected <= verdict.Violated; expected++ {
				for _, b := range []string{"", " ", bounds} {
					got := render(t, format, Header{}, []verdict.Claim{{
						ID: "id", Law: "law", Verdict: found, Expected: expected, Bounds: b,
					}})
					for i, after := range strings.Split(strings.ToLower(got), "verified") {
						if i == 0 {
							continue
						}
						if found != verdict.Exhausted || b != bounds {
							t.Errorf("W4: %s says verified of %v with bounds %q", format, found, b)
						} else if next, _, _ := strings.Cut(after, bounds); strings.Count(next, "\n") > 1 {
							t.Errorf("W4: %s says verified, and the bounds only after %q", format, next)
						}
					}
				}
			}
		}
	}
	for _, format := range []string{"junit.xml", "index.html"} { // or the above proves nothing
		got := render(t, format, Header{}, []verdict.Claim{{Verdict: verdict.Exhausted, Bounds: bounds}})
		if !strings.Contains(got, "verified within the bounds") {
			t.Errorf("%s does not say verified of an exhausted claim", format)
		}
	}
}

// W3: what each verdict hides is told wherever that verdict stands, for people;
// and a violation is not called clean, nor the absence of claims a success.
func TestEveryReportTellsItsLimits(t *testing.T) {
	for _, format := range []string{"report.txt", "report.md", "index.html"} {
		for _, w := range words(nil) {
			got := render(t, format, Header{}, []verdict.Claim{{Verdict: w.Verdict}})
			want := w.Verdict.String() + " (1 of 1) does not show " + w.Hides
			if !strings.Contains(got, want) {
				t.Errorf("W3: %s of a claim %v does not say %q", format, w.Verdict, want)
			}
			if !strings.Contains(got, notStated) {
				t.Errorf("W3: %s hides that the bounds were not stated", format)
			}
			for _, general := range []string{"not in the table was not checked", "of no other", "are trusted"} {
				if !strings.Contains(got, general) {
					t.Errorf("W3: %s does not say %q", format, general)
				}
			}
		}
		if got := render(t, format, Header{}, nil); !strings.Contains(got, "this report shows nothing") {
			t.Errorf("W3: %s of no claims does not say so", format)
		}
	}
}
