package mirror

import (
	"bytes"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"testing"
)

// generate returns all copies.
func generate(t *testing.T, root string) map[string][]byte {
	files := map[string][]byte{}
	for _, c := range Copies {
		if err := c.Generate(root, nil, files); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestFresh: the committed copies are what the sources give now (weave.F6).
func TestFresh(t *testing.T) {
	root := filepath.Join("..", "..")
	files := generate(t, root)
	const advice = "stale: run go generate ./..."
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Errorf("%v; %s", err, advice)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is %s", path, advice)
		}
	}
	there, err := filepath.Glob(filepath.Join(root, Home, "*", "*_woven.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range there {
		rel, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		if files[filepath.ToSlash(rel)] == nil {
			t.Errorf("%s is no copy of anything; %s", rel, advice)
		}
	}
}

// TestLines: by its line directives, each name of a copy stands where it stands in the
// source (weave.F1).
func TestLines(t *testing.T) {
	files := generate(t, filepath.Join("..", ".."))
	names := 0
	for path, text := range files {
		fset := token.NewFileSet()
		f := fset.AddFile(filepath.Join("..", "..", path), -1, len(text))
		var s scanner.Scanner
		s.Init(f, text, nil, 0)
		sources := map[string][][]byte{}
		for {
			pos, tok, lit := s.Scan()
			if tok == token.EOF {
				break
			}
			p := f.Position(pos)
			if tok != token.FUNC && tok != token.RETURN && tok != token.TYPE || p.Filename == f.Name() {
				continue
			}
			if sources[p.Filename] == nil {
				source, err := os.ReadFile(p.Filename)
				if err != nil {
					t.Fatal(err)
				}
				sources[p.Filename] = bytes.Split(source, []byte("\n"))
			}
			if lines := sources[p.Filename]; p.Line > len(lines) || !bytes.Contains(lines[p.Line-1], []byte(tok.String())) {
				t.Errorf("%s: %s%s is not in %s:%d", path, tok, lit, p.Filename, p.Line)
			}
			names++
		}
	}
	if names < 100 {
		t.Errorf("only %d names were looked at", names)
	}
}
