package weave

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// WriteOverlay writes texts into a folder that exists, and beside them the file that the
// flag -overlay of the go command takes, whose path it returns. The keys are the absolute
// paths of the files that the texts replace. A nil text means that the file is not there.
func WriteOverlay(dir string, files map[string][]byte) (string, error) {
	replace := map[string]string{}
	for i, path := range slices.Sorted(maps.Keys(files)) {
		if files[path] == nil {
			replace[path] = ""
			continue
		}
		name := filepath.Join(dir, fmt.Sprintf("%d_%s", i, filepath.Base(path)))
		if err := os.WriteFile(name, files[path], 0o644); err != nil {
			return "", fmt.Errorf("weave: %w", err)
		}
		replace[path] = name
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
