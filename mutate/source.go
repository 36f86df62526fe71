package mutate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// Source finds this module's source: the module of the working folder if it is this one, or
// what stands in its place there; else the one that the running binary was built from, if
// that has a version; else the one that the working folder's module requires. What lies in
// the module cache is copied into a temporary folder, since the go command takes no overlay
// there; what the environment says of the working folder's module is then taken out of this
// process's. Remove, which is never nil, removes the copy.
func Source(ctx context.Context, dir string) (root string, remove func(), err error) {
	remove = func() {}
	type mod struct {
		Dir, Version, Error string
		Main                bool
		Replace             *struct{ Dir string }
	}
	ask := func(args ...string) (m mod, err error) {
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Dir = dir
		apart(cmd)
		out, err := cmd.Output()
		if err != nil {
			var exit *exec.ExitError
			if errors.As(err, &exit) {
				if json.Unmarshal(out, &m) != nil || m.Error == "" { // go mod download tells it there
					m.Error = strings.TrimSpace(string(exit.Stderr))
				}
				err = fmt.Errorf("go %s: %s", strings.Join(args, " "), m.Error)
			}
			return m, err
		}
		err = json.Unmarshal(out, &m)
		return m, err
	}
	if _, err := exec.LookPath("go"); err != nil {
		return "", remove, fmt.Errorf("there is no go command in PATH, and without it nothing can be built")
	}
	m, err := ask("list", "-m", "-json", Module)
	switch {
	case err == nil && m.Main:
		return m.Dir, remove, nil
	case err == nil && m.Replace != nil && m.Replace.Dir != "":
		return m.Replace.Dir, remove, nil
	}
	own := ""
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path == Module && info.Main.Version != "(devel)" && !strings.Contains(info.Main.Version, "+dirty") {
		own = info.Main.Version
	}
	required := err == nil && m.Dir != ""
	switch {
	case own != "" && (!required || m.Version != own): // the mutants are of that source
		if m, err = ask("mod", "download", "-json", Module+"@"+own); err != nil {
			return "", remove, err
		}
	case !required:
		return "", remove, fmt.Errorf("the source of %s is not to be found from here; "+
			"run it in a checkout, or in a module that requires %[1]s", Module)
	}
	temp, err := os.MkdirTemp("", "poolproof-source-")
	if err != nil {
		return "", remove, err
	}
	remove = func() { os.RemoveAll(temp) }
	if err := copyTree(temp, m.Dir); err != nil {
		remove()
		return "", func() {}, err
	}
	flags := slices.DeleteFunc(strings.Fields(os.Getenv("GOFLAGS")), func(f string) bool {
		return strings.HasPrefix(strings.TrimLeft(f, "-"), "mod") // -mod, -modfile, -modcacherw
	})
	err = errors.Join(os.Setenv("GOFLAGS", strings.Join(flags, " ")), os.Setenv("GOWORK", "off"))
	return temp, remove, err
}

// copyTree copies the files below a folder so that they can be written to.
func copyTree(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o644)
	})
}
