package pool_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the race detector sees through the pool, in both lanes. The programs are built
// with -race whatever this test was built with, so one of the builds is enough.

// goTool returns the go command, or skips the test where it cannot build with -race.
func goTool(t *testing.T) string {
	t.Helper()
	if raceEnabled {
		t.Skip("runs in the build without -race: it builds its own programs")
	}
	path, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command: ", err)
	}
	out, err := exec.Command(path, "env", "GOARCH", "CGO_ENABLED").Output()
	if err != nil {
		t.Fatal(err)
	}
	if f := strings.Fields(string(out)); len(f) != 2 || f[0] == "386" || f[1] != "1" {
		t.Skipf("the race detector needs cgo and a 64-bit machine; GOARCH and CGO_ENABLED are %q", f)
	}
	return path
}

func build(t *testing.T, program string, flags ...string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), program)
	args := append([]string{"build", "-race", "-o", binary}, flags...)
	if out, err := exec.Command(goTool(t), append(args, "./testdata/"+program)...).CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
	return binary
}

// races runs the program and reports whether the detector found a race.
func races(t *testing.T, binary string, args ...string) (found bool, status int, out string) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "GORACE=exitcode=66 atexit_sleep_ms=0")
	b, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	status = cmd.ProcessState.ExitCode()
	found = strings.Contains(string(b), "WARNING: DATA RACE")
	if !found && status != 0 && status != 3 {
		t.Fatalf("%s %v: exit status %d\n%s", binary, args, status, b)
	}
	return found, status, string(b)
}

// The usual lane: the pool's traffic hides no race of its user, and invents none.
func TestAUsersRaceIsFound(t *testing.T) {
	binary := build(t, "userrace")
	for _, kind := range []string{"plain", "checked"} {
		for story, want := range map[string]bool{
			"miss":    true,
			"rotated": true,
			"other":   true,
			"same":    false,             // P2
			"read":    kind == "checked", // P15
		} {
			t.Run(kind+"/"+story, func(t *testing.T) {
				for range 100 {
					found, status, out := races(t, binary, story, kind)
					if status == 3 {
						continue // the value was out of reach, see the program
					}
					if found != want {
						t.Errorf("race found: %t, want %t\n%s", found, want, out)
					}
					return
				}
				t.Error("the story never came about")
			})
		}
	}
	if found, _, out := races(t, build(t, "traffic")); found {
		t.Errorf("a false alarm:\n%s", out)
	}
}

// The lane poolrace: the detector watches the pool itself. It has nothing to say of
// the pool as it is, and finds what each of these mutants does wrong.
func TestARaceOfOursIsFound(t *testing.T) {
	t.Run("none", func(t *testing.T) {
		if found, _, out := races(t, build(t, "traffic", "-tags=poolrace")); found {
			t.Errorf("a race of ours, or a false alarm:\n%s", out)
		}
	})
	for _, m := range []struct{ name, file, from, to string }{
		{
			"D4: released before it is read", "../dequeue/dequeue.go",
			"v = d.slot(i).take()\n\td.releaseTail(i)",
			"d.releaseTail(i)\n\tv = d.slot(i).take()",
		},
		{
			"D4: pushed without asking for the release", "../dequeue/dequeue.go",
			"s.lap.Load() != d.lap(head)", "false",
		},
		{
			"P3: a private value taken from another place", "core.go",
			"it, ok = v.scavenge(place)",
			"it, ok = v.scavenge(0)",
		},
		{
			"D4: published before it is written", "../dequeue/dequeue.go",
			"s.put(v)\n\td.headTail.Add(1 << 32) // publishes the value to whoever claims it",
			"d.headTail.Add(1 << 32)\n\ts.put(v)",
		},
	} {
		t.Run(m.name, func(t *testing.T) {
			overlay := mutate(t, m.file, m.from, m.to)
			binary := build(t, "traffic", "-tags=poolrace", "-overlay="+overlay)
			for range 50 { // the detector has to meet the two accesses close together
				if found, _, _ := races(t, binary); found {
					return
				}
			}
			t.Error("not found in 50 runs")
		})
	}
}

// mutate writes a copy of file with from replaced by to, and returns an overlay for
// the go command that puts it in file's place.
func mutate(t *testing.T, file, from, to string) (overlay string) {
	t.Helper()
	goTool(t)
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(src), from); n != 1 {
		t.Fatalf("%s holds the text to mutate %d times: %q", file, n, from)
	}
	dir := t.TempDir()
	mutant := filepath.Join(dir, filepath.Base(file))
	if err := os.WriteFile(mutant, []byte(strings.Replace(string(src), from, to, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(map[string]map[string]string{"Replace": {abs: mutant}})
	if err != nil {
		t.Fatal(err)
	}
	overlay = filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return overlay
}

// A pool that was copied after use is two pools with one set of items. vet says so.
func TestVetReportsACopiedPool(t *testing.T) {
	out, err := exec.Command(goTool(t), "vet", "./testdata/copied").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "copies lock value") {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}
