package token

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is sealed is what is opened, and no shell would touch it.
func TestRoundTrip(t *testing.T) {
	word := regexp.MustCompile(`^pp1-[A-Za-z0-9_-]+$`)
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.SliceOf(rapid.SliceOf(rapid.Byte())).Draw(t, "fields")
		kind := Kind(rapid.Byte().Draw(t, "kind"))
		text := Seal(kind, fields...)
		if !word.MatchString(text) {
			t.Fatalf("%q has to be quoted", text)
		}
		k, got, err := Open(text)
		if err != nil || k != kind || len(got) != len(fields) {
			t.Fatalf("%v %q, %v; want %v %q", k, got, err, kind, fields)
		}
		for i := range got {
			if !bytes.Equal(got[i], fields[i]) {
				t.Fatalf("field %d is %q, want %q", i, got[i], fields[i])
			}
		}
	})
}

// A token with one wrong character, or with some missing, is refused.
func TestGarbled(t *testing.T) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	text := Seal(Scenario, []byte("uuu|t|t"), []byte{1, 2, 3})
	for i := len(Version); i < len(text); i++ {
		for _, c := range letters {
			if wrong := text[:i] + string(c) + text[i+1:]; wrong != text {
				if _, _, err := Open(wrong); err == nil || !strings.Contains(err.Error(), "incomplete or mistyped") {
					t.Errorf("%s: %v", wrong, err)
				}
			}
		}
		if _, _, err := Open(text[:i]); err == nil {
			t.Errorf("%s: no error", text[:i])
		}
	}
	for _, c := range []struct{ text, says string }{
		{"", `"" is no token: a token begins with pp1-, and is printed below a counterexample`},
		{"s1.1.2", `"s1.1.2" is no token`},
		{"pp2-abcd", "the token is of version 2, and this is version 1: use the poolproof that made it"},
		{"pp-abcd", `"pp-abcd" is no token`},
	} {
		if _, _, err := Open(c.text); err == nil || !strings.HasPrefix(err.Error(), c.says) {
			t.Errorf("%q: %v, want %s", c.text, err, c.says)
		}
	}
}

func TestPack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune(alphabet))).Draw(t, "schedule")
		if got, ok := Unpack(Pack(s)); !ok || got != s {
			t.Fatalf("%q, %t", got, ok)
		}
	})
	for _, b := range [][]byte{{0xff}, {0xe1}, {0x1f, 0x11}} {
		if s, ok := Unpack(b); ok {
			t.Errorf("% x is %q", b, s)
		}
	}
	defer func() {
		if s, _ := recover().(string); s != `internal error: 'y' in a schedule` {
			t.Errorf("%q", s)
		}
	}()
	Pack("y")
}
