package gotest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/poolproof/poolproof/weave"
)

// Config says what is tested.
type Config struct {
	Args
	Dir   string   // where the go command is run; "" means the working folder
	Env   []string // of the go command; nil means the process's own
	Cache string   // the folder of the cache; "" means $POOLPROOF_CACHE, or poolproof in the user's
}

// A Plan is how the go command is run.
type Plan struct {
	Flags  []string // that go test gets before all others
	Env    []string // its environment
	Folder string   // of the cache
	Woven  int      // packages
	Broken error    // if the packages do not compile; without the flags, go test says it better
	Notes  []string // of what is not woven though it was named (G4)
}

// goEnv is what is asked of go env.
type goEnv struct{ GOVERSION, GOMODCACHE, GOWORK, GOFLAGS, GOOS, GOARCH, CGO_ENABLED, GOEXPERIMENT string }

// Prepare weaves what is tested, if that is not in the cache, and says how it is run.
func Prepare(c Config) (*Plan, error) {
	if c.Env == nil {
		c.Env = os.Environ()
	}
	if len(c.Packages) == 0 {
		c.Packages = []string{"."}
	}
	if c.Args.Dir != "" {
		c.Dir = filepath.Join(c.Dir, c.Args.Dir)
	}
	if c.Cache == "" {
		cache, err := defaultCache()
		if err != nil {
			return nil, err
		}
		c.Cache = cache
	}
	out, err := c.goCommand(append([]string{"env", "-json"}, strings.Fields("GOVERSION GOMODCACHE GOWORK GOFLAGS GOOS GOARCH CGO_ENABLED GOEXPERIMENT")...)...)
	if err != nil {
		return nil, err
	}
	var env goEnv
	if err := json.Unmarshal(out, &env); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	if err := refuseFlags(env.GOFLAGS); err != nil {
		return nil, err
	}
	p, err := c.list()
	if err != nil {
		return nil, err
	}
	s, err := c.choose(p, env.GOMODCACHE)
	if err != nil {
		return nil, err
	}
	plan := &Plan{Env: append(slices.Clone(c.Env), "POOLPROOF_TEST_FLAGS="+c.again()), Woven: len(s.tests) + len(s.also)}
	for _, path := range s.skipped {
		plan.Notes = append(plan.Notes, path+" is not woven: it is a part of the explorer")
	}
	for _, path := range p.named {
		if e := p.packages[path].Error; e != nil && plan.Broken == nil {
			plan.Broken = errors.New(e.Err)
		}
	}
	if len(s.tests) == 0 || plan.Broken != nil {
		return plan, nil
	}
	key, err := c.key(env, p, s)
	if err != nil {
		return nil, err
	}
	plan.Folder = filepath.Join(c.Cache, key)
	if !exists(filepath.Join(plan.Folder, overlayFile)) {
		err := c.fill(plan.Folder, env, s)
		var broken *weave.BrokenError
		if errors.As(err, &broken) {
			plan.Broken = err
			return plan, nil
		} else if err != nil {
			return nil, err
		}
	}
	trim(c.Cache, plan.Folder)
	plan.Flags = []string{"-overlay=" + filepath.Join(plan.Folder, overlayFile)}
	switch {
	case len(s.copied) == 0:
	case env.GOWORK != "" && env.GOWORK != "off":
		plan.Env = append(plan.Env, "GOWORK="+filepath.Join(plan.Folder, "go.work"))
	default:
		plan.Flags = append(plan.Flags, "-modfile="+filepath.Join(plan.Folder, "go.mod"))
	}
	return plan, nil
}

// Command returns the command that runs the tests. Explorations that saw too little write
// a line each into the file of the name unseen (G4).
func (p *Plan) Command(a Args, dir, unseen string) *exec.Cmd {
	args := []string{"test"}
	if p.Broken == nil {
		args = append(args, p.Flags...)
		if !a.Gives("vet") {
			args = append(args, "-vet=off") // vet would speak of woven code
		}
	}
	cmd := exec.Command("go", append(args, a.Rest...)...)
	cmd.Dir, cmd.Env = filepath.Join(dir, a.Dir), append(slices.Clone(p.Env), "POOLPROOF_UNSEEN="+unseen)
	return cmd
}

// again returns the flags that a command needs to build the same tests.
func (c Config) again() string {
	words := slices.Clone(c.Build)
	for _, x := range c.Weave {
		words = append(words, "-weave", x)
	}
	for _, x := range c.Trust {
		words = append(words, "-trust", x)
	}
	for i, word := range words {
		if strings.ContainsAny(word, " \t'\"$*?;&|<>()") {
			words[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

// weaving is what weave is asked for.
func (c Config) weaving(s *selection) weave.Config {
	return weave.Config{
		Dir: c.Dir, Env: c.Env, Patterns: s.tests, Also: s.also, Tests: true, Flags: c.Build,
		Announce: true, Loops: true, Foreign: s.foreign,
	}
}

// fill weaves into a folder of the cache.
func (c Config) fill(folder string, env goEnv, s *selection) error {
	r, err := weave.Weave(c.weaving(s))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(folder), "new-") // G1
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	copies, err := c.copyModules(temp, folder, env, s)
	if err != nil {
		return err
	}
	replace := map[string]string{}
	for i, f := range r.Files {
		text := bytes.TrimPrefix(f.Woven, []byte("\uFEFF"))         // a byte order mark begins a file or is wrong
		woven := append([]byte("//line "+f.Path+":1:1\n"), text...) // G3
		if f.Old {
			woven = append([]byte("//go:build go"+oldest+"\n\n"), woven...)
		}
		if name, ok := copies.place(f.Path); ok {
			if err := os.WriteFile(filepath.Join(temp, name), woven, 0o644); err != nil {
				return err
			}
			continue
		}
		name := fmt.Sprintf("%d_%s", i, filepath.Base(f.Path))
		if err := os.WriteFile(filepath.Join(temp, name), woven, 0o644); err != nil {
			return err
		}
		replace[f.Path] = filepath.Join(folder, name)
	}
	text, err := json.MarshalIndent(map[string]any{"Replace": replace}, "", "\t")
	if err != nil {
		panic("internal error: " + err.Error())
	}
	if err := os.WriteFile(filepath.Join(temp, overlayFile), text, 0o644); err != nil {
		return err
	}
	if err := os.Rename(temp, folder); err != nil && !exists(filepath.Join(folder, overlayFile)) {
		return err // and not because another process was faster
	}
	return nil
}

// modules returns the modules of the packages that are copied.
func (s *selection) modules() []*module {
	found := map[string]*module{}
	for _, l := range s.copied {
		found[l.Module.Path] = l.Module
	}
	var list []*module
	for _, path := range slices.Sorted(maps.Keys(found)) {
		list = append(list, found[path])
	}
	return list
}
