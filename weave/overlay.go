package weave

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Overlay writes the woven files into a folder that exists, and beside them the file
// that the flag -overlay of the go command takes. It returns that file's path.
func (r *Result) Overlay(dir string) (string, error) {
	replace := map[string]string{}
	for i, f := range r.Files {
		name := filepath.Join(dir, fmt.Sprintf("%d_%s", i, filepath.Base(f.Path)))
		if err := os.WriteFile(name, f.Woven, 0o644); err != nil {
			return "", fmt.Errorf("weave: %w", err)
		}
		replace[f.Path] = name
	}
	text, err := json.MarshalIndent(map[string]any{"Replace": replace}, "", "\t")
	if err != nil {
		panic("internal error: " + err.Error())
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return "", fmt.Errorf("weave: %w", err)
	}
	return name, nil
}
