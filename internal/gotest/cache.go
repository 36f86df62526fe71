package gotest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const overlayFile = "overlay.json"

// defaultCache returns the folder of the cache.
func defaultCache() (string, error) {
	if dir := os.Getenv("POOLPROOF_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder for what is woven: %w; set POOLPROOF_CACHE", err)
	}
	return filepath.Join(dir, "poolproof"), nil
}

// key names all that decides what is woven (G2).
func (c Config) key(env goEnv, p *program, s *selection) (string, error) {
	h := sha256.New()
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	if err := hashFile(h, self); err != nil {
		return "", err
	}
	fmt.Fprintf(h, "%q %q %q %q\n", env, c.Build, s.tests, s.also)
	for _, path := range slices.Sorted(maps.Keys(s.foreign)) {
		fmt.Fprintf(h, "foreign %q %q\n", path, s.foreign[path])
	}
	for _, path := range sorted(p.packages) {
		l := p.packages[path]
		if l.Standard {
			continue
		}
		if m := l.Module; m != nil {
			fmt.Fprintf(h, "package %q %q %q %q %q\n", path, m.Path, m.Version, m.Dir, m.GoVersion)
		}
		// Of what is not woven in a folder of the user's, the types count.
		for _, f := range l.files(slices.Contains(s.tests, path)) {
			fmt.Fprintf(h, "file %q\n", f)
			if s.copied[path] != nil || l.Module != nil && !l.Module.Main && l.Module.Replace == nil {
				continue // the version says it
			}
			if err := hashFile(h, f); err != nil {
				return "", err
			}
		}
	}
	for _, name := range c.moduleFiles(env) {
		fmt.Fprintf(h, "file %q\n", name)
		if err := hashFile(h, name); err != nil && !os.IsNotExist(err) {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:32], nil
}

func hashFile(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%x\n", h.Sum(nil))
	return err
}

// kept is how long a folder of the cache stays that nobody uses.
const kept = 5 * 24 * time.Hour

// trim removes folders that nobody has used for long, and marks one as used.
func trim(cache, used string) {
	now := time.Now()
	os.Chtimes(used, now, now)
	entries, err := os.ReadDir(cache)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && now.Sub(info.ModTime()) > kept && !strings.HasPrefix(e.Name(), ".") {
			os.RemoveAll(filepath.Join(cache, e.Name()))
		}
	}
}
