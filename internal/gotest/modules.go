package gotest

import (
	"encoding/json"
	"fmt"
	"go/version"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The go command refuses overlays in the module cache. A module of which something is
// woven is copied from there, and replaced by the copy in a go.mod of our own, or in a
// go.work where the user has one.

// copies are the modules that were copied: from where, and to which folder below that
// of the cache.
type copies map[string]string

// place returns where a file of the module cache was copied to.
func (c copies) place(path string) (string, bool) {
	for from, to := range c {
		if rel, err := filepath.Rel(from, path); err == nil && filepath.IsLocal(rel) {
			return filepath.Join(to, rel), true
		}
	}
	return "", false
}

// copyModules copies the modules into temp, which will be folder.
func (c Config) copyModules(temp, folder string, env goEnv, s *selection) (copies, error) {
	list := s.modules()
	done := copies{}
	if len(list) == 0 {
		return done, nil
	}
	var replace []string // flags of go mod edit
	for i, m := range list {
		to := fmt.Sprintf("module%d", i)
		if err := copyModule(m, filepath.Join(temp, to)); err != nil {
			return nil, err
		}
		done[m.Dir] = to
		replace = append(replace, "-replace="+m.Path+"@"+m.Version+"="+filepath.Join(folder, to))
	}
	return done, c.substitute(temp, env, replace)
}

// copyModule copies one module, and lets woven code be written for a Go release that
// has what woven code needs.
func copyModule(m *module, to string) error {
	err := filepath.WalkDir(m.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(m.Dir, path)
		if err != nil {
			return err
		}
		dst := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(dst, 0o755)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(dst, text, 0o644)
	})
	if err != nil {
		return err
	}
	mod := filepath.Join(to, "go.mod")
	if !exists(mod) { // it is older than modules
		return os.WriteFile(mod, []byte("module "+m.Path+"\n\ngo "+oldest+"\n"), 0o644)
	}
	if version.Compare("go"+m.GoVersion, "go"+oldest) >= 0 {
		return nil
	}
	return Config{Dir: to, Env: append(os.Environ(), "GOWORK=off", "GOFLAGS=")}.edit("mod", "-go="+oldest, mod)
}

// oldest is the language version that woven code needs.
const oldest = "1.23"

// edit runs go mod edit or go work edit.
func (c Config) edit(what string, args ...string) error {
	_, err := c.goCommand(append([]string{what, "edit"}, args...)...)
	return err
}

// moduleFiles returns the files that say which modules the tests are built of.
func (c Config) moduleFiles(env goEnv) []string {
	mod, work := c.moduleFile(), env.GOWORK
	if work != "" && work != "off" {
		return []string{work, work + ".sum"}
	}
	return []string{mod, strings.TrimSuffix(mod, ".mod") + ".sum"}
}

// moduleFile returns the path of go.mod, or of what -modfile puts in its place.
func (c Config) moduleFile() string {
	for i, arg := range c.Build {
		if name, value, ok := strings.Cut(strings.TrimLeft(arg, "-"), "="); name == "modfile" {
			if !ok {
				value = c.Build[i+1]
			}
			if !filepath.IsAbs(value) {
				value = filepath.Join(c.Dir, value)
			}
			return value
		}
	}
	out, err := c.goCommand("env", "GOMOD")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// substitute writes go.mod or go.work with replacements into a folder.
func (c Config) substitute(dir string, env goEnv, replace []string) error {
	files := c.moduleFiles(env)
	name := "go.mod"
	if env.GOWORK != "" && env.GOWORK != "off" {
		name = "go.work"
	}
	for i, to := range []string{name, name + ".sum"} {
		if to == "go.mod.sum" {
			to = "go.sum"
		}
		text, err := os.ReadFile(files[i])
		if os.IsNotExist(err) && i > 0 {
			continue
		} else if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, to), text, 0o644); err != nil {
			return err
		}
	}
	file := filepath.Join(dir, name)
	if name == "go.mod" {
		return c.edit("mod", append(replace, file)...)
	}
	more, err := c.absolute(file, filepath.Dir(env.GOWORK))
	if err != nil {
		return err
	}
	return c.edit("work", append(append(more, replace...), file)...)
}

// absolute returns the edits after which a go.work may lie anywhere.
func (c Config) absolute(file, home string) (edits []string, err error) {
	out, err := c.goCommand("work", "edit", "-json", file)
	if err != nil {
		return nil, err
	}
	var work struct {
		Use     []struct{ DiskPath string }
		Replace []struct {
			Old, New struct{ Path, Version string }
		}
	}
	if err := json.Unmarshal(out, &work); err != nil {
		return nil, fmt.Errorf("go work edit: %w", err)
	}
	for _, u := range work.Use {
		if !filepath.IsAbs(u.DiskPath) {
			edits = append(edits, "-dropuse="+u.DiskPath, "-use="+filepath.Join(home, u.DiskPath))
		}
	}
	for _, r := range work.Replace {
		if strings.HasPrefix(r.New.Path, ".") {
			old := r.Old.Path
			if r.Old.Version != "" {
				old += "@" + r.Old.Version
			}
			edits = append(edits, "-replace="+old+"="+filepath.Join(home, r.New.Path))
		}
	}
	return edits, nil
}
