package mutate

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/poolproof/poolproof/weave/mirror"
)

// WriteOverlay writes files into a folder that exists, and beside them the file that the
// flag -overlay of the go command takes, whose path it returns. The files are named by
// their paths in the repository, which is in the folder root. A nil text means that the
// file is not there.
func WriteOverlay(dir, root string, files map[string][]byte) (string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for i, name := range slices.Sorted(maps.Keys(files)) {
		full := filepath.Join(root, filepath.FromSlash(name))
		if files[name] == nil {
			replace[full] = ""
			continue
		}
		at := filepath.Join(dir, fmt.Sprintf("%d_%s", i, filepath.Base(full)))
		if err := os.WriteFile(at, files[name], 0o644); err != nil {
			return "", err
		}
		replace[full] = at
	}
	text, err := json.MarshalIndent(map[string]any{"Replace": replace}, "", "\t")
	if err != nil {
		panic("internal error: " + err.Error())
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, text, 0o644)
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
	folder := folderOf(m)
	for _, c := range mirror.Copies {
		if c.From == folder {
			if err := c.Generate(root, map[string][]byte{full: text}, files); err != nil {
				return nil, fmt.Errorf("%s cannot be woven: %w", m.ID, err)
			}
		}
	}
	return files, nil
}
