package report

// The whole of every format, as files to be read by people: go test -update
// rewrites them, the diff is what changed.

import (
	"bytes"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/poolproof/poolproof/internal/verdict"
)

var update = flag.Bool("update", false, "rewrite testdata from what is rendered now")

// formats are all five, by golden file.
var formats = map[string]func(io.Writer, Header, []verdict.Claim, ...Section) error{
	"report.txt": Text,
	"verify.json": func(w io.Writer, _ Header, claims []verdict.Claim, _ ...Section) error {
		return JSON(w, claims)
	},
	"junit.xml": func(w io.Writer, h Header, claims []verdict.Claim, _ ...Section) error {
		return JUnit(w, h, claims)
	},
	"report.md":  Markdown,
	"index.html": HTML,
}

// render returns what a format writes, and demands that it writes.
func render(t interface {
	Helper()
	Fatalf(string, ...any)
}, format string, h Header, claims []verdict.Claim, more ...Section) string {
	t.Helper()
	var b bytes.Buffer
	if err := formats[format](&b, h, claims, more...); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, set := range []struct {
		folder string
		header Header
		claims []verdict.Claim
		more   []Section
	}{
		{"story", storyHeader, story(), nil},
		{"empty", Header{}, nil, nil},
		{"sections", storyHeader, story()[:1], sections()},
		{"measured", Header{Title: "poolproof report"}, nil, sections()},
	} {
		for format := range formats {
			t.Run(set.folder+"/"+format, func(t *testing.T) {
				got := render(t, format, set.header, set.claims, set.more...)
				file := filepath.Join("testdata", set.folder, format)
				if *update {
					if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("%s differs; go test ./report -update, then read the diff. Now:\n%s", file, got)
				}
			})
		}
	}
}

// W1: again, and with every map built in another order, the bytes are the same.
func TestSameClaimsSameBytes(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}
	build := func(names []string) []verdict.Claim {
		claims := story()
		for i := range claims {
			claims[i].Counts = map[string]int64{}
			for _, n := range names {
				claims[i].Counts[n] = int64(n[0])
			}
		}
		return claims
	}
	backwards := slices.Clone(names)
	slices.Reverse(backwards)
	for format := range formats {
		first := render(t, format, storyHeader, build(names))
		for range 20 {
			if render(t, format, storyHeader, build(backwards)) != first {
				t.Fatalf("W1: %s is different the second time", format)
			}
		}
	}
}

// The claims belong to the caller: no format may change them.
func TestClaimsAreLeftAlone(t *testing.T) {
	claims := story()
	notes := []string{"", "second"}
	for format := range formats {
		render(t, format, Header{Notes: notes}, claims)
	}
	for i, want := range story() {
		got := claims[i]
		if got.ID != want.ID || got.Law != want.Law || got.Evidence != want.Evidence ||
			(got.Counts == nil) != (want.Counts == nil) || !maps.Equal(got.Counts, want.Counts) {
			t.Errorf("claim %d was changed to %+v", i, got)
		}
	}
	if notes[0] != "" || notes[1] != "second" {
		t.Errorf("the notes were changed to %q", notes)
	}
}
