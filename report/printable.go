package report

// Text from outside stays text (W5), part one: nothing invisible gets through.
// Escaping for a format (HTML, XML, Markdown) is that format's own part.

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable spells out whatever a reader would not see or a terminal would obey:
// control characters, bidirectional overrides, broken UTF-8. An escape character
// becomes the four characters \x1b. Line breaks and tabs stay. What is left is
// valid XML 1.0 and valid UTF-8.
func printable(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[i]), 16))
		case r == '\n', r == '\t', unicode.IsGraphic(r):
			b.WriteString(s[i : i+size])
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToGraphic(r), "'"))
		}
		i += size
	}
	return b.String()
}

// line is printable text on one line, for a cell or a heading.
func line(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// block is printable text of any number of lines, without the last line break.
func block(s string) string { return strings.TrimRight(printable(s), "\n") }

// indent puts prefix before every line of s.
func indent(prefix, s string) string {
	return prefix + strings.ReplaceAll(s, "\n", "\n"+prefix)
}
