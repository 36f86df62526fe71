// Package token writes what repeats a counterexample as one word that no shell
// touches: pp1- and then letters, digits, - and _. A token that was cut, mistyped,
// or made by a newer version is told from a good one before anything is run.
package token

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"regexp"
	"strings"
)

// Version begins every token.
const Version = "pp1-"

// Kind says who can replay a token.
type Kind byte

const (
	Test     Kind = 't' // go test, by a flag
	Scenario Kind = 's' // poolproof replay
)

// Seal makes a token of the fields.
func Seal(k Kind, fields ...[]byte) string {
	b := []byte{byte(k)}
	for _, f := range fields {
		b = binary.AppendUvarint(b, uint64(len(f)))
		b = append(b, f...)
	}
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	return Version + base64.RawURLEncoding.EncodeToString(b)
}

var other = regexp.MustCompile(`^pp([0-9]{1,6})-`)

// Open returns the kind and the n fields of a token.
func Open(text string) (k Kind, fields [][]byte, err error) {
	rest, ok := strings.CutPrefix(text, Version)
	if !ok {
		if m := other.FindStringSubmatch(text); m != nil {
			return 0, nil, fmt.Errorf("the token is of version %s, and this is version %s: use the poolproof that made it", m[1], strings.Trim(Version, "p-"))
		}
		return 0, nil, fmt.Errorf("%.40q is no token: a token begins with %s, and is printed below a counterexample", text, Version)
	}
	garbled := errors.New("the token is incomplete or mistyped: copy all of it")
	b, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	if err != nil || len(b) < 5 {
		return 0, nil, garbled
	}
	b, sum := b[:len(b)-4], b[len(b)-4:]
	if crc32.ChecksumIEEE(b) != binary.BigEndian.Uint32(sum) {
		return 0, nil, garbled
	}
	k, b = Kind(b[0]), b[1:]
	for len(b) > 0 {
		n, used := binary.Uvarint(b)
		if used <= 0 || n > uint64(len(b)-used) {
			return 0, nil, garbled
		}
		fields = append(fields, b[used:used+int(n)])
		b = b[used+int(n):]
	}
	return k, fields, nil
}

// alphabet is that of schedules: sixteen characters at most, two to a byte.
const alphabet = "0123456789.x=-"

// Pack halves a schedule's text, its version left out.
func Pack(schedule string) []byte {
	var b []byte
	for i := 0; i < len(schedule); i += 2 {
		lo := byte(15)
		if i+1 < len(schedule) {
			lo = nibble(schedule[i+1])
		}
		b = append(b, nibble(schedule[i])<<4|lo)
	}
	return b
}

func nibble(c byte) byte {
	i := strings.IndexByte(alphabet, c)
	if i < 0 {
		panic(fmt.Sprintf("internal error: %q in a schedule", c))
	}
	return byte(i)
}

// Unpack returns what Pack was given; false if it was something else.
func Unpack(b []byte) (schedule string, ok bool) {
	var s strings.Builder
	for i, x := range b {
		for k, n := range []byte{x >> 4, x & 15} {
			switch {
			case int(n) < len(alphabet):
				s.WriteByte(alphabet[n])
			case n == 15 && k == 1 && i == len(b)-1:
			default:
				return "", false
			}
		}
	}
	return s.String(), true
}
