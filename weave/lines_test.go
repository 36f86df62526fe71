package weave

import (
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"testing"
)

// lines counts the tokens of each line of a source, comments and names, and checks that
// it is Go.
func lines(t *testing.T, source []byte) map[string]int {
	t.Helper()
	fset := token.NewFileSet()
	if _, err := parser.ParseFile(fset, "", source, parser.ParseComments); err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	fset = token.NewFileSet()
	file := fset.AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, scanner.ScanComments)
	count := map[string]int{}
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return count
		}
		if skip[text] || tok != token.COMMENT && tok != token.IDENT && !tok.IsKeyword() {
			continue
		}
		count[fmt.Sprintf("line %d: %s", file.Line(pos), text)]++
	}
}

// skip are words that a rewriting may take away from their line.
var skip = map[string]bool{
	"go": true, "append": true, "copy": true, "clear": true, "delete": true, "runtime": true, "nil": true, "sync": true,
}
