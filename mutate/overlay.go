package mutate

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/poolproof/poolproof/weave"
	"github.com/poolproof/poolproof/weave/mirror"
)

// writeOverlay is weave's, of files that are named by their paths in the folder root.
func writeOverlay(dir, root string, files map[string][]byte) (string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	absolute := map[string][]byte{}
	for name, text := range files {
		absolute[filepath.Join(root, filepath.FromSlash(name))] = text
	}
	return weave.WriteOverlay(dir, absolute)
}

// Files returns the files that stand in the place of the source's: the mutated one and,
// if the explorer is to see it, the copies that are woven from it (U3).
func (m Mutant) Files(root string, woven bool) (map[string][]byte, error) {
	full := filepath.Join(root, filepath.FromSlash(m.File))
	source, err := os.ReadFile(full)
	if err != nil {
		return nil, err
	}
	text, err := m.Apply(source)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{m.File: text}
	if !woven {
		return files, nil
	}
	if full, err = filepath.Abs(full); err != nil {
		return nil, err
	}
	for _, c := range mirror.Copies {
		if c.From == path.Dir(m.File) {
			if err := c.Generate(root, map[string][]byte{full: text}, files); err != nil {
				return nil, fmt.Errorf("%s cannot be woven: %w", m.ID, err)
			}
		}
	}
	return files, nil
}

// copied reports whether the explorer runs copies of the file.
func (m Mutant) copied() bool {
	return slices.ContainsFunc(mirror.Copies, func(c mirror.Copy) bool { return c.From == path.Dir(m.File) })
}
